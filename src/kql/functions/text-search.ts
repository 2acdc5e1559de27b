import type { EngineFunction } from "../compiled.ts";
import { text } from "./casts.ts";
import { callSql, engineFunction } from "./computed.ts";
import type { ScalarFunction } from "./define.ts";
import { type Argument, at, type Emit, type EmitContext, refuse, scalar } from "./define.ts";
import { type JsonValue, parseArray } from "./json-values.ts";
import { regexSource } from "./regex.ts";

const PAGE = "datatypes-string-operators";

function lowered(arg: Argument, context: EmitContext): Argument {
  if (typeof arg.constant === "string") {
    const value = arg.constant;
    return { ...arg, sql: `lower(${context.parameter("string", value)})` };
  }
  return { ...arg, sql: `lower(${text(arg, context)})`, type: "string" };
}

function sides(
  args: readonly Argument[],
  context: EmitContext,
  foldsCase: boolean,
): readonly [string, string] {
  const plain = (arg: Argument): Argument => ({ ...arg, sql: text(arg, context) });
  const fold = (arg: Argument): Argument => (foldsCase ? lowered(arg, context) : plain(arg));
  return [fold(at(args, 0)).sql, fold(at(args, 1)).sql];
}

function search(template: (s: string, needle: string) => string, foldsCase: boolean): Emit {
  return (args, context) => template(...sides(args, context, foldsCase));
}

/** Which ends of the needle must stand at a term's boundary. */
type Edges = "both" | "end" | "start";

/** A term is a run of letters and digits; a needle's end is bound only where it is one itself. */
function termPattern(needle: string, edges: Edges, foldsCase: boolean): string {
  const isTerm = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  const letters = [...needle];
  const starts = edges !== "end" && isTerm(letters[0]);
  const ends = edges !== "start" && isTerm(letters.at(-1));
  const escaped = needle.replace(/[^\p{L}\p{N}\s_]/gu, "\\$&");
  return `${foldsCase ? "(?i)" : ""}${starts ? "(?:^|[^\\pL\\pN])" : ""}${escaped}${
    ends ? "(?:$|[^\\pL\\pN])" : ""
  }`;
}

/** Whether a haystack holds the needle as a term; the plain search first spares most patterns. */
export function termSql(
  haystack: Argument,
  needle: Argument,
  edges: Edges,
  foldsCase: boolean,
  context: EmitContext,
): string {
  const [s, n] = sides([haystack, needle], context, foldsCase);
  if (typeof needle.constant === "string") {
    const pattern = context.parameter("string", termPattern(needle.constant, edges, foldsCase));
    const whole = context.once(text(haystack, context));
    return `(contains(${foldsCase ? `lower(${whole})` : whole}, ${n}) AND regexp_matches(${whole}, ${pattern}))`;
  }
  const key = context.once(n);
  const lead = edges === "end" ? "''" : boundary(key, "^[\\pL\\pN]", "(?:^|[^\\pL\\pN])");
  const tail = edges === "start" ? "''" : boundary(key, "[\\pL\\pN]$", "(?:$|[^\\pL\\pN])");
  return `regexp_matches(${s}, ${lead} || regexp_escape(${key}) || ${tail})`;
}

function boundary(key: string, test: string, pattern: string): string {
  return `CASE WHEN regexp_matches(${key}, '${test}') THEN '${pattern}' ELSE '' END`;
}

function term(edges: Edges, foldsCase: boolean): Emit {
  return (args, context) => termSql(at(args, 0), at(args, 1), edges, foldsCase, context);
}

const matches: Emit = (args, context) => {
  const pattern = regexSource(at(args, 1).constant, "matches regex");
  return `regexp_matches(${text(at(args, 0), context)}, ${context.parameter("string", pattern)})`;
};

const isComputed = (arg: Argument): boolean => arg.type === "dynamic" && arg.constant === undefined;

function list(isAll: boolean): Emit {
  return (args, context) => {
    const rest = args.slice(1);
    if (rest.length === 1 && rest.some(isComputed)) {
      return callSql(isAll ? hasAllOf : hasAnyOf, args, context);
    }
    const needles = rest.flatMap(needlesOf);
    if (needles.length === 0) return isAll ? "true" : "false";
    const tests = needles.map((needle) => termSql(at(args, 0), needle, "both", true, context));
    return `(${tests.join(isAll ? " AND " : " OR ")})`;
  };
}

/** Whether a text holds terms of an array that is known only at run time. */
function terms(name: string, isAll: boolean): EngineFunction {
  return engineFunction(name, {
    takes: ["string", "dynamic"],
    returns: "bool",
    seesNulls: true,
    compute(text, array) {
      if (array === null && !isAll) return false;
      const needles = parseArray(array ?? "");
      if (needles === undefined) return refuse("has_any over a dynamic value that is no array");
      const holds = (needle: JsonValue): boolean => {
        if (typeof needle !== "string") return refuse("has_any over values that are not strings");
        return holdsTerm((text ?? "").toLowerCase(), needle.toLowerCase());
      };
      return isAll ? needles.every(holds) : needles.some(holds);
    },
  });
}

