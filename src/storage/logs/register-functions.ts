import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";
import { Failure } from "../../base/index.ts";
import { type Engine, type EngineType, engineType } from "./engine-types.ts";
import type { LogFunction, LogValue } from "./log-store.ts";
import { columnReader, type ReadValue } from "./read-values.ts";

/**
 * Gives the engine the functions that SQL may call beside its own. They serve every connection of
 * the instance, and do not stay in the file.
 *
 * The engine's threads wait while one runs on the thread that registered it, in pieces of at most
 * 2,048 rows; `beforePiece` is called before each, as such a thread sees nothing else meanwhile.
 */
export function registerFunctions(
  engine: Engine,
  connection: DuckDBConnection,
  functions: readonly LogFunction[],
  beforePiece: () => void,
): void {
  for (const each of functions) {
    const parameters = each.parameters.map((type) => engineType(type).duckType(engine));
    const returns = engineType(each.returns);
    const readers = parameters.map((type) => columnReader(engine, type.typeId));
    connection.registerScalarFunction(
      engine.DuckDBScalarFunction.create({
        name: each.name,
        parameterTypes: parameters,
        returnType: returns.duckType(engine),
        specialHandling: each.seesNulls,
        mainFunction(_, rows, answers) {
          beforePiece();
          try {
            fill(engine, each, returns, readers, rows, answers);
          } catch (error) {
            throw told(error);
          }
        },
      }),
    );
  }
}

const REFUSED = "lazurite refuses: ";

/** Only the text of an error passes through the engine. */
function told(error: unknown): unknown {
  const construct = error instanceof Failure ? error.facts["construct"] : undefined;
  return construct === undefined ? error : new Error(`${REFUSED}${construct}`, { cause: error });
}

/** What a function refused of a value that only the running query met; undefined for all else. */
export function refusalIn(error: Error): Failure | undefined {
  const at = error.message.indexOf(REFUSED);
  if (at < 0) return undefined;
  const construct = error.message.slice(at + REFUSED.length).split("\n")[0] ?? "";
  return new Failure("kql/not-supported", `${construct} is not supported`, {
    facts: { construct },
  });
}

function fill(
  engine: Engine,
  { name, seesNulls, compute }: LogFunction,
  returns: EngineType,
  readers: readonly ReadValue[],
  rows: DuckDBDataChunk,
  answers: DuckDBVector,
): void {
  const vectors = readers.map((_, column) => rows.getColumnVector(column));
  for (let place = 0; place < rows.rowCount; place += 1) {
    const args = readers.map((read, column): LogValue => {
      const value = vectors[column]?.getItem(place) ?? null;
      return value === null ? null : read(value);
    });
    const answer = !seesNulls && args.includes(null) ? null : compute(...args);
    const converted = answer === null ? null : returns.toEngine(answer, engine);
    if (converted === undefined) throw new Error(`${name} answered with another type than its own`);
    // The vector is the one of the function's own type; the union of all types cannot say so.
    answers.setItem(place, converted as never);
  }
  answers.flush();
}
