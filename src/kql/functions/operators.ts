import type { KqlType } from "../compiled.ts";
import { ENGINE_TYPE, isNumeric, LAST_TICK, numberOf, text } from "./casts.ts";
import type { ScalarFunction } from "./define.ts";
import { type Argument, at, type Emit, type EmitContext, refuse, scalar } from "./define.ts";

/** Two operands brought to one engine type, as KQL compares them. */
function comparable(args: readonly Argument[], context: EmitContext): readonly Argument[] {
  const left = at(args, 0);
  const right = at(args, 1);
  if (left.type === right.type) {
    return left.type === "dynamic" ? refuse("a comparison of two dynamic values") : [left, right];
  }
  if (left.type === "dynamic") return [undress(left, right.type, context), right];
  if (right.type === "dynamic") return [left, undress(right, left.type, context)];
  if (isNumeric(left.type) && isNumeric(right.type)) return [left, right].map(common(left, right));
  const ofText = withText(left, right, context) ?? withText(right, left, context)?.toReversed();
  if (ofText !== undefined) return ofText;
  return refuse(`a comparison of ${left.type} with ${right.type}`);
}

/**
 * A text beside another type, which only `==` and `!=` take. A literal is read as the other's type;
 * a whole number or bool beside a column of texts is compared where its readings as text and as
 * value agree, and fails where they differ.
 *
 * Assumed: from Azure Monitor's own example queries, which compare `Optional == "false"`.
 */
function withText(
  text: Argument,
  other: Argument,
  context: EmitContext,
): readonly Argument[] | undefined {
  if (text.type !== "string") return undefined;
  const isWhole = other.type === "int" || other.type === "long";
  if (typeof text.constant === "string") {
    const value = text.constant;
    if (other.type === "bool" && /^(?:true|false)$/.test(value)) {
      return [{ sql: value, type: "bool", constant: value === "true" }, other];
    }
    if (!isWhole || !/^(?:0|-?[1-9]\d{0,8})$/.test(value)) return undefined;
    return [{ ...text, sql: value, type: other.type, constant: undefined }, other];
  }
  if (other.constant === undefined || other.constant === null) return undefined;
  if (!isWhole && other.type !== "bool") return undefined;
  const own = context.once(text.sql);
  const printed = String(other.constant);
  const asText = other.type === "bool" ? `lower(${own}) = '${printed}'` : `${own} = '${printed}'`;
  const asValue = `coalesce(TRY_CAST(trim(${own}) AS ${other.type === "bool" ? "BOOLEAN" : "DOUBLE"}) = ${printed}, false)`;
  const agreed = `CASE WHEN (${asText}) <> ${asValue} THEN error('comparison of a text that is another way to write the value') ELSE ${asText} END`;
  return [
    { sql: agreed, type: "bool", constant: undefined },
    { sql: "true", type: "bool", constant: true },
  ];
}

/** Numbers of different types meet as real, or as decimal where one is decimal. */
function common(left: Argument, right: Argument): (arg: Argument) => Argument {
  const types = [left.type, right.type];
  let type: KqlType = "long";
  if (types.includes("real")) type = "real";
  else if (types.includes("decimal")) type = "decimal";
  return (arg) =>
    arg.type === type ? arg : { ...arg, sql: `CAST(${arg.sql} AS ${ENGINE_TYPE[type]})`, type };
}

/** Assumed: a dynamic compares as text with strings, and as a JSON number or bool otherwise. */
function undress(arg: Argument, type: KqlType, context: EmitContext): Argument {
  if (type === "string") return { ...arg, sql: text(arg, context), type };
  const sql = context.once(arg.sql);
  if (type === "long" || type === "int" || type === "real") {
    return { ...arg, sql: numberOf(sql), type: "real" };
  }
  if (type === "bool") {
    return { ...arg, sql: `CASE ${sql} WHEN 'true' THEN true WHEN 'false' THEN false END`, type };
  }
  return refuse(`a comparison of dynamic with ${type}`);
}

/** DuckDB orders NaN above all numbers and equal to itself; KQL compares as IEEE 754 does. */
function realOperands(args: readonly Argument[]): readonly Argument[] {
  const mayBeNaN = ({ constant }: Argument): boolean =>
    constant === undefined || Number.isNaN(constant);
  return args.filter((arg) => arg.type === "real" && mayBeNaN(arg));
}

