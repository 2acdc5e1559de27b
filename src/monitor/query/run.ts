import { type Clock, Failure, limits, ticksFromMs } from "../../base/index.ts";
import {
  type Catalog,
  type Column,
  type CompiledQuery,
  type CompileOptions,
  type SqlParameter,
  type Visualization,
  withColumnsOfRows,
} from "../../kql/index.ts";
import type { LogAnswer, LogQuery, LogStore, LogValue } from "../../storage/index.ts";
import type { Catalogs } from "./catalogs.ts";
import { intersectRanges, parseTimespan, type TimeRange } from "./timespan.ts";

/** The part of the KQL compiler that queries need. */
export interface QueryCompiler {
  compile(
    text: string,
    catalog: Catalog,
    options: CompileOptions,
  ): CompiledQuery | Promise<CompiledQuery>;
}

/** One query over one workspace. */
export interface QueryRun {
  readonly workspaceId: string;
  readonly text: string;
  /** ISO 8601 timespans; all of them apply. Empty: all rows. */
  readonly timespans: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Rows in the engine's types (kql/compiled.ts) and what is known of them. */
export interface QueryAnswer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly LogValue[])[];
  readonly truncatedBy: "rows" | "bytes" | undefined;
  readonly visualization: Visualization | undefined;
  /** Time that the engine took. */
  readonly elapsedMs: number;
}

export interface RunDependencies {
  readonly logs: LogStore;
  readonly compiler: QueryCompiler;
  readonly catalogs: Catalogs;
  readonly clock: Clock;
}

/**
 * Compiles and runs a KQL query over one workspace's tables; every door of the API ends here.
 *
 * @throws {Failure} `kql/*` of the compiler, `logs/*` of the store, `monitor/timespan-invalid`.
 */
export async function runQuery(run: QueryRun, deps: RunDependencies): Promise<QueryAnswer> {
  if (run.text.length > limits.query.textCharactersMax) {
    throw new Failure("kql/too-long", "the query text is too long", {
      facts: { charactersMax: String(limits.query.textCharactersMax) },
    });
  }
  const now = ticksFromMs(deps.clock.now());
  const range = readRange(run.timespans, now);
  const catalog = await deps.catalogs.forQuery(run.workspaceId, run.text);
  const options = { dialect: "duckdb", hasTimespan: range !== undefined } as const;
  const answerTo = (compiled: CompiledQuery): Promise<LogAnswer> => {
    const parameters = compiled.parameters.map((parameter) => bind(parameter, now, range));
    return execute({ sql: compiled.sql, parameters }, run, deps.logs);
  };
  const compiled = await withColumnsOfRows(
    run.text,
    (text) => deps.compiler.compile(text, catalog, options),
    async (question) => (await answerTo(question)).rows,
  );
  const answer = await answerTo(compiled);
  return { ...answer, columns: compiled.columns, visualization: compiled.visualization };
}

/** Kinds of engine errors that mean wrong SQL, which is never the fault of a query that compiled. */
const DEFECTS: readonly (string | undefined)[] = ["Binder", "Catalog", "Internal", "Parser"];

async function execute(query: LogQuery, run: QueryRun, logs: LogStore): Promise<LogAnswer> {
  const { rowsMax, bytesMax } = limits.query;
  try {
    return await logs.query(query, { timeoutMs: run.timeoutMs, rowsMax, bytesMax }, run.signal);
  } catch (error) {
    if (error instanceof Failure && DEFECTS.includes(error.facts["reason"])) {
      throw new Error("the engine refused the compiler's SQL", { cause: error.cause ?? error });
    }
    throw error;
  }
}

function readRange(timespans: readonly string[], now: bigint): TimeRange | undefined {
  const ranges = timespans.map((timespan) => parseTimespan(timespan, now));
  return ranges.length === 0 ? undefined : ranges.reduce(intersectRanges);
}

function bind(
  parameter: SqlParameter,
  now: bigint,
  range: TimeRange | undefined,
): LogQuery["parameters"][number] {
  if (parameter.kind === "value") return { type: parameter.type, value: parameter.value };
  if (parameter.slot === "now") return { type: "datetime", value: now };
  if (range === undefined) throw new Error(`the plan asks for ${parameter.slot} without a range`);
  return { type: "datetime", value: parameter.slot === "timespanStart" ? range.start : range.end };
}
