import { arrayJson, json } from "./casts.ts";
import { callSql, computed, engineFunction } from "./computed.ts";
import { alias, at, type Emit, refuse, refusedSql, type ScalarFunction, scalar } from "./define.ts";
import {
  isBag,
  type JsonValue,
  parseArray,
  parseValue,
  printArray,
  printValue,
} from "./json-values.ts";

/** Elements that one call makes at most. Source: what range() may make, by its reference page. */
const ELEMENTS_MAX = 1_048_576;

function words(list: string, of: string): readonly string[] {
  const values = parseArray(list) ?? refuse(`${of} with other than arrays`);
  return values.map((value) =>
    typeof value === "string" ? value : refuse(`${of} with other than texts`),
  );
}

/** What one text becomes takes no part in what is looked for next. */
function replaceStrings(source: string, lookups: string, replacements: string): string {
  const wanted = words(lookups, "replace_strings");
  const made = words(replacements, "replace_strings");
  if (made.length !== wanted.length || wanted.includes("")) {
    return refuse("replace_strings with an empty text or lists that differ in length");
  }
  let parts: readonly { readonly text: string; readonly isDone: boolean }[] = [
    { text: source, isDone: false },
  ];
  wanted.forEach((lookup, index) => {
    const done = { text: made[index] ?? "", isDone: true };
    parts = parts.flatMap((part) => {
      if (part.isDone) return [part];
      const [first = "", ...rest] = part.text.split(lookup);
      return [
        { text: first, isDone: false },
        ...rest.flatMap((next) => [done, { text: next, isDone: false }]),
      ];
    });
  });
  return parts.map((part) => part.text).join("");
}

const isTermLetter = (letter: string | undefined): boolean =>
  letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/** Whether a text has a term, as `has` finds it; both in lower case. */
function hasTerm(letters: readonly string[], term: readonly string[]): boolean {
  const [bindsStart, bindsEnd] = [isTermLetter(term[0]), isTermLetter(term.at(-1))];
  return letters.some(
    (_, start) =>
      term.every((letter, index) => letters[start + index] === letter) &&
      !(bindsStart && isTermLetter(letters[start - 1])) &&
      !(bindsEnd && isTermLetter(letters[start + term.length])),
  );
}

function hasAnyIndex(source: string, list: string): bigint {
  const values = parseArray(list) ?? refuse("has_any_index with other than an array");
  const letters = [...source.toLowerCase()];
  const place = values.findIndex((value) => {
    const isKnown = typeof value === "bigint" || (typeof value === "string" && value !== "");
    if (!isKnown) return refuse("has_any_index of other than texts and whole numbers");
    return hasTerm(letters, [...String(value).toLowerCase()]);
  });
  return BigInt(place);
}

const repeat: Emit = (args, context) => {
  const [value, count] = [at(args, 0), context.once(at(args, 1).sql)];
  const item = context.once(json(value, context));
  const checked = `CASE WHEN ${count} > ${ELEMENTS_MAX} THEN ${refusedSql("repeat of this length")} ELSE ${count} END`;
  const list = `list_transform(range(0, ${checked}), lambda i: ${item})`;
  return `CASE WHEN ${count} >= 0 THEN ${arrayJson(list)} END`;
};

function fromCodes(list: string): string {
  const codes = parseArray(list) ?? [];
  const all = codes.flatMap((item): readonly JsonValue[] =>
    Array.isArray(item) ? (item as readonly JsonValue[]) : [item as JsonValue],
  );
  const characters = all.map((code) => {
    const isScalar =
      typeof code === "bigint" &&
      code > 0n &&
      code <= 0x10ffffn &&
      (code < 0xd800n || code > 0xdfffn);
    return isScalar ? String.fromCodePoint(Number(code)) : refuse("a text of these code points");
  });
  return characters.join("");
}

function codesRow(): ScalarFunction {
  const engine = engineFunction("from_codes", {
    takes: ["dynamic"],
    returns: "string",
    compute: fromCodes,
  });
  const emit: Emit = (args, context) => {
    const items = args.map((arg) => json(arg, context));
    const sql = `('[' || ${items.join(" || ',' || ")} || ']')`;
    return callSql(engine, [{ sql, type: "dynamic", constant: undefined }], context);
  };
  const row = scalar(
    "unicode_codepoints_to_string",
    "unicode-codepoints-to-string-function",
    "Makes a text of code points.",
    "string",
    emit,
    [
      ["unicode_codepoints_to_string(72, dynamic([105, 128512]))", "Hi😀"],
      ["unicode_codepoints_to_string(dynamic([]))", ""],
    ],
  );
  return { ...row, engine: [engine] };
}