/** The comparison itself; whole numbers inside dynamic values keep all their digits. */
function plainly(args: readonly Argument[], operator: string, context: EmitContext): string {
  const [left, right] = [at(args, 0), at(args, 1)];
  const isWhole = ({ type }: Argument): boolean => type === "long" || type === "int";
  const side = (arg: Argument): string =>
    arg.type === "dynamic" ? `TRY_CAST(${context.once(arg.sql)} AS HUGEINT)` : arg.sql;
  const [a, b] = comparable(args, context) as readonly [Argument, Argument];
  const plain = `${a.sql} ${operator} ${b.sql}`;
  const nested = left.type === "dynamic" ? left : right;
  if (nested.type !== "dynamic" || !isWhole(nested === left ? right : left)) return plain;
  return (
    `CASE WHEN json_type(${context.once(nested.sql)}) IN ('BIGINT', 'UBIGINT') ` +
    `THEN ${side(left)} ${operator} ${side(right)} ELSE ${plain} END`
  );
}

function ordering(operator: string): Emit {
  return (args, context) => {
    const [left, right] = comparable(args, context) as readonly [Argument, Argument];
    const reals = realOperands([left, right]).map((arg) => ({
      ...arg,
      sql: context.once(arg.sql),
    }));
    const guards = reals.map((arg) => ` AND NOT isnan(${arg.sql})`).join("");
    return `(${plainly(args, operator, context)}${guards})`;
  };
}

/** One null operand gives false, two give null; strings are never null. */
export const scalarEquals: Emit = (args, context) => {
  const [left, right] = comparable(args, context) as readonly [Argument, Argument];
  const guards = realOperands([left, right])
    .map((arg) => ` AND NOT isnan(${context.once(arg.sql)})`)
    .join("");
  const plain = `(${plainly(args, "=", context)}${guards})`;
  if (left.type === "string" || context.isCondition) return plain;
  if (hasConstant([left, right])) return `coalesce(${plain}, false)`;
  const [a, b] = [context.once(left.sql), context.once(right.sql)];
  return `CASE WHEN ${a} IS NULL AND ${b} IS NULL THEN NULL ELSE coalesce(${plain}, false) END`;
};

const differs: Emit = (args, context) => {
  const [left, right] = comparable(args, context) as readonly [Argument, Argument];
  const guards = realOperands([left, right])
    .map((arg) => ` OR isnan(${context.once(arg.sql)})`)
    .join("");
  const plain = `(${plainly(args, "<>", context)}${guards})`;
  if (left.type === "string") return plain;
  if (hasConstant([left, right])) return `coalesce(${plain}, true)`;
  const [a, b] = [context.once(left.sql), context.once(right.sql)];
  return `CASE WHEN ${a} IS NULL AND ${b} IS NULL THEN NULL ELSE coalesce(${plain}, true) END`;
};

function hasConstant(args: readonly Argument[]): boolean {
  return args.some((arg) => arg.constant !== undefined && arg.constant !== null);
}

/** Arithmetic over numbers: the result's type is the official parser's. */
function numeric(operator: string): Emit {
  return (args, context) => {
    const type = ENGINE_TYPE[context.type];
    const [left, right] = [at(args, 0), at(args, 1)];
    if (left.type === "dynamic" || right.type === "dynamic") {
      return refuse("arithmetic on a dynamic value without a conversion");
    }
    if (context.type === "real") {
      return `(CAST(${left.sql} AS DOUBLE) ${operator} CAST(${right.sql} AS DOUBLE))`;
    }
    if (context.type === "decimal") {
      // The engine divides through a double, and multiplies only while all digits fit.
      if (operator !== "+" && operator !== "-") return refuse(`operator ${operator} on decimal`);
      const as = (arg: Argument): string => `CAST(${arg.sql} AS ${type})`;
      return `TRY(CAST(${as(left)} ${operator} ${as(right)} AS ${type}))`;
    }
    if (context.type !== "int" && context.type !== "long") {
      return refuse(`operator ${operator} on ${left.type} and ${right.type}`);
    }
    return `TRY(CAST(${left.sql} ${operator} ${right.sql} AS ${type}))`;
  };
}

