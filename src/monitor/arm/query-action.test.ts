import { expect, test } from "vitest";
import type { ActionCall, Resource } from "../../arm/index.ts";
import { Failure } from "../../base/index.ts";
import type { WorkspaceQuery } from "../monitor.ts";
import { createQueryAction } from "./query-action.ts";

const asked: WorkspaceQuery[] = [];
const action = createQueryAction({
  async runQuery(query) {
    asked.push(query);
    if (query.text === "bad") throw new Failure("monitor/timespan-invalid", "", { facts: {} });
    if (query.text === "defect") throw new Error("broken");
    return {
      columns: [{ name: "n", type: "long" }],
      rows: [[1n]],
      truncatedBy: undefined,
      visualization: undefined,
      elapsedMs: 1,
    };
  },
});

const call = (change: Partial<ActionCall>): ActionCall =>
  ({
    resource: { alias: "w" } as unknown as Resource,
    method: "GET",
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    requestId: "r",
    signal: new AbortController().signal,
    ...change,
  }) as ActionCall;

const BODY =
  '{"tables":[{"name":"PrimaryResult","columns":[{"name":"n","type":"long"}],"rows":[[1]]}]}';

test("a GET with a body of any content type is a query", async () => {
  const answer = await action.run(
    call({
      headers: { "content-type": "application/x-www-form-urlencoded", prefer: "wait=7" },
      body: Buffer.from('{"query":"T","timespan":"PT1H"}'),
      query: new URLSearchParams("api-version=2017-01-01-preview&timespan=P1D"),
    }),
  );
  expect(answer).toEqual({
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: BODY,
  });
  expect(asked.at(-1)).toMatchObject({ text: "T", timespans: ["P1D", "PT1H"], timeoutMs: 7_000 });
});

test("a GET without a body takes the query from the URL", async () => {
  expect((await action.run(call({ query: new URLSearchParams("query=T") }))).body).toBe(BODY);
});

test("refusals have the query API's form", async () => {
  const answer = await action.run(call({ body: Buffer.from('{"query":"bad"}') }));
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).error).toMatchObject({
    code: "BadArgumentError",
    correlationId: "r",
  });
});

test("a defect is left to the resource manager", async () => {
  await expect(action.run(call({ body: Buffer.from('{"query":"defect"}') }))).rejects.toThrow(
    "broken",
  );
});

test("the role check asks for the right to query", () => {
  expect(action).toMatchObject({
    path: "api/query",
    methods: ["GET", "POST"],
    action: "Microsoft.OperationalInsights/workspaces/query/read",
    apiVersions: undefined,
  });
});
