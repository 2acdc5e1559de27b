import { readFileSync } from "node:fs";
import type { LogTableDefinition } from "../../storage/index.ts";

/** The shape of generated/tables.json; a column is written as the letter of its type and its name. */
interface TablesFile {
  readonly types: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, string>>;
}

/**
 * The documented schemas of the built-in Log Analytics tables, by name: some 900 tables that every
 * workspace knows from birth, whether or not rows were ever sent to them.
 *
 * Columns stand in a fixed order: TenantId, TimeGenerated, the table's own by alphabet, Type, the
 * service's own (`_ResourceId` …). Assumed: the service's order within a table is not documented.
 *
 * Source: scripts/generate-tables.mjs. Read once, when first asked for.
 */
export const builtInTables: () => ReadonlyMap<string, LogTableDefinition> = once(readTables);

function readTables(): ReadonlyMap<string, LogTableDefinition> {
  const path = new URL("./generated/tables.json", import.meta.url);
  const file = JSON.parse(readFileSync(path, "utf8")) as TablesFile;
  return new Map(
    Object.entries(file.tables).map(([name, columns]) => [
      name,
      { name, columns: columns.split(" ").map((column) => readColumn(column, file.types)) },
    ]),
  );
}

function readColumn(
  column: string,
  types: TablesFile["types"],
): LogTableDefinition["columns"][number] {
  const type = types[column.slice(0, 1)];
  if (type === undefined) throw new Error(`the table file has a column without a type: ${column}`);
  return { name: column.slice(1), type };
}

/** The file is part of the program and never changes while it runs, so its reading is kept. */
function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}
