import type { DuckDBConnection } from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";
import { engineType } from "./engine-types.ts";
import type { LogColumn, LogTable, LogTableDefinition } from "./log-store.ts";
import { CATALOG_SCHEMA, claimPhysicalName, quoteName, quotePath } from "./sql-names.ts";

/** The tables of one workspace, by KQL name. */
type Tables = ReadonlyMap<string, LogTable>;

/**
 * Which tables and columns stand in the engine and what they are called there: kept in the store's
 * own catalog tables, read once, and held in memory.
 */
export class TableCatalog {
  readonly #workspaces = new Map<string, Tables>();
  readonly #versions = new Map<string, number>();
  #changes = 0;

  tables(schema: string): Tables {
    return this.#workspaces.get(schema) ?? new Map();
  }

  version(schema: string): string {
    return `${this.#versions.get(schema) ?? 0}`;
  }

  async load(connection: DuckDBConnection): Promise<void> {
    const reader = await connection.runAndReadAll(
      `SELECT "schema", "table", physical_table, name, type, physical_name
       FROM ${CATALOG_SCHEMA}.columns ORDER BY "schema", "table", ordinal`,
    );
    const workspaces = new Map<string, Map<string, LogTable & { columns: LogColumn[] }>>();
    for (const row of reader.getRows() as string[][]) {
      const [schema = "", name = "", table = "", column = "", type = "", physicalName = ""] = row;
      const tables = workspaces.get(schema) ?? new Map();
      workspaces.set(schema, tables);
      const known = tables.get(name) ?? { name, columns: [], source: { schema, table } };
      tables.set(name, known);
      known.columns.push({ name: column, type, physicalName });
    }
    for (const [schema, tables] of workspaces) this.#set(schema, tables);
  }

  /**
   * What would have to be made for `wanted` to stand: nothing when all of it does already.
   *
   * @throws {Failure} `logs/column-type-differs`, `logs/unknown-type`, `logs/table-without-columns`.
   */
  missing(schema: string, wanted: readonly LogTableDefinition[]): LogTable[] {
    const tables = this.tables(schema);
    const taken = new Set([...tables.values()].map((table) => table.source.table.toLowerCase()));
    const grown = new Map<string, LogTable>();
    for (const definition of wanted) {
      const known = grown.get(definition.name) ?? tables.get(definition.name);
      const table = grow(known, definition, schema, taken);
      if (table !== known) grown.set(definition.name, table);
    }
    return [...grown.values()];
  }

  /** Makes tables and columns as `missing` said; inside the caller's transaction. */
  async create(connection: DuckDBConnection, schema: string, grown: LogTable[]): Promise<void> {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    for (const table of grown) {
      const standing = this.tables(schema).get(table.name)?.columns.length ?? 0;
      const path = quotePath(schema, table.source.table);
      if (standing === 0) {
        const columns = table.columns.map(
          (column) => `${quoteName(column.physicalName)} ${engineType(column.type).definition}`,
        );
        await connection.run(`CREATE TABLE ${path} (${columns.join(", ")})`);
      } else {
        for (const column of table.columns.slice(standing)) {
          await addColumn(connection, path, column);
        }
      }
      await recordColumns(connection, table, standing);
    }
  }

  /** Takes what `create` made, once it is committed. */
  adopt(schema: string, grown: readonly LogTable[]): void {
    const tables = new Map(this.tables(schema));
    for (const table of grown) tables.set(table.name, table);
    this.#set(schema, tables);
  }

  forget(schema: string): void {
    this.#workspaces.delete(schema);
    this.#versions.set(schema, ++this.#changes);
  }

  #set(schema: string, tables: Tables): void {
    this.#workspaces.set(schema, tables);
    this.#versions.set(schema, ++this.#changes);
  }
}

function grow(
  known: LogTable | undefined,
  definition: LogTableDefinition,
  schema: string,
  takenTables: Set<string>,
): LogTable {
  const columns = [...(known?.columns ?? [])];
  const byName = new Map(columns.map((column) => [column.name, column]));
  const taken = new Set(columns.map((column) => column.physicalName.toLowerCase()));
  for (const { name, type } of definition.columns) {
    const standing = byName.get(name);
    if (standing !== undefined && standing.type !== type) {
      throw new Failure("logs/column-type-differs", "the column stands with another type", {
        facts: { table: definition.name, column: name, type: standing.type },
      });
    }
    if (standing !== undefined) continue;
    engineType(type);
    const column = { name, type, physicalName: claimPhysicalName(name, taken) };
    byName.set(name, column);
    columns.push(column);
  }
  if (known !== undefined && columns.length === known.columns.length) return known;
  if (columns.length === 0) {
    throw new Failure("logs/table-without-columns", "a table needs at least one column", {
      facts: { table: definition.name },
    });
  }
  const source = known?.source ?? {
    schema,
    table: claimPhysicalName(definition.name, takenTables),
  };
  return { name: definition.name, columns, source };
}

async function addColumn(
  connection: DuckDBConnection,
  path: string,
  column: LogColumn,
): Promise<void> {
  const name = quoteName(column.physicalName);
  const { definition } = engineType(column.type);
  // DuckDB adds columns with a default but without a constraint; the constraint follows.
  await connection.run(
    `ALTER TABLE ${path} ADD COLUMN ${name} ${definition.replace("NOT NULL ", "")}`,
  );
  if (definition.includes("NOT NULL")) {
    await connection.run(`ALTER TABLE ${path} ALTER COLUMN ${name} SET NOT NULL`);
  }
}

async function recordColumns(
  connection: DuckDBConnection,
  table: LogTable,
  standing: number,
): Promise<void> {
  const insert = await connection.prepare(
    `INSERT INTO ${CATALOG_SCHEMA}.columns VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  );
  const { schema, table: physicalTable } = table.source;
  for (const [index, column] of table.columns.entries()) {
    if (index < standing) continue;
    const { name, type, physicalName } = column;
    insert.bind([schema, table.name, physicalTable, index, name, type, physicalName]);
    await insert.run();
  }
  insert.destroySync();
}
