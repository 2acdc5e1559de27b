import { arrayJson, ENGINE_TYPE, json } from "./casts.ts";
import {
  type AggregateFunction,
  type Argument,
  aggregate,
  at,
  type Emit,
  type EmitContext,
  type Returns,
  refuse,
} from "./define.ts";
import { digestAggregates } from "./digests.ts";
import { distinctAggregates } from "./distinct-counts.ts";
import { moreAggregates } from "./more-aggregates.ts";
import { truth } from "./operators.ts";
import { weightedPercentiles } from "./weighted-percentiles.ts";

/** Largest list that make_list and make_set give. Source: their reference pages. */
const LIST_MAX = 1_048_576n;

const numericOrTime = (arg: Argument, of: string): string =>
  ["int", "long", "real", "decimal", "timespan"].includes(arg.type)
    ? arg.sql
    : refuse(`${of} of ${arg.type}`);

const where = (arg: Argument | undefined): string =>
  arg === undefined ? "" : ` FILTER (WHERE ${truth(arg)})`;

/** A sum of nothing is zero. */
const sum = (args: readonly Argument[], context: EmitContext): string => {
  const total = `sum(${numericOrTime(at(args, 0), "sum")})${where(args[1])}`;
  return `TRY_CAST(coalesce(${total}, 0) AS ${ENGINE_TYPE[context.type]})`;
};

/** An average of nothing is NaN. */
const average: Emit = (args, context) => {
  const arg = at(args, 0);
  if (context.type === "real") {
    return `coalesce(avg(${numericOrTime(arg, "avg")})${where(args[1])}, CAST('NaN' AS DOUBLE))`;
  }
  if (context.type !== "timespan") return refuse(`avg of ${arg.type}`);
  return `CAST(sum(${arg.sql})${where(args[1])} // count(${arg.sql})${where(args[1])} AS BIGINT)`;
};

/** A spread of nothing, or of one value, is zero. */
const spread =
  (name: string): Emit =>
  (args) =>
    `coalesce(${name}(CAST(${numericOrTime(at(args, 0), "stdev")} AS DOUBLE))${where(args[1])}, 0.0)`;

const extreme =
  (name: string): Emit =>
  (args) => {
    const arg = at(args, 0);
    if (arg.type === "dynamic" || arg.type === "guid") return refuse(`${name} of ${arg.type}`);
    const found = `${name}(${arg.sql})${where(args[1])}`;
    return arg.type === "string" ? `coalesce(${found}, '')` : found;
  };

/** Exact, where the service estimates above some thousands. */
const distinct =
  (hasCondition: boolean): Emit =>
  (args) =>
    `count(DISTINCT ${at(args, 0).sql})${where(hasCondition ? at(args, 1) : undefined)}`;

function limited(list: string, limit: Argument | undefined): string {
  const most = limit === undefined ? LIST_MAX : limit.constant;
  if (typeof most !== "bigint" || most < 1n) return refuse("a list length that is not a literal");
  return arrayJson(`list_slice(coalesce(${list}, []), 1, ${most})`);
}

function keep(arg: Argument, condition: Argument | undefined): string {
  const tests = arg.type === "string" ? [] : [`${arg.sql} IS NOT NULL`];
  if (condition !== undefined) tests.push(truth(condition));
  return tests.length === 0 ? "" : ` FILTER (WHERE ${tests.join(" AND ")})`;
}

const list =
  (hasCondition: boolean, keepsNulls: boolean): Emit =>
  (args, context) => {
    const arg = at(args, 0);
    const condition = hasCondition ? at(args, 1) : undefined;
    const filter = keepsNulls ? where(condition) : keep(arg, condition);
    return limited(`list(${json(arg, context)} ORDER BY ord)${filter}`, args[hasCondition ? 2 : 1]);
  };

/** Arrays count as their elements; each value once, in the order of its first row. */
const set =
  (hasCondition: boolean): Emit =>
  (args, context) => {
    const arg = at(args, 0);
    const filter = keep(arg, hasCondition ? at(args, 1) : undefined);
    const limit = args[hasCondition ? 2 : 1];
    if (arg.type !== "dynamic") {
      return limited(`list_distinct(list(${json(arg, context)} ORDER BY ord)${filter})`, limit);
    }
    const sql = context.once(arg.sql);
    const parts = `CASE WHEN json_type(${sql}) = 'ARRAY' THEN CAST(json_extract(${sql}, '$[*]') AS VARCHAR[]) ELSE [${sql}] END`;
    return limited(`list_distinct(flatten(list(${parts} ORDER BY ord)${filter}))`, limit);
  };

