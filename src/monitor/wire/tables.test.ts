import { expect, test } from "vitest";
import { TICKS_MAX } from "../../base/index.ts";
import type { KqlType } from "../../kql/index.ts";
import type { LogValue } from "../../storage/index.ts";
import { writeAnswer } from "./tables.ts";

const quiet = { withRender: false, withStatistics: false };
const base = { truncatedBy: undefined, visualization: undefined, elapsedMs: 12.5 };

const one = (type: KqlType, value: LogValue): Promise<string> =>
  writeAnswer({ ...base, columns: [{ name: "x", type }], rows: [[value]] }, quiet);

test.each<[KqlType, LogValue, string]>([
  ["long", 9223372036854775807n, "9223372036854775807"],
  ["long", -9223372036854775808n, "-9223372036854775808"],
  ["long", 9007199254740993n, "9007199254740993"],
  ["int", -2147483648, "-2147483648"],
  ["bool", true, "true"],
  ["bool", false, "false"],
  ["datetime", 0n, '"0001-01-01T00:00:00Z"'],
  ["datetime", TICKS_MAX, '"9999-12-31T23:59:59.9999999Z"'],
  ["timespan", -1n, '"-00:00:00.0000001"'],
  ["timespan", 864_000_000_000n, '"1.00:00:00"'],
  ["real", 1, "1.0"],
  ["real", -0, "-0.0"],
  ["real", 0.1, "0.1"],
  ["real", 1e300, "1e+300"],
  ["real", Number.NaN, '"NaN"'],
  ["real", Number.POSITIVE_INFINITY, '"Infinity"'],
  ["real", Number.NEGATIVE_INFINITY, '"-Infinity"'],
  ["decimal", "1.500000000000000000", '"1.5"'],
  ["decimal", "100.000000000000000000", '"100"'],
  ["decimal", "100", '"100"'],
  ["guid", "74be27de-1e4e-49d9-b579-fe0b331d3642", '"74be27de-1e4e-49d9-b579-fe0b331d3642"'],
  ["dynamic", '{"a":[1,"b"]}', '"{\\"a\\":[1,\\"b\\"]}"'],
  ["string", 'a"b\\\n\u2028\ud800', '"a\\"b\\\\\\n\u2028\\ud800"'],
  ["string", null, '""'],
])("a %s %s goes out as %s", async (type, value, expected) => {
  const body = await one(type, value);
  expect(body).toBe(
    `{"tables":[{"name":"PrimaryResult","columns":[{"name":"x","type":"${type}"}],"rows":[[${expected}]]}]}`,
  );
  JSON.parse(body);
});

test.each<KqlType>([
  "bool",
  "datetime",
  "decimal",
  "dynamic",
  "guid",
  "int",
  "long",
  "real",
  "timespan",
])("a null %s goes out as null", async (type) => {
  expect(await one(type, null)).toContain('"rows":[[null]]');
});

test("an answer without rows has its columns", async () => {
  const body = await writeAnswer(
    { ...base, columns: [{ name: "n", type: "long" }], rows: [] },
    quiet,
  );
  expect(body).toBe(
    '{"tables":[{"name":"PrimaryResult","columns":[{"name":"n","type":"long"}],"rows":[]}]}',
  );
});

test("many rows keep their order across blocks", async () => {
  const rows = Array.from({ length: 12_345 }, (_, index) => [BigInt(index), `r${index}`]);
  const columns = [
    { name: "n", type: "long" as const },
    { name: "s", type: "string" as const },
  ];
  const body = JSON.parse(await writeAnswer({ ...base, columns, rows }, quiet));
  expect(body.tables[0].rows).toHaveLength(12_345);
  expect(body.tables[0].rows[12_344]).toEqual([12_344, "r12344"]);
  expect(body.tables[0].rows[5_000]).toEqual([5_000, "r5000"]);
});

test("statistics and render follow the tables when they are preferred", async () => {
  const answer = {
    ...base,
    columns: [{ name: "n", type: "int" as const }],
    rows: [[1], [2]],
    visualization: { kind: "timechart", properties: { title: "t", Accumulate: "true" } },
  };
  const body = JSON.parse(await writeAnswer(answer, { withRender: true, withStatistics: true }));
  expect(body.render).toEqual({
    visualization: "timechart",
    title: "t",
    accumulate: true,
    kind: null,
    annotation: null,
    by: null,
  });
  expect(body.statistics).toEqual({
    query: {
      executionTime: 0.0125,
      datasetStatistics: [{ table_row_count: 2, table_size: 7 }],
    },
  });
});

test("a query without render has an empty one", async () => {
  const body = JSON.parse(
    await writeAnswer(
      { ...base, columns: [], rows: [] },
      { withRender: true, withStatistics: false },
    ),
  );
  expect(body.render).toEqual({});
});

test.each([
  ["rows" as const, "500000 records"],
  ["bytes" as const, "104857600 bytes"],
])("an answer cut by %s says that it is partial", async (truncatedBy, bound) => {
  const answer = {
    ...base,
    truncatedBy,
    columns: [{ name: "n", type: "int" as const }],
    rows: [[1]],
  };
  expect(JSON.parse(await writeAnswer(answer, quiet)).error).toEqual({
    code: "PartialError",
    message: "There were some errors when processing your query.",
    details: [
      {
        code: "EngineError",
        message: `The results of this query exceed the set limit of ${bound}.`,
        innererror: {
          code: "-2133196797",
          message: `The results of this query exceed the set limit of ${bound}.`,
          severity: 2,
          severityName: "Error",
        },
      },
    ],
  });
});
