// Writes src/monitor/tables/generated/tables.json: names and types of the built-in Log Analytics
// tables. Run by hand when the sources change; LAZURITE_SHARED names the folder with them.
//
// Sources (facts only: names and types of tables and columns):
// - oshezaf/sentinelninja "Tools/Solutions Analyzer/la_table_schemas.csv" at
//   4167c9caa798d8ead1fa1e5944f431ed0b999ea1, Apache-2.0
// - MicrosoftDocs/azure-reference-other "azure-monitor-ref/tables" at
//   bea53845fef94ad4f1887d306e6618a34efefc01, CC BY 4.0, © Microsoft Corporation
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const shared = process.env.LAZURITE_SHARED ?? "../shared";
const read = (path) => readFileSync(join(shared, path), "utf8");

const LETTERS = {
  string: "s",
  datetime: "t",
  real: "r",
  int: "i",
  dynamic: "d",
  long: "l",
  bool: "b",
  guid: "g",
  decimal: "m",
  timespan: "n",
};

/** Standard columns of Azure Monitor Logs; some pages leave them out. */
const ALWAYS = {
  TenantId: "string",
  TimeGenerated: "datetime",
  Type: "string",
  _BilledSize: "real",
  _IsBillable: "string",
};

/** @type {Map<string, Map<string, string>>} */
const tables = new Map();
const addTable = (table, columns) => {
  const known = tables.get(table) ?? new Map();
  for (const [name, type] of [...columns, ...Object.entries(ALWAYS)]) {
    if (!known.has(name)) known.set(name, type);
  }
  tables.set(table, known);
};

for (const line of read("kql/la-tables.jsonl").trim().split("\n")) {
  const { table, columns } = JSON.parse(line);
  addTable(
    table,
    columns.map(({ name, type }) => [name, type]),
  );
}
for (const path of ["tables-common.json", "tables-all-compact.json"]) {
  for (const [table, { columns }] of Object.entries(
    JSON.parse(read(`specs/log-analytics/${path}`)).tables,
  )) {
    const pairs = Array.isArray(columns)
      ? columns.map(({ name, type }) => [name, type])
      : Object.entries(columns);
    addTable(table, pairs);
  }
}

/** TenantId and TimeGenerated first, Type and the service's own columns last, as tables show them. */
const rank = (name) => {
  if (name === "TenantId") return 0;
  if (name === "TimeGenerated") return 1;
  if (name === "Type") return 3;
  return name.startsWith("_") ? 4 : 2;
};
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byPlace = ([a], [b]) => rank(a) - rank(b) || compare(a.toLowerCase(), b.toLowerCase());

const encode = (columns) =>
  [...columns]
    .sort(byPlace)
    .map(([name, type]) => {
      if (!LETTERS[type] || !/^\w+$/.test(name)) throw new Error(`column ${name}: ${type}`);
      return `${LETTERS[type]}${name}`;
    })
    .join(" ");

const lines = [...tables]
  .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()))
  .map(([table, columns]) => `${JSON.stringify(table)}:${JSON.stringify(encode(columns))}`);
const header = {
  generatedBy: "scripts/generate-tables.mjs",
  sources: [
    "github.com/oshezaf/sentinelninja la_table_schemas.csv, Apache-2.0",
    "github.com/MicrosoftDocs/azure-reference-other azure-monitor-ref/tables, © Microsoft Corporation, CC BY 4.0, names and types converted to JSON",
  ],
  types: Object.fromEntries(Object.entries(LETTERS).map(([type, letter]) => [letter, type])),
};
const head = JSON.stringify(header).slice(0, -1);
writeFileSync(
  new URL("../src/monitor/tables/generated/tables.json", import.meta.url),
  `${head},"tables":{\n${lines.join(",\n")}\n}}\n`,
);
process.stdout.write(`${tables.size} tables\n`);
