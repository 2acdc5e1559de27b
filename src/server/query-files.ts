import { type Clock, limits, ticksFromMs } from "../base/index.ts";
import {
  type Catalog,
  type Column,
  type CompiledQuery,
  compile,
  engineFunctions,
  type KqlType,
  type Visualization,
  withColumnsOfRows,
} from "../kql/index.ts";
import { type LogAnswer, type LogValue, openFileTables, type TableFile } from "../storage/index.ts";

export interface FileQuery {
  readonly text: string;
  readonly files: readonly TableFile[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rows in the engine's types (kql/compiled.ts). */
export interface FileAnswer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly LogValue[])[];
  readonly visualization: Visualization | undefined;
  /** Whether rows were left out. */
  readonly isCut: boolean;
}

/**
 * Runs one KQL query over local files, each a table; no server is needed.
 *
 * @throws {Failure} `files/*` of the reading, `kql/*` of the compiler, `logs/*` of the engine.
 */
export async function queryFiles({ text, files, clock, signal }: FileQuery): Promise<FileAnswer> {
  const { tables, query, close } = await openFileTables(files, engineFunctions);
  try {
    const catalog: Catalog = {
      version: "files",
      tables: tables.map(({ name, source, columns }) => ({
        name,
        source,
        columns: columns.map((column) => ({ ...column, type: column.type as KqlType })),
      })),
    };
    const now = ticksFromMs(clock.now());
    const answerTo = ({ sql, parameters }: CompiledQuery): Promise<LogAnswer> => {
      const bound = parameters.map((parameter) =>
        parameter.kind === "value"
          ? { type: parameter.type, value: parameter.value }
          : { type: "datetime", value: now },
      );
      const { rowsMax, bytesMax, timeoutMsMax: timeoutMs } = limits.query;
      return query({ sql, parameters: bound }, { rowsMax, bytesMax, timeoutMs }, signal);
    };
    const compiled = await withColumnsOfRows(
      text,
      (told) => compile(told, catalog, { dialect: "duckdb", hasTimespan: false }),
      async (question) => (await answerTo(question)).rows,
    );
    const { rows, truncatedBy } = await answerTo(compiled);
    const { columns, visualization } = compiled;
    return { columns, rows, visualization, isCut: truncatedBy !== undefined };
  } finally {
    close();
  }
}
