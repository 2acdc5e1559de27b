import { isoFromTicks, timespanText } from "../../base/index.ts";
import type { KqlType } from "../compiled.ts";
import { arrayJson } from "./casts.ts";
import { callSql, engineFunction } from "./computed.ts";
import {
  type Argument,
  at,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { printArray } from "./json-values.ts";

/** Elements that range() gives at most. Source: its reference page. */
const RANGE_MAX = 1_048_576;

/** The default step of times. Source: the reference page. */
const HOUR = 36_000_000_000n;

/** Seven digits, as dynamic values hold datetimes. */
function fullIso(ticks: bigint): string {
  const [head, tail = ""] = isoFromTicks(ticks).replace("Z", "").split(".");
  return `${head}.${tail.padEnd(7, "0")}Z`;
}

/** Assumed: a step of zero gives null, one in the other direction nothing. */
function steps<Value extends bigint | number>(
  from: Value,
  to: Value,
  by: Value,
  after: (at: Value) => Value,
): readonly Value[] | null {
  if (Number(by) === 0) return null;
  const values: Value[] = [];
  const isUp = by > 0;
  for (let at = from; isUp ? at <= to : at >= to; at = after(at)) {
    if (values.length === RANGE_MAX) break;
    values.push(at);
  }
  return values;
}

const whole = (from: bigint, to: bigint, by: bigint): readonly bigint[] | null =>
  steps(from, to, by, (at) => at + by);

const longs = engineFunction("range_long", {
  takes: ["long", "long", "long"],
  returns: "dynamic",
  compute: (from, to, by) => {
    const values = whole(from, to, by);
    return values === null ? null : printArray(values);
  },
});

const reals = engineFunction("range_real", {
  takes: ["real", "real", "real"],
  returns: "dynamic",
  compute: (from, to, by) => {
    const values = steps(from, to, by, (at) => at + by);
    return values === null ? null : printArray(values);
  },
});

function times(name: "datetime" | "timespan", print: (ticks: bigint) => string) {
  return engineFunction(`range_${name}`, {
    takes: [name, name, "timespan"],
    returns: "dynamic",
    compute: (from, to, by) => {
      const values = whole(from, to, by);
      return values === null ? null : printArray(values.map(print));
    },
  });
}

const datetimes = times("datetime", fullIso);
const timespans = times("timespan", timespanText);

const isWhole = ({ type }: Argument): boolean => type === "long" || type === "int";
const isNumber = (arg: Argument): boolean => isWhole(arg) || arg.type === "real";

/** Constant steps of whole numbers are quickest as the engine's own series. */
function series(from: Argument, to: Argument, by: bigint, context: EmitContext): string {
  const start = context.once(`CAST(${from.sql} AS BIGINT)`);
  const last = `CAST(${start} AS HUGEINT) + ${by * BigInt(RANGE_MAX - 1)}`;
  const end = `CAST(${by > 0n ? "least" : "greatest"}(${to.sql}, ${last}) AS BIGINT)`;
  const made = `generate_series(${start}, ${end}, ${by})`;
  return arrayJson(context.once(`list_transform(${made}, lambda i: CAST(i AS VARCHAR))`));
}

function range(args: readonly Argument[], context: EmitContext): string {
  const [from, to] = [at(args, 0), at(args, 1)];
  const constant = (type: KqlType, value: bigint): Argument => ({
    sql: context.parameter(type, value),
    type,
    constant: value,
  });
  if (from.type === to.type && (from.type === "datetime" || from.type === "timespan")) {
    const step = args[2] ?? constant("timespan", HOUR);
    if (step.type !== "timespan") return refuse(`range() of ${from.type} by ${step.type}`);
    return callSql(from.type === "datetime" ? datetimes : timespans, [from, to, step], context);
  }
  const step = args[2] ?? constant("long", 1n);
  const all = [from, to, step];
  if (all.every(isWhole)) {
    const isSeries = typeof step.constant === "bigint" && step.constant !== 0n;
    if (isSeries) return series(from, to, BigInt(String(step.constant)), context);
    return callSql(longs, all, context);
  }
  return all.every(isNumber) ? callSql(reals, all, context) : refuse("range() of this type");
}

/** Arrays of values a step apart. */
export const ranges: readonly ScalarFunction[] = [
  {
    ...scalar(
      "range",
      "range-function",
      "Makes an array of values a step apart.",
      "dynamic",
      range,
      [
        ["tostring(range(1, 3))", "[1,2,3]"],
        ["tostring(range(3, 1, -1))", "[3,2,1]"],
        ["tostring(range(1, 6, tolong('2')))", "[1,3,5]"],
        ["tostring(range(1.0, 2, 0.5))", "[1.0,1.5,2.0]"],
        ["tostring(range(1h, 2h, 30m))", '["01:00:00","01:30:00","02:00:00"]'],
        [
          "tostring(range(datetime(2024-02-28 23:00), datetime(2024-02-29), 1h)[1])",
          "2024-02-29T00:00:00.0000000Z",
        ],
      ],
    ),
    engine: [longs, reals, datetimes, timespans],
  },
];
