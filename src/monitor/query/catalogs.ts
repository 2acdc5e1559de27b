import { Failure, limits } from "../../base/index.ts";
import type { Catalog, KqlType } from "../../kql/index.ts";
import type { LogStore, LogTableDefinition } from "../../storage/index.ts";

/** The schemas that every workspace has from birth, by table name. */
export type BuiltInTables = ReadonlyMap<string, LogTableDefinition>;

interface KnownCatalog {
  readonly catalog: Catalog;
  /** How many columns each table has. */
  readonly widths: ReadonlyMap<string, number>;
}

/**
 * What table names mean in each workspace.
 *
 * The vendor gives every workspace some 900 tables. Only those that a query names or that rows go
 * to are made in the engine; the others would be empty, so no answer can tell the difference.
 * Assumed: `union *` and `search` reach the tables that were made, the others hold no rows.
 */
export class Catalogs {
  readonly #logs: LogStore;
  readonly #builtIn: () => BuiltInTables;
  readonly #remembered = new Map<string, KnownCatalog>();

  constructor(logs: LogStore, builtIn: () => BuiltInTables) {
    this.#logs = logs;
    this.#builtIn = builtIn;
  }

  /** The workspace's tables as they stand in the engine. */
  async current(workspaceId: string): Promise<Catalog> {
    return (await this.#current(workspaceId)).catalog;
  }

  async #current(workspaceId: string): Promise<KnownCatalog> {
    const { version, tables } = await this.#logs.tables(workspaceId);
    const key = `${workspaceId}/${version}`;
    const known = this.#remembered.get(workspaceId);
    if (known?.catalog.version === key) return known;
    const catalog: Catalog = {
      version: key,
      tables: tables.map(({ name, source, columns }) => ({
        name,
        source,
        columns: columns.map((column) => ({ ...column, type: column.type as KqlType })),
      })),
    };
    const widths = new Map(tables.map(({ name, columns }) => [name, columns.length]));
    const made = { catalog, widths };
    this.#remember(workspaceId, made);
    return made;
  }

  /**
   * The same, after the built-in tables whose names occur in the query's text were made.
   * @throws {Failure} `monitor/not-supported` when that would be a great many.
   */
  async forQuery(workspaceId: string, text: string): Promise<Catalog> {
    const { catalog, widths } = await this.#current(workspaceId);
    const missing = this.#missing(widths, new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g)));
    if (missing.length === 0) return catalog;
    if (missing.length > limits.query.newTablesMax) {
      throw new Failure("monitor/not-supported", "too many tables", {
        facts: { feature: `more than ${limits.query.newTablesMax} new tables in one query` },
      });
    }
    await this.#logs.ensureTables(workspaceId, missing);
    return this.current(workspaceId);
  }

  /**
   * Makes sure that rows can go to a table.
   * @throws {Failure} `monitor/table-unknown` (fact: `table`).
   */
  async ensure(workspaceId: string, table: string): Promise<void> {
    const { widths } = await this.#current(workspaceId);
    const missing = this.#missing(widths, [table]);
    if (missing.length > 0) await this.#logs.ensureTables(workspaceId, missing);
    else if (!widths.has(table)) {
      throw new Failure("monitor/table-unknown", "the workspace has no such table", {
        facts: { table },
      });
    }
  }

  forget(workspaceId: string): void {
    this.#remembered.delete(workspaceId);
  }

  /** Built-in tables that were not made yet, or were made when they had fewer columns. */
  #missing(
    widths: ReadonlyMap<string, number>,
    words: Iterable<string>,
  ): readonly LogTableDefinition[] {
    const builtIn = this.#builtIn();
    const missing: LogTableDefinition[] = [];
    for (const word of words) {
      const definition = builtIn.get(word);
      if (definition !== undefined && (widths.get(word) ?? 0) < definition.columns.length) {
        missing.push(definition);
      }
    }
    return missing;
  }

  #remember(workspaceId: string, catalog: KnownCatalog): void {
    this.#remembered.delete(workspaceId);
    if (this.#remembered.size >= limits.query.catalogsMax) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(workspaceId, catalog);
  }
}
