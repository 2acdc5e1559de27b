import { afterEach, beforeEach, expect, test } from "vitest";
import type { Resource } from "../arm/index.ts";
import { ticksFromMs } from "../base/index.ts";
import { type Catalog, type CompileOptions, engineFunctions } from "../kql/index.ts";
import { type LogStore, openLogStore } from "../storage/index.ts";
import { createMonitor, type Monitor } from "./monitor.ts";

const ID = "5f6a1c7e-2b3d-4e4f-8a90-b1c2d3e4f506";
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

const workspace = {
  id: "/subscriptions/s",
  alias: ID,
  properties: { publicNetworkAccessForQuery: "Enabled" },
} as unknown as Resource;

let logs: LogStore;
let monitor: Monitor;
let compiled: { catalog: Catalog; options: CompileOptions }[];

/** Stands in for the compiler: `T` gives T's rows in range, `now` the query's own slots. */
function compile(text: string, catalog: Catalog, options: CompileOptions) {
  compiled.push({ catalog, options });
  if (text === "now") {
    return {
      sql: "SELECT $1::BIGINT, $2::BIGINT, $3::BIGINT",
      parameters: (["now", "timespanStart", "timespanEnd"] as const).map((slot) => ({
        kind: "slot" as const,
        slot,
      })),
      columns: ["now", "start", "end"].map((name) => ({ name, type: "datetime" as const })),
      visualization: undefined,
    };
  }
  if (text === "wrong") {
    return { sql: "SELECT nothing", parameters: [], columns: [], visualization: undefined };
  }
  const table = catalog.tables.find(({ name }) => name === text);
  if (table === undefined) throw new Error(`no table ${text}`);
  const column = table.columns.find(({ name }) => name === "Computer")?.physicalName;
  return {
    sql: `SELECT "${column}" FROM "${table.source.schema}"."${table.source.table}"`,
    parameters: [],
    columns: [{ name: "Computer", type: "string" as const }],
    visualization: undefined,
  };
}

beforeEach(async () => {
  compiled = [];
  logs = await openLogStore({ file: ":memory:", functions: engineFunctions });
  monitor = createMonitor({
    logs,
    compiler: { compile },
    clock: { now: () => NOW },
    resources: {
      findByAlias: async (type, alias) =>
        type === "Microsoft.OperationalInsights/workspaces" && alias === ID ? workspace : undefined,
    },
  });
});

afterEach(() => logs.close());

const run = (text: string, timespans: readonly string[] = [], of: Resource = workspace) =>
  monitor.runQuery({ workspace: of, text, timespans, timeoutMs: 60_000 });

test("a workspace is found by its customerId in any case", async () => {
  expect(await monitor.findWorkspace(ID.toUpperCase())).toBe(workspace);
});

test("rows that were appended are queried", async () => {
  await monitor.appendRows(ID.toUpperCase(), "Heartbeat", ["Computer"], [["a"], ["b"]]);
  expect((await run("Heartbeat")).rows).toEqual([["a"], ["b"]]);
});

test("a built-in table that was never written is empty, and only it is made", async () => {
  expect((await run("Heartbeat")).rows).toEqual([]);
  expect((await monitor.catalogOf(ID)).tables.map(({ name }) => name)).toEqual(["Heartbeat"]);
});

test("the catalog keeps its version until a table comes", async () => {
  await run("Heartbeat");
  await run("Heartbeat");
  await monitor.appendRows(ID, "Heartbeat", ["Computer"], [["a"]]);
  await run("Heartbeat");
  await run("Perf");
  const versions = compiled.map(({ catalog }) => catalog.version);
  expect(new Set(versions.slice(0, 3)).size).toBe(1);
  expect(versions[3]).not.toBe(versions[0]);
});

test("rows for a table that does not exist are refused", async () => {
  await expect(monitor.appendRows(ID, "Nothing", ["a"], [["b"]])).rejects.toMatchObject({
    code: "monitor/table-unknown",
    facts: { table: "Nothing" },
  });
});

test("the slots are the clock's moment and the part of time that all timespans allow", async () => {
  const now = ticksFromMs(NOW);
  const hour = 36_000_000_000n;
  const { rows } = await run("now", ["PT2H", "2026-01-01/2026-01-02T02:04:05Z"]);
  expect(rows).toEqual([[now, now - 2n * hour, now - hour]]);
  expect(compiled[0]?.options).toEqual({ dialect: "duckdb", hasTimespan: true });
});

test("without a timespan the whole time is asked for", async () => {
  await run("Heartbeat");
  expect(compiled[0]?.options.hasTimespan).toBe(false);
});

test("a text that is too long is refused before it is compiled", async () => {
  await expect(run("x".repeat(100_001))).rejects.toMatchObject({ code: "kql/too-long" });
  expect(compiled).toEqual([]);
});

test("SQL that the engine does not understand is a defect, not the caller's fault", async () => {
  await expect(run("wrong")).rejects.toThrow("the engine refused the compiler's SQL");
});

test("a workspace closed to public networks takes no query", async () => {
  const closed = { ...workspace, properties: { publicNetworkAccessForQuery: "Disabled" } };
  await expect(run("Heartbeat", [], closed)).rejects.toMatchObject({
    code: "monitor/public-access-disabled",
  });
});

test("a dropped workspace has no tables", async () => {
  await monitor.appendRows(ID, "Heartbeat", ["Computer"], [["a"]]);
  await monitor.dropWorkspace(ID);
  expect((await monitor.catalogOf(ID)).tables).toEqual([]);
  expect((await run("Heartbeat")).rows).toEqual([]);
});
