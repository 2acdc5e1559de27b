import type { EngineFunction } from "../compiled.ts";
import { arrayJson, elements, json, text } from "./casts.ts";
import { callSql, engineFunction } from "./computed.ts";
import {
  type Argument,
  alias,
  at,
  constantText,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { parseArray, sameValue } from "./json-values.ts";
import { scalarEquals } from "./operators.ts";

/** The JSON path of literal names and indexes; names are quoted, so that no character is special. */
function pathOf(segments: readonly Argument[]): string {
  const steps = segments.map(({ constant }) => {
    if (typeof constant === "bigint") return constant < 0n ? `[#${constant}]` : `[${constant}]`;
    if (typeof constant !== "string" || /["\\*]/.test(constant)) {
      return refuse("access to a dynamic value by this name");
    }
    return `."${constant}"`;
  });
  return `$${steps.join("")}`;
}

const path: Emit = (args, context) => {
  const steps = context.parameter("string", pathOf(args.slice(1)));
  return `nullif(CAST(json_extract(${at(args, 0).sql}, ${steps}) AS VARCHAR), 'null')`;
};

/** Access by a computed name or index. */
const element: Emit = (args, context) => {
  const [whole, key] = [at(args, 0), at(args, 1)];
  const kind = key.type === "string" ? "OBJECT" : "ARRAY";
  const found = context.once(whole.sql);
  const base = { sql: `CASE json_type(${found}) WHEN '${kind}' THEN ${found} END` };
  const pointer =
    key.type === "string"
      ? `'/' || replace(replace(${key.sql}, '~', '~0'), '/', '~1')`
      : `CASE WHEN ${key.sql} < 0 THEN '$[#' ELSE '$[' END || CAST(${key.sql} AS VARCHAR) || ']'`;
  return `nullif(CAST(json_extract(${base.sql}, ${pointer}) AS VARCHAR), 'null')`;
};

/** Literal arrays count as their elements. */
function itemsOf(arg: Argument, context: EmitContext): readonly Argument[] {
  if (arg.type !== "dynamic") return [arg];
  if (typeof arg.constant !== "string") return refuse("in with a computed dynamic value");
  const values: unknown = JSON.parse(arg.constant);
  if (!Array.isArray(values)) return refuse("in with a dynamic value that is no array");
  return values.map((value): Argument => {
    if (typeof value === "string") {
      return { sql: context.parameter("string", value), type: "string", constant: value };
    }
    if (typeof value === "boolean") {
      return { sql: context.parameter("bool", value), type: "bool", constant: value };
    }
    if (typeof value !== "number") return refuse("in with nulls or nested values");
    return { sql: context.parameter("real", value), type: "real", constant: value };
  });
}

const isComputed = (arg: Argument): boolean =>
  arg.type === "dynamic" && typeof arg.constant !== "string";

function memberOf(foldsCase: boolean): Emit {
  return (args, context) => {
    const [needle, ...rest] = args;
    if (needle === undefined) return "false";
    if (rest.some(isComputed)) return inArray(needle, rest, foldsCase, context);
    const items = rest.flatMap((arg) => itemsOf(arg, context));
    if (items.length === 0) return "false";
    const isText = items.every((item) => item.type === "string");
    if (isText && (needle.type === "string" || needle.type === "dynamic")) {
      const fold = (sql: string): string => (foldsCase ? `lower(${sql})` : sql);
      const list = items.map((item) => fold(item.sql)).join(", ");
      return `(${fold(text(needle, context))} IN (${list}))`;
    }
    return foldsCase ? refuse(`in~ of ${needle.type}`) : inValues(needle, items, context);
  };
}

/** Values of the needle's own type as a list; others one by one, with their conversions. */
function inValues(needle: Argument, items: readonly Argument[], context: EmitContext): string {
  const same = items.every((item) => item.type === needle.type && item.constant !== null);
  if (same && needle.type !== "real") {
    const found = `(${needle.sql} IN (${items.map((item) => item.sql).join(", ")}))`;
    return context.isCondition ? found : `coalesce(${found}, false)`;
  }
  const value = { ...needle, sql: context.once(needle.sql) };
  const tests = items.map((item) => `coalesce(${scalarEquals([value, item], context)}, false)`);
  return `(${tests.join(" OR ")})`;
}

/** Numbers are compared by value, whether whole or real. */
const holdsNumber: EngineFunction = engineFunction("holds_number", {
  takes: ["dynamic", "long"],
  returns: "bool",
  compute: (array, value) => parseArray(array)?.some((item) => sameValue(item, value)) ?? false,
});

/** Values against the elements of a computed array. */
function inArray(
  needle: Argument,
  rest: readonly Argument[],
  foldsCase: boolean,
  context: EmitContext,
): string {
  const [array] = rest;
  const isWhole = needle.type === "long" || needle.type === "int";
  if (array === undefined || rest.length > 1 || !(isWhole || needle.type === "string")) {
    return refuse(`in of ${needle.type} with a computed dynamic value`);
  }
  if (isWhole) return `coalesce(${callSql(holdsNumber, [array, needle], context)}, false)`;
  const fold = (sql: string): string => (foldsCase ? `lower(${sql})` : sql);
  const list = context.once(
    `list_transform(${elements(array.sql)}, lambda e: ${fold("json_extract_string(e, '$')")})`,
  );
  return `coalesce(list_contains(${list}, ${fold(needle.sql)}), false)`;
}

/** The engine reads NaN, infinities and trailing commas as JSON too, which they are not. */
function isLoose(sql: string): string {
  const loose = "'(?i)nan|inf|,\\s*[\\]}]'";
  const bare = `regexp_replace(${sql}, '"(?:[^"\\\\]|\\\\.)*"', '""', 'g')`;
  return `(regexp_matches(${sql}, ${loose}) AND regexp_matches(${bare}, ${loose}))`;
}

/** Text that is no JSON becomes a dynamic string. */
const parseJson: Emit = (args, context) => {
  const arg = at(args, 0);
  if (arg.type === "dynamic") return arg.sql;
  if (arg.type !== "string") return `nullif(${json(arg, context)}, 'null')`;
  const s = context.once(arg.sql);
  const read = `CASE WHEN json_valid(${s}) AND NOT ${isLoose(s)} THEN CAST(json(${s}) AS VARCHAR) ELSE CAST(to_json(${s}) AS VARCHAR) END`;
  return `CASE WHEN ${s} = '' THEN NULL ELSE nullif(${read}, 'null') END`;
};

const packArray: Emit = (args, context) =>
  `('[' || ${args.map((arg) => json(arg, context)).join(" || ',' || ") || "''"} || ']')`;

/** Names that are computed may turn out alike, so only a bag of one pair has one. */
const pack: Emit = (args, context) => {
  const [only, value] = args;
  if (args.length === 2 && only?.type === "string" && only.constant === undefined) {
    const name = json(only, context);
    return `('{' || ${name} || ':' || ${json(value ?? only, context)} || '}')`;
  }
  const seen = new Set<string>();
  const pairs: string[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) {
    const key = constantText(args, index, "bag_pack");
    if (seen.has(key)) return refuse("bag_pack with a name twice");
    seen.add(key);
    const name = context.parameter("string", `${JSON.stringify(key)}:`);
    pairs.push(`${name} || ${json(at(args, index + 1), context)}`);
  }
  return `('{' || ${pairs.join(" || ',' || ") || "''"} || '}')`;
};

const isArray = (sql: string): string => `json_type(${sql}) = 'ARRAY'`;

function onArrays(
  write: (lists: readonly string[], args: readonly Argument[], context: EmitContext) => string,
  arrays: number,
): Emit {
  return (args, context) => {
    const count = arrays === 0 ? args.length : arrays;
    const sources = args.slice(0, count).map((arg) => {
      if (arg.type !== "dynamic") return refuse(`an array function on ${arg.type}`);
      return context.once(arg.sql);
    });
    const lists = sources.map((sql) => context.once(elements(sql)));
    return `CASE WHEN ${sources.map(isArray).join(" AND ")} THEN ${write(lists, args, context)} END`;
  };
}

const slice = onArrays(([list = ""], args, context) => {
  const bound = (arg: Argument): string => {
    const sql = context.once(arg.sql);
    const near = `greatest(least(${sql}, 2000000000), -2000000000)`;
    return `CASE WHEN ${sql} < 0 THEN len(${list}) + ${near} ELSE ${near} END`;
  };
  const [start, end] = [at(args, 1), at(args, 2)];
  const cut = `list_slice(${list}, greatest(${bound(start)}, 0) + 1, ${bound(end)} + 1)`;
  return `CASE WHEN ${start.sql} IS NOT NULL AND ${end.sql} IS NOT NULL THEN ${arrayJson(cut)} END`;
}, 1);

const strcatArray = onArrays(
  ([list = ""], args, context) =>
    `array_to_string(list_transform(${list}, lambda e: coalesce(json_extract_string(e, '$'), '')), ${text(at(args, 1), context)})`,
  1,
);

const parseRow = scalar(
  "parse_json",
  "parse-json-function",
  "Reads JSON text.",
  "dynamic",
  parseJson,
  [
    ["tostring(parse_json('{\"a\": 1.0}'))", '{"a":1.0}'],
    ["tostring(parse_json('abc'))", "abc"],
    ['toint(parse_json(\'{"a":{"b":7}}\').a.b)', 7],
    ["isnull(parse_json('{\"a\":null}').a)", true],
    ["tostring(parse_json('[NaN]'))", "[NaN]"],
    ["isnull(parse_json('{\"a\":1,}').a)", true],
    ['tostring(parse_json(\'{"a":"nan,]"}\').a)', "nan,]"],
  ],
);
const packRow = scalar(
  "bag_pack",
  "pack-function",
  "Makes a bag of names and values.",
  "dynamic",
  pack,
  [
    ["tostring(bag_pack('a', 1, 'b', 'x'))", '{"a":1,"b":"x"}'],
    ["tostring(bag_pack('t', datetime(2020-01-01)))", '{"t":"2020-01-01T00:00:00.0000000Z"}'],
  ],
);
const lengthRow = scalar(
  "array_length",
  "array-length-function",
  "Counts the elements; null for what is no array.",
  "long",
  (args, context) => {
    const arg = at(args, 0);
    if (arg.type !== "dynamic") return refuse(`array_length of ${arg.type}`);
    const sql = context.once(arg.sql);
    return `CASE WHEN ${isArray(sql)} THEN CAST(json_array_length(${sql}) AS BIGINT) END`;
  },
  [
    ["array_length(dynamic([1, 2]))", 2],
    ["isnull(array_length(parse_json('{}')))", true],
  ],
);

const strcatRow = scalar(
  "strcat_array",
  "strcat-array-function",
  "Joins an array's texts.",
  "string",
  (args, context) => `coalesce(${strcatArray(args, context)}, '')`,
  [["strcat_array(dynamic([1, 'b']), '-')", "1-b"]],
);

/** The engine's type of each property, as a bag; what is no bag has none. */
const bagShape: Emit = (args, context) => {
  const sql = context.once(at(args, 0).sql);
  const value = `json_extract(${sql}, '/' || replace(replace(k, '~', '~0'), '/', '~1'))`;
  const entry = `CAST(to_json(k) AS VARCHAR) || ':"' || json_type(${value}) || '"'`;
  const entries = `list_transform(json_keys(${sql}), lambda k: ${entry})`;
  return `CASE WHEN json_type(${sql}) = 'OBJECT' THEN '{' || array_to_string(${entries}, ',') || '}' ELSE '{}' END`;
};

export const dynamics: readonly ScalarFunction[] = [
  scalar("bag shape", "bag-unpack-plugin", "Tells the types in a bag.", "dynamic", bagShape, []),
  scalar("path", "scalar-data-types/dynamic", "Reads a part of a dynamic value.", "dynamic", path, [
    ["tostring(dynamic({'a': [1, {'b': 'z'}]}).a[1].b)", "z"],
    ["isnull(dynamic([1]).x)", true],
    ["tostring(dynamic([1, 2])[-1])", "2"],
  ]),
  scalar(
    "element",
    "scalar-data-types/dynamic",
    "Reads a part by a computed name or index.",
    "dynamic",
    element,
    [],
  ),
  {
    ...scalar("in", "in-cs-operator", "Is one of several values.", "bool", memberOf(false), [
      ["'a' in ('a', 'b')", true],
      ["'A' in ('a', 'b')", false],
      ["1 in (dynamic([1, 2]))", true],
      ["long(null) in (1, 2)", false],
      ["'a' !in ('b')", true],
      ["2 in (range(1, 3))", true],
      ["long(null) in (range(1, 3))", false],
      ["9007199254740993 in (parse_json('[9007199254740992, \"9007199254740993\"]'))", false],
    ]),
    engine: [holdsNumber],
  },
  scalar("in~", "in-operator", "Is one of several strings, without case.", "bool", memberOf(true), [
    ["'A' in~ ('a', 'b')", true],
  ]),
  parseRow,
  alias("todynamic", parseRow),
  alias("toobject", parseRow),
  alias("parsejson", parseRow),
  scalar("pack_array", "pack-array-function", "Makes an array of values.", "dynamic", packArray, [
    ["tostring(pack_array(1, 'a', true))", '[1,"a",true]'],
  ]),
  packRow,
  alias("pack", packRow),
  alias("pack_dictionary", packRow),
  lengthRow,
  alias("arraylength", lengthRow),
  scalar(
    "array_concat",
    "array-concat-function",
    "Joins arrays.",
    "dynamic",
    onArrays((lists) => arrayJson(`flatten([${lists.join(", ")}])`), 0),
    [["tostring(array_concat(dynamic([1]), dynamic([2])))", "[1,2]"]],
  ),
  scalar(
    "array_slice",
    "array-slice-function",
    "Cuts an array, both ends included.",
    "dynamic",
    slice,
    [
      ["tostring(array_slice(dynamic([1, 2, 3]), 1, 2))", "[2,3]"],
      ["tostring(array_slice(dynamic([1, 2, 3, 4, 5]), -3, -2))", "[3,4]"],
    ],
  ),
  scalar(
    "array_reverse",
    "array-reverse-function",
    "Reverses an array.",
    "dynamic",
    onArrays(([list = ""]) => arrayJson(`list_reverse(${list})`), 1),
    [["tostring(array_reverse(dynamic([1, 2])))", "[2,1]"]],
  ),
  scalar(
    "bag_keys",
    "bag-keys-function",
    "Lists the names of a bag.",
    "dynamic",
    (args, context) => {
      const sql = context.once(at(args, 0).sql);
      const names = `list_transform(json_keys(${sql}), lambda k: CAST(to_json(k) AS VARCHAR))`;
      return `CASE WHEN json_type(${sql}) = 'OBJECT' THEN ${arrayJson(names)} END`;
    },
    [["tostring(bag_keys(dynamic({'a': 1})))", '["a"]']],
  ),
  strcatRow,
  alias("array_strcat", strcatRow),
];
