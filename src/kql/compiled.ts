/** KQL's scalar types, as the query API names them. */
export type KqlType =
  | "bool"
  | "datetime"
  | "decimal"
  | "dynamic"
  | "guid"
  | "int"
  | "long"
  | "real"
  | "string"
  | "timespan";

/** One column of a table or of an answer. */
export interface Column {
  readonly name: string;
  readonly type: KqlType;
}

/**
 * How values of each type are held by an engine, in tables and in answers:
 * bool BOOLEAN, int INTEGER, long BIGINT, real DOUBLE, string VARCHAR (never null), guid UUID,
 * datetime and timespan BIGINT ticks of 100 ns (base/ticks.ts), decimal DECIMAL(38, 18),
 * dynamic VARCHAR holding JSON text (SQL null is KQL null).
 */
export type EngineValue = bigint | boolean | number | string | null;

/**
 * A function that SQL calls by its name and that the engine asks JavaScript for: what no SQL text
 * says exactly. Values are as `EngineValue` holds them: datetime and timespan as ticks, dynamic as
 * JSON text, guid and decimal as text.
 *
 * An engine calls it once for each row, off the server's event loop: it must be pure, and end soon
 * on any value. A SQL text is preferred wherever one is exact.
 */
export interface EngineFunction {
  /** Name in SQL. */
  readonly name: string;
  readonly parameters: readonly KqlType[];
  readonly returns: KqlType;
  /** False: the engine answers null by itself where any argument is null. */
  readonly seesNulls: boolean;
  compute(...args: readonly EngineValue[]): EngineValue;
}

/** A table that a query may name, and where its rows stand in the engine. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  /** Schema and table in the engine, unquoted; the emitter quotes them. */
  readonly source: { readonly schema: string; readonly table: string };
}

export interface CatalogColumn extends Column {
  /** Name in the engine, unquoted. Differs from `name` where two KQL names differ only in case. */
  readonly physicalName: string;
}

/** What the names in a query mean: one workspace's tables. */
export interface Catalog {
  /** Changes whenever a table or column does; part of the key of compiled plans. */
  readonly version: string;
  readonly tables: readonly CatalogTable[];
}

/** Engines that we can emit for. */
export type Dialect = "duckdb";

/**
 * A parameter of the SQL text, in order ($1, $2 …). Slots are filled when the query runs, so that
 * one compiled plan serves every moment.
 */
export type SqlParameter =
  | { readonly kind: "value"; readonly type: KqlType; readonly value: EngineValue }
  | { readonly kind: "slot"; readonly slot: "now" | "timespanStart" | "timespanEnd" };

/** `render`'s annotation, passed through to the client that draws. */
export interface Visualization {
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** One query, ready to run any number of times. */
export interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
  /** Names and types of the answer's columns, in the order of the SQL's columns. */
  readonly columns: readonly Column[];
  readonly visualization: Visualization | undefined;
  /**
   * Set where rows decide the columns: this query answers with (name, type), which belong into the
   * text at this offset; see columns-of-rows.ts.
   */
  readonly asksColumnsAt?: number | undefined;
}

export interface CompileOptions {
  readonly dialect: Dialect;
  /** The request has a time range: every table with TimeGenerated is cut to the two slots. */
  readonly hasTimespan: boolean;
}

/** Where in the text something is wrong; 1-based, columns counted in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Codes of the compiler's failures. `facts` carry `line` and `column` where known, and
 * `syntax`: `token`, `diagnostic` (KSnnn); `semantic`: `diagnostic`; `not-supported`: `construct`.
 */
export type KqlFailureCode = "kql/syntax" | "kql/semantic" | "kql/not-supported" | "kql/too-long";
