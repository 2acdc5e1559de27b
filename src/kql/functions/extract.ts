import { arrayJson, text } from "./casts.ts";
import {
  type Argument,
  alias,
  at,
  type Emit,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { groupCount, regexSource } from "./regex.ts";

/** The engine knows no more groups of one match. */
const GROUPS_MAX = 9;

const extract: Emit = (args, context) => {
  const source = regexSource(at(args, 0).constant, "extract");
  const group = at(args, 1).constant;
  if (typeof group !== "bigint") return refuse("extract with a group that is not a literal");
  if (group < 0n || group > BigInt(groupCount(source))) return refuse(`extract of group ${group}`);
  return `regexp_extract(${text(at(args, 2), context)}, ${context.parameter("string", source)}, ${group})`;
};

/** Names of the groups of a pattern, in order; empty for a group without one. */
function groupNames(source: string): readonly string[] {
  const pieces = source.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?P<(\w+)>|(?!\?))/gs);
  return [...pieces].filter(([piece]) => piece.startsWith("(")).map(([, name]) => name ?? "");
}

/** Numbers of the groups that an array of numbers and names chooses. */
function chosenGroups(chosen: Argument, source: string): readonly number[] {
  if (typeof chosen.constant !== "string") return refuse("extract_all with computed groups");
  const values: unknown = JSON.parse(chosen.constant);
  const names = groupNames(source);
  if (!Array.isArray(values) || values.length < 2) return refuse("extract_all with these groups");
  return values.map((value): number => {
    const number = typeof value === "string" ? names.indexOf(value) + 1 : Number(value);
    const isKnown = Number.isInteger(number) && number >= 1 && number <= names.length;
    return isKnown ? number : refuse("extract_all with a group that the pattern does not have");
  });
}

/** All matches: texts for one group, arrays of texts for several. */
const extractAll: Emit = (args, context) => {
  const source = regexSource(at(args, 0).constant, "extract_all");
  const count = groupCount(source);
  if (count < 1 || count > GROUPS_MAX) return refuse(`extract_all with ${count} groups`);
  const groups =
    args.length > 2
      ? chosenGroups(at(args, 1), source)
      : Array.from({ length: count }, (_, index) => index + 1);
  const s = context.once(text(at(args, args.length - 1), context));
  const p = context.parameter("string", source);
  const group = (index: number): string =>
    `list_transform(regexp_extract_all(${s}, ${p}, ${index}), lambda m: CAST(to_json(m) AS VARCHAR))`;
  const whole = context.once(`regexp_extract_all(${s}, ${p}, 0)`);
  const lists = groups.map((number) => context.once(group(number)));
  const each =
    groups.length === 1
      ? lists[0]
      : `list_transform(range(1, len(${whole}) + 1), lambda i: '[' || ${lists.map((list) => `${list}[i]`).join(" || ',' || ")} || ']')`;
  return `CASE WHEN len(${whole}) > 0 THEN ${arrayJson(each ?? "[]")} END`;
};

const extractAllRow = scalar(
  "extract_all",
  "extract-all-function",
  "Gives all matches.",
  "dynamic",
  extractAll,
  [
    ["tostring(extract_all('(\\\\d)', 'a1b2'))", '["1","2"]'],
    [
      "tostring(extract_all('(?P<a>[a-z])([)(])(\\\\d)', dynamic([3, 'a']), 'a(1b)2'))",
      '[["1","a"],["2","b"]]',
    ],
  ],
);

/** Functions that give the matches of a pattern. */
export const extracts: readonly ScalarFunction[] = [
  scalar("extract", "extract-function", "Gives a match of an RE2 pattern.", "string", extract, [
    ["extract('x=([0-9]+)', 1, 'x=45')", "45"],
    ["extract('x', 0, 'abc')", ""],
  ]),
  extractAllRow,
  alias("extractall", extractAllRow),
];