/** The same test as `termPattern`'s. */
function holdsTerm(text: string, needle: string): boolean {
  const isTerm = /[\p{L}\p{N}]/u;
  const letters = [...needle];
  const starts = isTerm.test(letters[0] ?? "");
  const ends = isTerm.test(letters.at(-1) ?? "");
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
    const after = [...text.slice(at + needle.length, at + needle.length + 2)][0] ?? "";
    if (!(starts && isTerm.test(before)) && !(ends && isTerm.test(after))) return true;
  }
  return false;
}

const hasAnyOf: EngineFunction = terms("has_any_of", false);
const hasAllOf: EngineFunction = terms("has_all_of", true);

/** The needles of one item: a literal dynamic array gives several. */
function needlesOf(arg: Argument): readonly Argument[] {
  if (arg.type !== "dynamic") return [arg];
  if (typeof arg.constant !== "string") return refuse("has_any over several dynamic values");
  const values: unknown = JSON.parse(arg.constant);
  if (!Array.isArray(values)) return refuse("has_any over a dynamic value that is no array");
  return values.map((value: unknown) => {
    if (typeof value !== "string") return refuse("has_any over values that are not strings");
    return { sql: "", type: "string", constant: value };
  });
}

const contains = (s: string, needle: string): string => `contains(${s}, ${needle})`;
const starts = (s: string, needle: string): string => `starts_with(${s}, ${needle})`;
const ends = (s: string, needle: string): string => `suffix(${s}, ${needle})`;
const same = (s: string, needle: string): string => `(${s} = ${needle})`;

/** Row builder: the operator, what it looks for, how. */
function searchRow(
  name: string,
  summary: string,
  emit: Emit,
  ...examples: ScalarFunction["examples"]
): ScalarFunction {
  return scalar(name, PAGE, summary, "bool", emit, examples);
}

/** String operators without their negations, which the binder writes as `not`. */
export const textSearch: readonly ScalarFunction[] = [
  searchRow("=~", "Compares without case.", search(same, true), ["'aB' =~ 'Ab'", true]),
  searchRow(
    "contains",
    "Finds a substring without case.",
    search(contains, true),
    ["'aBc' contains 'bC'", true],
    ["'a_c' contains 'abc'", false],
    ["'a' contains ''", true],
  ),
  searchRow("contains_cs", "Finds a substring.", search(contains, false), [
    "'aBc' contains_cs 'bC'",
    false,
  ]),
  searchRow("startswith", "Tests a prefix without case.", search(starts, true), [
    "'Abc' startswith 'aB'",
    true,
  ]),
  searchRow("startswith_cs", "Tests a prefix.", search(starts, false), [
    "'Abc' startswith_cs 'aB'",
    false,
  ]),
  searchRow("endswith", "Tests a suffix without case.", search(ends, true), [
    "'abC' endswith 'Bc'",
    true,
  ]),
  searchRow("endswith_cs", "Tests a suffix.", search(ends, false), [
    "'abC' endswith_cs 'Bc'",
    false,
  ]),
  searchRow(
    "has",
    "Finds a whole term without case.",
    term("both", true),
    ["'North America' has 'america'", true],
    ["'errors' has 'error'", false],
    ["'a_b' has 'a'", true],
    ["'b .b-' has ' '", true],
    ["'xa b' has 'a '", false],
    ["'' has 'a'", false],
  ),
  searchRow("has_cs", "Finds a whole term.", term("both", false), ["'aB c' has_cs 'ab'", false]),
  searchRow("hasprefix", "Finds the start of a term without case.", term("start", true), [
    "'x erRors' hasprefix 'err'",
    true,
  ]),
  searchRow("hasprefix_cs", "Finds the start of a term.", term("start", false), [
    "'x errors' hasprefix_cs 'rr'",
    false,
  ]),
  searchRow("hassuffix", "Finds the end of a term without case.", term("end", true), [
    "'errORs x' hassuffix 'ors'",
    true,
  ]),
  searchRow("hassuffix_cs", "Finds the end of a term.", term("end", false), [
    "'errors x' hassuffix_cs 'or'",
    false,
  ]),
  {
    ...searchRow(
      "has_any",
      "Finds one of several terms without case.",
      list(false),
      ["'a b' has_any ('x', 'B')", true],
      ["'a b' has_any (dynamic([]))", false],
      ["'a b' has_any (split('x,B', ','))", true],
      ["'ab' has_any (split('x,B', ','))", false],
    ),
    engine: [hasAnyOf],
  },
  {
    ...searchRow(
      "has_all",
      "Finds all of several terms without case.",
      list(true),
      ["'a b' has_all ('a', 'B')", true],
      ["'a b' has_all (split('b,A', ','))", true],
      ["'a b' has_all (split('b,c', ','))", false],
    ),
    engine: [hasAllOf],
  },
  searchRow("matches regex", "Finds a match of an RE2 pattern.", matches, [
    "'abc' matches regex '^A'",
    false,
  ]),
];
