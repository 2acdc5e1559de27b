import { arrayJson, ENGINE_TYPE, json } from "./casts.ts";
import { engineFunction } from "./computed.ts";
import {
  type AggregateFunction,
  type Argument,
  aggregate,
  at,
  type Emit,
  type EmitContext,
  refuse,
} from "./define.ts";

/**
 * The nearest ranks of weighted values: the first value, in their order, at which the weights so
 * far reach the share. Values are texts of whole numbers or reals, already in order.
 */
function nearestRanks(
  values: readonly string[],
  weights: readonly number[],
  shares: readonly number[],
): readonly (string | null)[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return shares.map((share) => {
    let reached = 0;
    const place = weights.findIndex((weight) => {
      reached += weight;
      return weight > 0 && reached >= (share / 100) * whole;
    });
    return values[place] ?? null;
  });
}

/** Takes `[[value, weight], …]` in the order of the values, and the shares in percent. */
const weighted = engineFunction("weighted_percentiles", {
  takes: ["dynamic", "dynamic"],
  returns: "dynamic",
  compute(rows, shares) {
    const pairs = JSON.parse(rows) as readonly (readonly [string, number])[];
    const found = nearestRanks(
      pairs.map(([value]) => value),
      pairs.map(([, weight]) => weight),
      JSON.parse(shares) as readonly number[],
    );
    return JSON.stringify(found);
  },
});

/** Percentages that are literals, each for itself or all in one array. */
function sharesOf(args: readonly Argument[]): readonly number[] {
  const shares = args.flatMap(({ type, constant }): readonly number[] => {
    if (type === "dynamic" && typeof constant === "string") {
      const listed: unknown = JSON.parse(constant);
      return Array.isArray(listed) ? listed.map(Number) : [Number.NaN];
    }
    return [constant === undefined || constant === null ? Number.NaN : Number(constant)];
  });
  const areRead = shares.length > 0 && shares.every((share) => share >= 0 && share <= 100);
  return areRead ? shares : refuse("a percentile that is not a literal of 0 to 100");
}

const RANKED: readonly string[] = ["int", "long", "real", "timespan", "datetime"];

function rankedOf(args: readonly Argument[]): Argument {
  const value = at(args, 0);
  return RANKED.includes(value.type) ? value : refuse(`percentiles of ${value.type}`);
}

/** A JSON array of the ranks' values as texts. */
function weightedSql(args: readonly Argument[], context: EmitContext): string {
  const [value, weight] = [rankedOf(args), at(args, 1)];
  if (!["int", "long", "real"].includes(weight.type)) return refuse(`a weight of ${weight.type}`);
  const pair =
    `'["' || CAST(${value.sql} AS VARCHAR) || '",' || ` +
    `CAST(greatest(coalesce(${weight.sql}, 0), 0) AS VARCHAR) || ']'`;
  const rows = `string_agg(${pair}, ',' ORDER BY ${value.sql}) FILTER (WHERE ${value.sql} IS NOT NULL)`;
  const shares = context.parameter("dynamic", JSON.stringify(sharesOf(args.slice(2))));
  return `${weighted.name}('[' || coalesce(${rows}, '') || ']', ${shares})`;
}

function typed(text: string, context: EmitContext): string {
  return `CAST(${text} AS ${ENGINE_TYPE[context.type]})`;
}

const one: Emit = (args, context) =>
  typed(`json_extract_string(${weightedSql(args, context)}, '$[0]')`, context);

const several: Emit = (args, context) => {
  if (args.length <= 3) return one(args, context);
  const texts = `CAST(json_extract_string(${weightedSql(args, context)}, '$[*]') AS VARCHAR[])`;
  return `list_transform(${texts}, lambda e: ${typed("e", context)})`;
};

/** The ranks as values in one array; nothing is ranked where there are no rows. */
function inArray(list: string, type: Argument["type"], context: EmitContext): string {
  const element: Argument = { sql: "e", type, constant: undefined };
  return arrayJson(`list_transform(${list}, lambda e: ${json(element, plain(context))})`);
}

/** Inside of a lambda nothing can be computed before: an expression stands for itself. */
const plain = (context: EmitContext): EmitContext => ({ ...context, once: (sql) => sql });

const weightedArray: Emit = (args, context) => {
  const { type } = rankedOf(args);
  const texts = `CAST(json_extract_string(${weightedSql(args, context)}, '$[*]') AS VARCHAR[])`;
  const list = `list_transform(${texts}, lambda t: CAST(t AS ${ENGINE_TYPE[type]}))`;
  return inArray(list, type, context);
};

const plainArray: Emit = (args, context) => {
  const value = rankedOf(args);
  const ranks = sharesOf(args.slice(1)).map((share) => share / 100);
  const found = `quantile_disc(${value.sql}, [${ranks.join(", ")}])`;
  return `coalesce(${inArray(found, value.type, context)}, '[${ranks.map(() => "null").join(",")}]')`;
};

const PAGE = "percentiles-aggregation-function";
const engine = [weighted];

/** Percentiles of values that count several times, and percentiles as one array. */
export const weightedPercentiles: readonly AggregateFunction[] = [
  {
    ...aggregate("percentilew", PAGE, "Gives a weighted percentile.", "inferred", one, [
      ["T | summarize percentilew(x, x, 51)", 3],
    ]),
    engine,
  },
  {
    ...aggregate("percentilesw", PAGE, "Gives weighted percentiles.", "inferred", several, [
      ["T | summarize percentilesw(x, 4 - x, 50, 99) | project percentile_x_50", 1],
      ["T | summarize percentilesw(x, 4 - x, 50, 99) | project percentile_x_99", 3],
    ]),
    engine,
  },
  {
    ...aggregate(
      "percentilesw_array",
      PAGE,
      "Gives weighted percentiles as an array.",
      "dynamic",
      weightedArray,
      [["T | summarize tostring(percentilesw_array(x, x, dynamic([1, 100])))", "[1,3]"]],
    ),
    engine,
  },
  aggregate("percentiles_array", PAGE, "Gives percentiles as an array.", "dynamic", plainArray, [
    ["T | summarize tostring(percentiles_array(x, 1, 50, 99))", "[1,2,3]"],
  ]),
];