/** Whole rows at the extreme; a group whose values are all null gives one of its rows. */
const rowAt =
  (name: "arg_max" | "arg_min"): Emit =>
  (args) => {
    const by = at(args, 0);
    if (by.type === "dynamic" || by.type === "guid") return refuse(`${name} of ${by.type}`);
    if (args.length === 1) return name === "arg_max" ? `max(${by.sql})` : `min(${by.sql})`;
    const row = `row(${args.map((arg) => arg.sql).join(", ")})`;
    return `coalesce(${name}(${row}, ${by.sql}), first(${row}))`;
  };

const any: Emit = (args) => {
  if (args.length > 1) return `first(row(${args.map((arg) => arg.sql).join(", ")}))`;
  const arg = at(args, 0);
  return arg.type === "string" ? `coalesce(any_value(${arg.sql}), '')` : `any_value(${arg.sql})`;
};

/** A percentage as the engine's fraction; engines take it only as a number in the text. */
function fraction(arg: Argument): string {
  const value = Number(arg.constant);
  const isRead = arg.constant !== undefined && arg.constant !== null && value >= 0 && value <= 100;
  return isRead ? String(value / 100) : refuse("a percentile that is not a literal of 0 to 100");
}

function ranked(arg: Argument, context: EmitContext): string {
  const sql = arg.type === "datetime" ? arg.sql : numericOrTime(arg, "percentile");
  return `CAST(${sql} AS ${ENGINE_TYPE[context.type]})`;
}

/** Nearest rank, without interpolation. */
const percentile: Emit = (args, context) =>
  `quantile_disc(${ranked(at(args, 0), context)}, ${fraction(at(args, 1))})`;

const percentiles: Emit = (args, context) => {
  const [value, ...ranks] = args;
  if (value === undefined || ranks.length === 0) return refuse("percentiles without ranks");
  if (ranks.length === 1) return percentile(args, context);
  return `quantile_disc(${ranked(value, context)}, [${ranks.map(fraction).join(", ")}])`;
};

const bits =
  (name: string): Emit =>
  (args) =>
    `${name}(${at(args, 0).type === "long" ? at(args, 0).sql : refuse(`${name} of ${at(args, 0).type}`)})`;

type Examples = AggregateFunction["examples"];

const row = (
  name: string,
  page: string,
  summary: string,
  returns: Returns,
  emit: Emit,
  examples: Examples = [],
): AggregateFunction =>
  aggregate(name, `${page}-aggregation-function`, summary, returns, emit, examples);

/** The same aggregate with a condition as its last argument. */
const pair = (
  name: string,
  summary: string,
  returns: Returns,
  emit: Emit,
  examples: Examples,
): readonly AggregateFunction[] => [
  row(
    name,
    name,
    summary,
    returns,
    (args, context) => (args.length === 1 ? emit(args, context) : refuse(`this ${name}`)),
    examples,
  ),
  row(`${name}if`, `${name}if`, `${summary.slice(0, -1)}, where a condition holds.`, returns, emit),
];

const takeAny = row("take_any", "take-any", "Gives some row's value.", "inferred", any, [
  ["T | summarize take_any(g) by g | top 1 by g | project g1", "b"],
]);
const makeList = row("make_list", "make-list", "Collects values.", "dynamic", list(false, false), [
  ["T | summarize tostring(make_list(x))", "[1,2,3]"],
  ["T | where x > 9 | summarize tostring(make_list(x))", "[]"],
  ["T | sort by x desc | summarize tostring(make_list(x))", "[3,2,1]"],
]);
const makeSet = row("make_set", "make-set", "Collects different values.", "dynamic", set(false), [
  ["T | summarize array_length(make_set(g))", 2],
]);
const renamed = (name: string, of: AggregateFunction): AggregateFunction => ({
  ...of,
  name,
  examples: [],
});

