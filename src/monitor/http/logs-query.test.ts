import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denialLog } from "../../../tests/support/denial-log.ts";
import type { Resource } from "../../arm/index.ts";
import { Failure, systemIds, ticksFromMs } from "../../base/index.ts";
import { createLogger } from "../../http/index.ts";
import { createCompiler, engineFunctions } from "../../kql/index.ts";
import { type LogStore, openLogStore } from "../../storage/index.ts";
import { createApiKeys } from "../api-keys.ts";
import { createMonitor } from "../monitor.ts";
import { createLogsSurface } from "./logs-surface.ts";

/** The whole way of a query, from the request to the engine and back, through an API key's door. */
const ID = "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506";
const NOW = Date.UTC(2026, 0, 2, 12);

const workspace = {
  id: "/subscriptions/s",
  alias: ID,
  properties: { publicNetworkAccessForQuery: "Enabled" },
} as unknown as Resource;

let logs: LogStore;
let surface: FastifyInstance;

beforeAll(async () => {
  logs = await openLogStore({ file: ":memory:", functions: engineFunctions });
  const monitor = createMonitor({
    logs,
    compiler: createCompiler(),
    clock: { now: () => NOW },
    resources: { findByAlias: async () => workspace },
  });
  const at = (hoursAgo: number): bigint => ticksFromMs(NOW - hoursAgo * 3_600_000);
  await monitor.appendRows(
    ID,
    "AzureActivity",
    ["TimeGenerated", "Category", "OperationName", "Type"],
    [
      [at(1), "Administrative", "first", "AzureActivity"],
      [at(2), "Administrative", "second", "AzureActivity"],
      [at(30), "Policy", "third", "AzureActivity"],
    ],
  );
  surface = createLogsSurface({
    monitor,
    authenticator: { authenticate: () => Promise.reject(new Failure("http/token-missing", "")) },
    audiences: () => new Set(),
    access: {
      evaluate: () => Promise.reject(new Error("keys need no role")),
      explainDenial: () => Promise.reject(new Error("keys need no role")),
    },
    apiKeys: createApiKeys([{ workspaceName: "DEMO_WORKSPACE", key: "DEMO_KEY", workspaceId: ID }]),
    denials: denialLog({ now: () => 0 }),
    log: createLogger({ level: "silent" }),
    ids: systemIds,
  });
});

afterAll(() => logs.close());

const ask = async (body: object, url = "", headers: Record<string, string> = {}) => {
  const answer = await surface.inject({
    method: "POST",
    url: `/v1/workspaces/DEMO_WORKSPACE/query${url}`,
    headers: { "x-api-key": "DEMO_KEY", "content-type": "application/json", ...headers },
    payload: JSON.stringify(body),
  });
  const correlationId = String(answer.headers["x-ms-request-id"]);
  return [answer.statusCode, JSON.parse(answer.body.replace(correlationId, "ID"))];
};

const table = (columns: readonly (readonly [string, string])[], rows: unknown[][]) => ({
  tables: [
    { name: "PrimaryResult", columns: columns.map(([name, type]) => ({ name, type })), rows },
  ],
});

test("rows are counted by category", async () => {
  expect(
    await ask({ query: "AzureActivity | summarize count() by Category | sort by Category asc" }),
  ).toEqual([
    200,
    table(
      [
        ["Category", "string"],
        ["count_", "long"],
      ],
      [
        ["Administrative", 2],
        ["Policy", 1],
      ],
    ),
  ]);
});

test("a table that nobody wrote to is empty", async () => {
  expect(await ask({ query: "Heartbeat | count" })).toEqual([
    200,
    table([["Count", "long"]], [[0]]),
  ]);
});

test.each([
  [{ query: "AzureActivity | count" }, "", 3],
  [{ query: "AzureActivity | count", timespan: "P1D" }, "", 2],
  [{ query: "AzureActivity | count", timespan: "PT5400.0S" }, "", 1],
  [{ query: "AzureActivity | count", timespan: "2026-01-01/2026-01-02" }, "", 1],
  [{ query: "AzureActivity | count", timespan: "P7D" }, "?timespan=PT90M", 1],
  [{ query: "AzureActivity | count", timespan: "2020-01-01/P1D" }, "?timespan=PT90M", 0],
  [{ query: "AzureActivity | where TimeGenerated > ago(90m) | count" }, "", 1],
])("%j at %s counts the rows in time", async (body, url, count) => {
  expect(await ask(body, url)).toEqual([200, table([["Count", "long"]], [[count]])]);
});

test("every type has its form", async () => {
  const query = `print bool(true), datetime(0001-01-01), 9223372036854775807, int(-1), 1.0, 1.0/0,
    1d + 1tick, decimal(1.50), guid(74be27de-1e4e-49d9-b579-fe0b331d3642), dynamic([1,"a"]), 'ö',
    long(null), ''`;
  const [status, body] = await ask({ query });
  expect(status).toBe(200);
  expect(body.tables[0].columns.map(({ type }: { type: string }) => type)).toEqual(
    "bool datetime long int real real timespan decimal guid dynamic string long string".split(" "),
  );
  expect(body.tables[0].rows).toEqual([
    [
      true,
      "0001-01-01T00:00:00Z",
      Number("9223372036854775807"),
      -1,
      1,
      "Infinity",
      "1.00:00:00.0000001",
      "1.5",
      "74be27de-1e4e-49d9-b579-fe0b331d3642",
      '[1,"a"]',
      "ö",
      null,
      "",
    ],
  ]);
});

test("the chart that a query asks for is told when it is preferred", async () => {
  const [, body] = await ask({ query: "print x=1 | render barchart with (title='T')" }, "", {
    prefer: "include-render=true",
  });
  expect(body.render).toMatchObject({ visualization: "barchart", title: "T" });
});

const badArgument = (innererror: object) => [
  400,
  {
    error: {
      message: "The request had some invalid properties",
      code: "BadArgumentError",
      correlationId: "ID",
      innererror,
    },
  },
];

test("a text that does not parse is refused where the service refuses it", async () => {
  expect(await ask({ query: "completely invalid syntax" })).toEqual(
    badArgument({
      code: "SyntaxError",
      message: "A recognition error occurred in the query.",
      innererror: {
        code: "SYN0002",
        message: "Query could not be parsed at 'invalid' on line [1,11]",
        line: 1,
        pos: 11,
        token: "invalid",
      },
    }),
  );
});

test("a table that does not exist is a semantic error", async () => {
  const [status, body] = await ask({ query: "NotARealTable | take 1" });
  expect(status).toBe(400);
  expect(body.error.innererror).toMatchObject({
    code: "SemanticError",
    innererror: { code: "SEM0100", message: expect.stringContaining("'NotARealTable'") },
  });
});

test("an operator that is not supported is refused by its name", async () => {
  const [status, body] = await ask({ query: "AzureActivity | evaluate autocluster()" });
  expect(status).toBe(400);
  expect(body.error.innererror.innererror).toMatchObject({
    code: "NotSupportedError",
    message: expect.stringContaining("plugin autocluster"),
  });
});

test("a timespan that is none is refused", async () => {
  expect(await ask({ query: "print 1", timespan: "yesterday" })).toEqual(
    badArgument({
      code: "QueryValidationError",
      message: "Failed parsing the query",
      details: [
        {
          code: "InvalidTimespan",
          message: "The timespan is not an ISO 8601 duration or interval: yesterday",
          target: null,
        },
      ],
    }),
  );
});
