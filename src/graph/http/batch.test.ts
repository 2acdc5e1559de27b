import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
});
afterAll(() => fixture.close());

const batch = async (requests: readonly object[]) =>
  await fixture.call("POST", "/v1.0/$batch", { body: { requests } });

test("every request of a batch has an answer of its own, refusals and texts among them", async () => {
  const answer = await batch([
    { id: "1", method: "GET", url: "/me?$select=displayName" },
    { id: "2", method: "GET", url: "planets" },
    { id: "3", method: "GET", url: "/users/$count", headers: { ConsistencyLevel: "eventual" } },
    { id: "5", method: "GET", url: "/users/%zz" },
    { id: "4", method: "POST", url: "/$batch", headers: JSON_TYPE, body: { requests: [] } },
  ]);
  expect(answer.statusCode).toBe(200);
  const innerError = expect.objectContaining({ "request-id": answer.headers["request-id"] });
  expect(answer.json()).toEqual({
    responses: [
      {
        id: "1",
        status: 200,
        headers: JSON_TYPE,
        body: {
          "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(displayName)/$entity",
          displayName: "Ada Lovelace",
        },
      },
      {
        id: "2",
        status: 400,
        headers: JSON_TYPE,
        body: {
          error: {
            code: "BadRequest",
            message: "Resource not found for the segment 'planets'.",
            innerError,
          },
        },
      },
      {
        id: "3",
        status: 200,
        headers: { "Content-Type": "text/plain" },
        body: Buffer.from("1").toString("base64"),
      },
      {
        id: "5",
        status: 400,
        headers: JSON_TYPE,
        body: {
          error: { code: "BadRequest", message: "The request path is not valid.", innerError },
        },
      },
      {
        id: "4",
        status: 400,
        headers: JSON_TYPE,
        body: {
          error: {
            code: "BadRequest",
            message: "Invalid batch payload: a batch holds no batch.",
            innerError,
          },
        },
      },
    ],
  });
});

test("a request that depends on a failed one is not run, one that depends on a good one is", async () => {
  const made = (id: string, displayName: string, dependsOn: readonly string[]) => ({
    id,
    method: "POST",
    url: "/applications",
    headers: JSON_TYPE,
    body: { displayName },
    dependsOn,
  });
  const answer = await batch([
    made("good", "batched", []),
    made("bad", "", []),
    made("after-good", "batched too", ["good"]),
    made("after-bad", "never", ["good", "bad"]),
    made("after-that", "never", ["after-bad"]),
  ]);
  const responses = answer.json().responses as readonly { id: string; status: number }[];
  expect(responses.map(({ id, status }) => [id, status])).toEqual([
    ["good", 201],
    ["bad", 400],
    ["after-good", 201],
    ["after-bad", 424],
    ["after-that", 424],
  ]);
  expect(responses[0]).toMatchObject({ headers: { Location: expect.any(String) } });
  const found = await fixture.get("/v1.0/applications?$filter=displayName eq 'never'");
  expect(found.json().value).toEqual([]);
});

const READ = { id: "1", method: "GET", url: "/me" };

test.each([
  ["a repeated id", [READ, READ], "the request id '1' is there twice"],
  ["a later dependency", [{ ...READ, dependsOn: ["2"] }], "invalid dependency for request id '1'"],
  ["an unknown property", [{ ...READ, colour: 1 }], "a request has no property 'colour'"],
  ["an absolute url", [{ ...READ, url: "https://x/me" }], "the url of the request '1' is not"],
  [
    "a token of its own",
    [{ ...READ, headers: { Authorization: "Bearer x" } }],
    "the request '1' has a header 'Authorization' that is not supported",
  ],
  [
    "a body without a type",
    [{ ...READ, method: "POST", body: {} }],
    "write request id : 1 does not contain Content-Type header or body",
  ],
  [
    "too many requests",
    Array.from({ length: 21 }, (_, id) => ({ ...READ, id: String(id) })),
    "it holds 20 requests at most",
  ],
])("a batch with %s is refused as a whole", async (_what, requests, reason) => {
  const answer = await batch(requests);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({
    code: "BadRequest",
    message: expect.stringContaining(`Invalid batch payload: ${reason}`),
  });
});

test("a batch without a token is refused", async () => {
  const answer = await fixture.call("POST", "/v1.0/$batch", {
    headers: { authorization: "" },
    body: { requests: [READ] },
  });
  expect(answer.statusCode).toBe(401);
});
