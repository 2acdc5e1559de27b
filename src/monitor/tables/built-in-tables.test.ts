import { expect, test } from "vitest";
import { builtInTables } from "./built-in-tables.ts";

const columnsOf = (table: string): Map<string, string> =>
  new Map(
    builtInTables()
      .get(table)
      ?.columns.map(({ name, type }) => [name, type]),
  );

test("some nine hundred tables are known, the same object each time", () => {
  expect(builtInTables().size).toBeGreaterThan(890);
  expect(builtInTables()).toBe(builtInTables());
});

test("every table has the columns that real tables all have", () => {
  const always = {
    TenantId: "string",
    TimeGenerated: "datetime",
    Type: "string",
    _IsBillable: "string",
  };
  for (const { name, columns } of builtInTables().values()) {
    const found = new Map(columns.map((column) => [column.name, column.type]));
    for (const [column, type] of Object.entries(always)) {
      expect([name, column, found.get(column)]).toEqual([name, column, type]);
    }
  }
});

test("a table names each column once and gives it a type of KQL", () => {
  const types = /^(bool|datetime|decimal|dynamic|guid|int|long|real|string|timespan)$/;
  for (const { name, columns } of builtInTables().values()) {
    expect([name, new Set(columns.map((column) => column.name)).size]).toEqual([
      name,
      columns.length,
    ]);
    expect(columns.filter((column) => !types.test(column.type))).toEqual([]);
  }
});

test("columns called Name are not lost, and names that differ only in case stay apart", () => {
  expect(columnsOf("AppRequests").get("Name")).toBe("string");
  expect(columnsOf("AppServiceAppLogs").has("Stacktrace")).toBe(true);
  expect(columnsOf("AppServiceAppLogs").has("StackTrace")).toBe(true);
});

test("types are the documented ones", () => {
  const perf = columnsOf("Perf");
  expect(perf.get("CounterValue")).toBe("real");
  expect(columnsOf("AppRequests").get("Success")).toBe("bool");
  expect(columnsOf("SigninLogs").get("LocationDetails")).toBe("dynamic");
  expect(columnsOf("ContainerLogV2").get("LogMessage")).toBe("dynamic");
  expect(columnsOf("AzureActivity").get("_ResourceId")).toBe("string");
});