export const aggregates: readonly AggregateFunction[] = [
  ...moreAggregates,
  ...distinctAggregates,
  ...digestAggregates,
  ...weightedPercentiles,
  aggregate(
    "the one where",
    "pivot-plugin",
    "Gives the value of the only row for which a condition holds.",
    "inferred",
    (args) => `any_value(${at(args, 0).sql})${where(at(args, 1))}`,
    [],
  ),
  row("count", "count", "Counts rows.", "long", () => "count(*)", [["T | summarize count()", 4]]),
  row(
    "countif",
    "countif",
    "Counts rows where a condition holds.",
    "long",
    (args) => `count(*) FILTER (WHERE ${truth(at(args, 0))})`,
    [["T | summarize countif(x > 1)", 2]],
  ),
  ...pair("sum", "Adds values.", "inferred", sum, [
    ["T | summarize sum(x)", 6],
    ["T | where x > 9 | summarize sum(x)", 0],
    ["T | extend y = 9223372036854775807 | summarize sum(y)", null],
  ]),
  ...pair("avg", "Averages values.", "inferred", average, [
    ["T | summarize avg(x)", 2],
    ["T | where x > 9 | summarize avg(x)", "NaN"],
  ]),
  ...pair("min", "Gives the smallest value.", "inferred", extreme("min"), [
    ["T | summarize min(x)", 1],
  ]),
  ...pair("max", "Gives the largest value.", "inferred", extreme("max"), [
    ["T | where x > 9 | summarize max(x)", null],
  ]),
  ...pair("stdev", "Gives the sample standard deviation.", "real", spread("stddev_samp"), [
    ["T | summarize stdev(x)", 1],
  ]),
  ...pair("stdevp", "Gives the population's standard deviation.", "real", spread("stddev_pop"), []),
  ...pair("variance", "Gives the sample variance.", "real", spread("var_samp"), [
    ["T | where x == 1 | summarize variance(x)", 0],
  ]),
  ...pair("variancep", "Gives the population's variance.", "real", spread("var_pop"), []),
  row("dcount", "dcount", "Counts different values.", "long", distinct(false), [
    ["T | summarize dcount(g)", 2],
  ]),
  row(
    "dcountif",
    "dcountif",
    "Counts different values where a condition holds.",
    "long",
    distinct(true),
    [["T | summarize dcountif(g, x > 1)", 1]],
  ),
  row("count_distinct", "count-distinct", "Counts different values.", "long", distinct(false)),
  row(
    "count_distinctif",
    "count-distinctif",
    "Counts different values where a condition holds.",
    "long",
    distinct(true),
  ),
  makeList,
  renamed("makelist", makeList),
  row(
    "make_list_if",
    "make-list-if",
    "Collects values where a condition holds.",
    "dynamic",
    list(true, false),
  ),
  row(
    "make_list_with_nulls",
    "make-list-with-nulls",
    "Collects values and nulls.",
    "dynamic",
    list(false, true),
    [["T | summarize tostring(make_list_with_nulls(x))", "[1,2,3,null]"]],
  ),
  makeSet,
  renamed("makeset", makeSet),
  row(
    "make_set_if",
    "make-set-if",
    "Collects different values where a condition holds.",
    "dynamic",
    set(true),
  ),
  row("arg_max", "arg-max", "Gives the row at the maximum.", "inferred", rowAt("arg_max"), [
    ["T | summarize arg_max(x, g) | project g", "b"],
  ]),
  row("arg_min", "arg-min", "Gives the row at the minimum.", "inferred", rowAt("arg_min"), [
    ["T | summarize arg_min(x, g) | project g", "a"],
  ]),
  takeAny,
  renamed("any", takeAny),
  row("percentile", "percentiles", "Gives a percentile by nearest rank.", "inferred", percentile, [
    ["T | summarize percentile(x, 50)", 2],
  ]),
  row("percentiles", "percentiles", "Gives percentiles by nearest rank.", "inferred", percentiles, [
    ["T | summarize percentiles(x, 1, 99) | project percentile_x_99", 3],
  ]),
  row("binary_all_and", "binary-all-and", "Combines bits by and.", "long", bits("bit_and")),
  row("binary_all_or", "binary-all-or", "Combines bits by or.", "long", bits("bit_or")),
  row(
    "binary_all_xor",
    "binary-all-xor",
    "Combines bits by exclusive or.",
    "long",
    bits("bit_xor"),
  ),
];