/** A datetime outside years 1 to 9999 is null. */
function inRange(sql: string, context: EmitContext): string {
  const value = context.once(`TRY(${sql})`);
  return `CASE WHEN ${value} BETWEEN 0 AND ${LAST_TICK} THEN ${value} END`;
}

/** now() and literal offsets cannot leave the calendar, and stay plain so that scans can use them. */
function isSmallOffset(arg: Argument): boolean {
  const limit = 864_000_000_000n * 36_525n;
  return typeof arg.constant === "bigint" && arg.constant < limit && arg.constant > -limit;
}

function isNow(arg: Argument): boolean {
  return arg.type === "datetime" && arg.sql.startsWith("CAST($") && arg.constant === undefined;
}

const add: Emit = (args, context) => {
  const [left, right] = [at(args, 0), at(args, 1)];
  const types = `${left.type} ${right.type}`;
  if (types === "datetime timespan" || types === "timespan datetime") {
    return inRange(`${left.sql} + ${right.sql}`, context);
  }
  if (types === "timespan timespan") return `TRY(${left.sql} + ${right.sql})`;
  return numeric("+")(args, context);
};

const subtract: Emit = (args, context) => {
  const [left, right] = [at(args, 0), at(args, 1)];
  const types = `${left.type} ${right.type}`;
  if (types === "datetime timespan") {
    if (isNow(left) && isSmallOffset(right)) return `(${left.sql} - ${right.sql})`;
    return inRange(`${left.sql} - ${right.sql}`, context);
  }
  if (types === "datetime datetime") return `(${left.sql} - ${right.sql})`;
  if (types === "timespan timespan") return `TRY(${left.sql} - ${right.sql})`;
  return numeric("-")(args, context);
};

const multiply: Emit = (args, context) => {
  const [left, right] = [at(args, 0), at(args, 1)];
  if (context.type !== "timespan") return numeric("*")(args, context);
  if (left.type === "real" || right.type === "real") {
    const product = `CAST(${left.sql} AS DOUBLE) * CAST(${right.sql} AS DOUBLE)`;
    return `TRY_CAST(trunc(${product}) AS BIGINT)`;
  }
  return `TRY(CAST(${left.sql} * ${right.sql} AS BIGINT))`;
};

const divide: Emit = (args, context) => {
  const [left, right] = [at(args, 0), at(args, 1)];
  if (left.type === "timespan" && right.type === "timespan") {
    return `(CAST(${left.sql} AS DOUBLE) / CAST(${right.sql} AS DOUBLE))`;
  }
  if (context.type === "timespan" && left.type === "timespan") {
    if (right.type !== "real") return `TRY(${left.sql} // ${right.sql})`;
    return `TRY_CAST(trunc(CAST(${left.sql} AS DOUBLE) / ${right.sql}) AS BIGINT)`;
  }
  if (context.type === "int" || context.type === "long") return numeric("//")(args, context);
  return numeric("/")(args, context);
};

/** KQL's remainder is never negative. */
const modulo: Emit = (args, context) => {
  const [left, right] = [at(args, 0), at(args, 1)];
  const isWhole = context.type === "int" || context.type === "long";
  const isTime = left.type === "timespan" && right.type === "timespan";
  if (!(isWhole || isTime) || left.type === "dynamic" || right.type === "dynamic") {
    return refuse(`operator % on ${left.type} and ${right.type}`);
  }
  const by = context.once(`abs(CAST(${right.sql} AS HUGEINT))`);
  return `CAST((${left.sql} % ${by} + ${by}) % ${by} AS ${ENGINE_TYPE[context.type]})`;
};

const negate: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "dynamic") return refuse("arithmetic on a dynamic value without a conversion");
  if (arg.type === "real") return `(-${arg.sql})`;
  return `TRY(CAST(-CAST(${arg.sql} AS HUGEINT) AS ${ENGINE_TYPE[context.type]}))`;
};

const junction =
  (word: string): Emit =>
  (args) =>
    `(${args.map(truth).join(` ${word} `)})`;

