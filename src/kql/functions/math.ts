import { ENGINE_TYPE } from "./casts.ts";
import {
  type Argument,
  at,
  type Emit,
  type Returns,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";

function asReal(arg: Argument): string {
  if (arg.type === "dynamic" || arg.type === "string") return refuse(`mathematics on ${arg.type}`);
  return arg.type === "real" ? arg.sql : `CAST(${arg.sql} AS DOUBLE)`;
}

/** A function of reals; where the engine raises an error the result is null. */
const real =
  (name: string): Emit =>
  (args) =>
    `TRY(${name}(${args.map(asReal).join(", ")}))`;

const abs: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "dynamic") return refuse("mathematics on dynamic");
  return `TRY(CAST(abs(${arg.sql}) AS ${ENGINE_TYPE[context.type]}))`;
};

/** Assumed: halves round away from zero. */
const round: Emit = (args, context) => {
  const digits = args.length > 1 ? at(args, 1).constant : 0n;
  if (typeof digits !== "bigint") return refuse("round with a computed precision");
  const x = context.once(asReal(at(args, 0)));
  return `CASE WHEN abs(${x}) >= 1e15 THEN ${x} ELSE round(${x}, ${digits}) END`;
};

function whole(args: readonly Argument[]): readonly string[] {
  return args.map((arg) => {
    if (arg.type !== "long" && arg.type !== "int") return refuse(`bit operations on ${arg.type}`);
    return `CAST(${arg.sql} AS BIGINT)`;
  });
}

/** Logarithms of what has none: -∞ for zero, NaN below. */
const logarithm =
  (name: string): Emit =>
  (args, context) => {
    const x = context.once(asReal(at(args, 0)));
    return (
      `CASE WHEN ${x} > 0 THEN ${name}(${x}) WHEN ${x} = 0 THEN CAST('-Infinity' AS DOUBLE) ` +
      `WHEN ${x} < 0 THEN CAST('NaN' AS DOUBLE) END`
    );
  };

const row = (
  name: string,
  summary: string,
  returns: Returns,
  emit: Emit,
  ...examples: ScalarFunction["examples"]
): ScalarFunction =>
  scalar(name, `${name.replaceAll("_", "-")}-function`, summary, returns, emit, examples);

export const math: readonly ScalarFunction[] = [
  row("abs", "Gives the size.", "inferred", abs, ["abs(-5)", 5], ["isnull(abs(long(null)))", true]),
  row("round", "Rounds to digits.", "real", round, ["round(2.98765, 3)", 2.988], ["round(3)", 3]),
  row("ceiling", "Rounds up.", "real", (args) => `ceil(${asReal(at(args, 0))})`, [
    "ceiling(1.1)",
    2,
  ]),
  row(
    "sqrt",
    "Gives the square root; null below zero.",
    "real",
    real("sqrt"),
    ["sqrt(9)", 3],
    ["isnull(sqrt(-1))", true],
  ),
  row("pow", "Raises to a power.", "real", real("pow"), ["pow(2, 3)", 8]),
  row("exp", "Gives e to a power.", "real", real("exp"), ["exp(0)", 1]),
  row("exp2", "Gives two to a power.", "real", (args) => `pow(2, ${asReal(at(args, 0))})`, [
    "exp2(3)",
    8,
  ]),
  row("exp10", "Gives ten to a power.", "real", (args) => `pow(10, ${asReal(at(args, 0))})`, [
    "exp10(2)",
    100,
  ]),
  row("log", "Gives the natural logarithm.", "real", logarithm("ln"), ["log(1)", 0]),
  row("log10", "Gives the decimal logarithm.", "real", logarithm("log10"), ["log10(100)", 2]),
  row("log2", "Gives the binary logarithm.", "real", logarithm("log2"), ["log2(8)", 3]),
  row("sin", "Gives the sine.", "real", real("sin"), ["sin(0)", 0]),
  row("cos", "Gives the cosine.", "real", real("cos"), ["cos(0)", 1]),
  row("tan", "Gives the tangent.", "real", real("tan"), ["tan(0)", 0]),
  row("asin", "Gives the arcsine.", "real", real("asin"), ["asin(0)", 0]),
  row("acos", "Gives the arccosine.", "real", real("acos"), ["acos(1)", 0]),
  row("atan", "Gives the arctangent.", "real", real("atan"), ["atan(0)", 0]),
  row("atan2", "Gives the angle of a point.", "real", real("atan2"), ["atan2(0, 1)", 0]),
  row("cot", "Gives the cotangent.", "real", real("cot")),
  row("degrees", "Turns radians into degrees.", "real", real("degrees"), ["degrees(0)", 0]),
  row("radians", "Turns degrees into radians.", "real", real("radians"), ["radians(0)", 0]),
  row("pi", "Gives π.", "real", () => "pi()", ["round(pi(), 2)", 3.14]),
  row(
    "sign",
    "Gives -1, 0 or 1.",
    "real",
    (args) => `CAST(sign(${asReal(at(args, 0))}) AS DOUBLE)`,
    ["sign(-42)", -1],
  ),
  row(
    "isnan",
    "Is true for NaN.",
    "bool",
    (args) => `coalesce(isnan(${asReal(at(args, 0))}), false)`,
    ["isnan(real(nan))", true],
  ),
  row(
    "isinf",
    "Is true for infinities.",
    "bool",
    (args) => `coalesce(isinf(${asReal(at(args, 0))}), false)`,
    ["isinf(1.0 / 0.0)", true],
  ),
  row(
    "isfinite",
    "Is true for finite numbers.",
    "bool",
    (args) => `coalesce(isfinite(${asReal(at(args, 0))}), false)`,
    ["isfinite(1.0)", true],
  ),
  row("binary_and", "Combines bits by and.", "long", (args) => `(${whole(args).join(" & ")})`, [
    "binary_and(6, 3)",
    2,
  ]),
  row("binary_or", "Combines bits by or.", "long", (args) => `(${whole(args).join(" | ")})`, [
    "binary_or(6, 3)",
    7,
  ]),
  row(
    "binary_xor",
    "Combines bits by exclusive or.",
    "long",
    (args) => `xor(${whole(args).join(", ")})`,
    ["binary_xor(6, 3)", 5],
  ),
  row("binary_not", "Reverses the bits.", "long", (args) => `(~${whole(args)[0]})`, [
    "binary_not(0)",
    -1,
  ]),
  row(
    "bitset_count_ones",
    "Counts set bits.",
    "long",
    (args) => `CAST(bit_count(${whole(args)[0]}) AS BIGINT)`,
    ["bitset_count_ones(42)", 3],
  ),
];
