import { isNumeric, widen } from "./casts.ts";
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
    const beyond = args[2] === undefined ? "NULL" : widen(args[2], value.type, context);
    const given = `${name}(${value.sql}, ${offset}, ${beyond})`;
    const found = context.once(`${given} OVER (${context.window})`);
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

/** Where a row's term differs from the one before, or the count starts anew: 1, and 0 elsewhere. */
function changes(args: readonly Argument[], context: EmitContext): string {
  const [term, restart] = [at(args, 0), args[1]];
  if (term.type === "dynamic") return refuse("a rank by a dynamic value");
  const before = context.once(`lag(${term.sql}) OVER (${context.window})`);
  const anew = restart === undefined ? "false" : `coalesce(${truth(restart)}, false)`;
  const isNew = `${place(context)} = 1 OR ${term.sql} IS DISTINCT FROM ${before} OR ${anew}`;
  return context.once(`CASE WHEN ${isNew} THEN 1 ELSE 0 END`);
}

/** Terms so far, each counted once. */
const rankDense: Emit = (args, context) => {
  const change = changes(args, context);
  const total = context.once(`sum(${change}) ${soFar(context)}`);
  const [, restart] = args;
  if (restart === undefined) return `CAST(${total} AS BIGINT)`;
  const base = `CASE WHEN ${truth(restart)} THEN ${total} - ${change} END`;
  const last = context.once(`last_value(${base} IGNORE NULLS) ${soFar(context)}`);
  return `CAST(${total} - coalesce(${last}, 0) AS BIGINT)`;
};

/** The number of the first row of a term. */
const rankMin: Emit = (args, context) => {
  const change = changes(args, context);
  const ord = place(context);
  const lastOf = (condition: string): string =>
    context.once(`max(CASE WHEN ${condition} THEN ${ord} END) ${soFar(context)}`);
  const first = lastOf(`${change} = 1`);
  const [, restart] = args;
  const start = restart === undefined ? "1" : `coalesce(${lastOf(truth(restart))}, 1)`;
  return `CAST(${first} - ${start} + 1 AS BIGINT)`;
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
  scalar(
    "row_rank_dense",
    "row-rank-dense-function",
    "Numbers the terms, without gaps.",
    "long",
    rankDense,
    [],
  ),
  scalar(
    "row_rank_min",
    "row-rank-min-function",
    "Numbers the terms by their first rows.",
    "long",
    rankMin,
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
