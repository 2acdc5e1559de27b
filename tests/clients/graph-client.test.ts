/** Microsoft Graph's own library for JavaScript, with a token that @azure/identity gets. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../support/get-tokens.ts";
import { GUID } from "../support/login-fixture.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import type { GraphClientInput } from "./programs/graph-client.ts";

let server: RunningLazurite;

beforeAll(async () => {
  server = await startLazurite();
});

afterAll(async () => {
  await server?.end();
});

test("it registers, gives a secret, lists by pages, counts, batches and tells errors", async () => {
  const { graph, tenantId, demo } = server.ready;
  const { clientId, clientSecret } = demo;
  const input: GraphClientInput = { graph, tenantId, clientId, clientSecret };
  const answer = await runProgram("graph-client.ts", input, server.env);
  expect(answer).toEqual({
    secret: expect.objectContaining({
      displayName: "library",
      secretText: expect.stringMatching(/^.{40}$/),
    }),
    pageLength: 2,
    listed: [1, 2, 3, 4, 5].map((number) => `by-library ${number}`),
    count: { ofList: 5, ofAll: expect.stringMatching(/^\d+$/) },
    batched: { read: "by-library 1", rename: 204, none: 404 },
    renamed: expect.objectContaining({
      displayName: "by-library renamed",
      passwordCredentials: [expect.objectContaining({ displayName: "library", secretText: null })],
    }),
    refused: {
      statusCode: 404,
      code: "Request_ResourceNotFound",
      message: expect.stringContaining(tenantId),
      requestId: expect.stringMatching(GUID),
      inner: ["date", "request-id", "client-request-id"],
    },
    left: [],
  });
});