function steps(value: JsonValue, path: string, found: Set<string>): void {
  const below = isBag(value)
    ? Array.from(value, ([name, item]): [string, JsonValue] => {
        if (/['\\]/.test(name)) return refuse("treepath of a name with quotes");
        return [`${path}['${name}']`, item];
      })
    : Array.isArray(value)
      ? (value as readonly JsonValue[]).map((item): [string, JsonValue] => [`${path}[0]`, item])
      : [];
  for (const [place, item] of below) {
    found.add(place);
    steps(item, place, found);
  }
}

/** All elements of an array share one path. */
function treePath(value: string): string {
  const root = parseValue(value);
  if (!isBag(root) && !Array.isArray(root)) return refuse("treepath of a value that is no bag");
  const found = new Set<string>();
  steps(root, "", found);
  return printArray([...found]);
}

/** Names in order. What order is meant shows only where letters' case makes no difference. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonical).join(",")}]`;
  if (!isBag(value)) return printValue(value);
  const names = [...value.keys()].sort();
  const folded = names.map((name) => name.toLowerCase());
  if (folded.some((name, index) => index > 0 && name < (folded[index - 1] ?? ""))) {
    return refuse("dynamic_to_json of names whose order depends on the case of letters");
  }
  const pairs = names.map(
    (name) => `${JSON.stringify(name)}:${canonical(value.get(name) ?? null)}`,
  );
  return `{${pairs.join(",")}}`;
}

function dynamicToJson(value: string): string {
  const root = parseValue(value);
  if (isBag(root) || Array.isArray(root)) return canonical(root);
  return refuse("dynamic_to_json of a value that is neither bag nor array");
}

const toCodes = computed(
  "unicode_codepoints_from_string",
  "unicode-codepoints-from-string-function",
  "Gives the code points of a text.",
  {
    takes: ["string"],
    returns: "dynamic",
    compute: (value) =>
      printArray(Array.from(value, (letter) => BigInt(letter.codePointAt(0) ?? 0))),
  },
  [["tostring(unicode_codepoints_from_string('a😀'))", "[97,128512]"]],
);
const fromCodesRow = codesRow();

/** Functions between texts and lists. */
export const textLists: readonly ScalarFunction[] = [
  computed(
    "replace_strings",
    "replace-strings-function",
    "Replaces several texts, each by its own.",
    { takes: ["string", "dynamic", "dynamic"], returns: "string", compute: replaceStrings },
    [
      ["replace_strings('abc', dynamic(['b', 'a']), dynamic(['a', 'x']))", "xac"],
      ["replace_strings('a1b', dynamic(['1']), dynamic(['']))", "ab"],
    ],
  ),
  computed(
    "has_any_index",
    "has-any-index-function",
    "Gives the place of the first listed term that a text has.",
    { takes: ["string", "dynamic"], returns: "long", compute: hasAnyIndex },
    [
      ["has_any_index('two of three', dynamic(['one', 'TWO']))", 1],
      ["has_any_index('twofold', dynamic(['two']))", -1],
      ["has_any_index('two, 3', range(1, 3))", 2],
      ["has_any_index('two', dynamic([]))", -1],
    ],
  ),
  scalar("repeat", "repeat-function", "Makes an array of one value.", "dynamic", repeat, [
    ["tostring(repeat('a', 2))", '["a","a"]'],
    ["tostring(repeat(1, 0))", "[]"],
    ["isnull(repeat(1, -1))", true],
  ]),
  toCodes,
  alias("to_utf8", toCodes),
  fromCodesRow,
  alias("make_string", fromCodesRow),
  computed(
    "treepath",
    "treepath-function",
    "Lists the paths in a dynamic value.",
    { takes: ["dynamic"], returns: "dynamic", compute: treePath },
    [
      [
        "tostring(treepath(dynamic({'a': [1, {'b': 2}], 'c': 3})))",
        "[\"['a']\",\"['a'][0]\",\"['a'][0]['b']\",\"['c']\"]",
      ],
    ],
  ),
  computed(
    "dynamic_to_json",
    "dynamic-to-json-function",
    "Writes a dynamic value with its names in order.",
    { takes: ["dynamic"], returns: "string", compute: dynamicToJson },
    [
      [
        "dynamic_to_json(dynamic({'b': 1, 'a': [9007199254740993]}))",
        '{"a":[9007199254740993],"b":1}',
      ],
    ],
  ),
];