/** Conditions are bool; numbers and dynamic values as conditions are refused. */
export function truth(arg: Argument): string {
  if (arg.type !== "bool") return refuse(`${arg.type} as a condition`);
  return arg.sql;
}

const between: Emit = (args, context) => {
  const [value, low, high] = [at(args, 0), at(args, 1), at(args, 2)];
  const top: Argument =
    value.type === "datetime" && high.type === "timespan"
      ? { ...high, sql: add([low, high], { ...context, type: "datetime" }), type: "datetime" }
      : high;
  return `(${ordering(">=")([value, low], context)} AND ${ordering("<=")([value, top], context)})`;
};

const PAGE = "numerical-operators";

/** Operators, named as KQL spells them. */
export const operators: readonly ScalarFunction[] = [
  scalar("==", "datatypes-string-operators", "Compares for equality.", "bool", scalarEquals, [
    ["1 == 1", true],
    ["1 == 1.5", false],
    ["int(null) == 1", false],
    ["isnull(int(null) == int(null))", true],
    ["'a' == 'A'", false],
    ["real(nan) == real(nan)", false],
    ["dynamic({'a': 'x'}).a == 'x'", true],
    ["dynamic({'a': 9007199254740993}).a == 9007199254740992", false],
    ["dynamic({'a': 1.5}).a == 1", false],
  ]),
  scalar("!=", "datatypes-string-operators", "Compares for inequality.", "bool", differs, [
    ["1 != 2", true],
    ["int(null) != 1", true],
    ["isnull(int(null) != int(null))", true],
  ]),
  scalar("<", PAGE, "Orders two values.", "bool", ordering("<"), [
    ["1 < 2", true],
    ["isnull(int(null) < 1)", true],
    ["real(nan) < 1.0", false],
  ]),
  scalar("<=", PAGE, "Orders two values.", "bool", ordering("<="), [["2 <= 2", true]]),
  scalar(">", PAGE, "Orders two values.", "bool", ordering(">"), [["real(nan) > 1.0", false]]),
  scalar(">=", PAGE, "Orders two values.", "bool", ordering(">="), [["1h >= 30m", true]]),
  scalar("+", PAGE, "Adds numbers, or a timespan to a datetime.", "inferred", add, [
    ["1 + 2", 3],
    ["isnull(9223372036854775807 + 1)", true],
    ["tostring(datetime(2024-02-28) + 1d)", "2024-02-29T00:00:00.0000000Z"],
  ]),
  scalar("-", PAGE, "Subtracts.", "inferred", subtract, [
    ["tostring(datetime(2024-01-02) - datetime(2024-01-01))", "1.00:00:00"],
    ["isnull(long(null) - 1)", true],
  ]),
  scalar("*", PAGE, "Multiplies.", "inferred", multiply, [
    ["tostring(2 * 1h)", "02:00:00"],
    ["2 * 1.5", 3],
  ]),
  scalar("/", PAGE, "Divides; whole numbers give a whole number.", "inferred", divide, [
    ["7 / 2", 3],
    ["-7 / 2", -3],
    ["isnull(1 / 0)", true],
    ["1h / 30m", 2],
  ]),
  scalar("%", PAGE, "Gives the remainder, never negative.", "inferred", modulo, [
    ["-14 % 12", 10],
    ["14 % -12", 2],
  ]),
  scalar("negate", PAGE, "Changes the sign.", "inferred", negate, [["-(3)", -3]]),
  scalar("and", "logical-operators", "Is true where both are.", "bool", junction("AND"), [
    ["true and false", false],
  ]),
  scalar("or", "logical-operators", "Is true where one is.", "bool", junction("OR"), [
    ["true or false", true],
  ]),
  scalar(
    "not",
    "not-function",
    "Reverses a condition.",
    "bool",
    (args) => `(NOT ${truth(at(args, 0))})`,
    [
      ["not(true)", false],
      ["isnull(not(bool(null)))", true],
    ],
  ),
  scalar("between", "between-operator", "Is within both bounds.", "bool", between, [
    ["3 between (1 .. 3)", true],
    ["datetime(2024-01-02) between (datetime(2024-01-01) .. 2d)", true],
  ]),
];
