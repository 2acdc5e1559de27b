import { isNumeric } from "./casts.ts";
import {
  type Argument,
  at,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { truth } from "./operators.ts";

/** Rows so far, in the order in which they come; the official parser demands serialized input. */
const soFar = ({ window }: EmitContext): string =>
  `OVER (${window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;

const place = (context: EmitContext): string =>
  context.once(`row_number() OVER (${context.window})`);

/** The neighbour's value; beyond the ends the default, or null (empty for strings). */
const neighbour =
  (name: "lag" | "lead"): Emit =>
  (args, context) => {
    const value = at(args, 0);
    const offset = args[1] === undefined ? 1n : args[1].constant;
    if (typeof offset !== "bigint" || offset < 1n) return refuse("prev or next by this offset");
    if (args.length > 2) return refuse("prev or next with a default");
    const found = context.once(`${name}(${value.sql}, ${offset}) OVER (${context.window})`);
    return value.type === "string" ? `coalesce(${found}, '')` : found;
  };

const rowNumber: Emit = (args, context) => {
  const [start, restart] = args;
  const first = start === undefined ? "1" : start.sql;
  if (start !== undefined && start.type !== "long" && start.type !== "int") {
    return refuse(`row_number from ${start.type}`);
  }
  const ord = place(context);
  if (restart === undefined) return `(${ord} - 1 + ${first})`;
  const last = context.once(`max(CASE WHEN ${truth(restart)} THEN ${ord} END) ${soFar(context)}`);
  return `(${ord} - coalesce(${last}, 1) + ${first})`;
};

const cumulative: Emit = (args, context) => {
  const [value, restart] = [at(args, 0), args[1]];
  if (!isNumeric(value.type) || value.type === "decimal")
    return refuse(`row_cumsum of ${value.type}`);
  const x = context.once(`coalesce(${value.sql}, 0)`);
  const total = context.once(`sum(${x}) ${soFar(context)}`);
  const cast = (sql: string): string => `TRY_CAST(${sql} AS ${engineType(value, context)})`;
  if (restart === undefined) return cast(total);
  if (value.type === "real") return refuse("row_cumsum of real with a restart");
  const base = `CASE WHEN ${truth(restart)} THEN ${total} - ${x} END`;
  const last = context.once(`last_value(${base} IGNORE NULLS) ${soFar(context)}`);
  return cast(`(${total} - coalesce(${last}, 0))`);
};

function engineType(value: Argument, context: EmitContext): string {
  if (value.type === "real") return "DOUBLE";
  return context.type === "int" ? "INTEGER" : "BIGINT";
}

/** Functions over the rows before and after. */
export const windows: readonly ScalarFunction[] = [
  scalar(
    "prev",
    "prev-function",
    "Gives a value of a row before.",
    "inferred",
    neighbour("lag"),
    [],
  ),
  scalar(
    "next",
    "next-function",
    "Gives a value of a row after.",
    "inferred",
    neighbour("lead"),
    [],
  ),
  scalar("row_number", "row-number-function", "Numbers the rows.", "long", rowNumber, []),
  scalar(
    "row_cumsum",
    "row-cumsum-function",
    "Adds up the rows so far.",
    "inferred",
    cumulative,
    [],
  ),
];
