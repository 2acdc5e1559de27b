import { arrayJson, isNumeric, text } from "./casts.ts";
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
import { groupCount, regexSource } from "./regex.ts";

const texts = (args: readonly Argument[], context: EmitContext): readonly string[] =>
  args.map((arg) => text(arg, context));

function onText(write: (s: string, context: EmitContext) => string): Emit {
  return (args, context) => write(text(at(args, 0), context), context);
}

const pattern = (
  args: readonly Argument[],
  index: number,
  of: string,
  context: EmitContext,
): string => context.parameter("string", regexSource(at(args, index).constant, of));

/** Positions beyond any text, brought near enough that sums with them fit; null stays null. */
function clamped({ sql }: Argument): string {
  return `CASE WHEN ${sql} > 2000000000 THEN 2000000000 WHEN ${sql} < -2000000000 THEN -2000000000 ELSE ${sql} END`;
}

/** Zero-based; a negative start counts from the end, before the start it gives nothing. */
const substring: Emit = (args, context) => {
  const s = context.once(text(at(args, 0), context));
  const start = context.once(clamped(at(args, 1)));
  const from = context.once(
    `CASE WHEN ${start} < 0 THEN length(${s}) + ${start} ELSE ${start} END`,
  );
  const length = args.length > 2 ? context.once(clamped(at(args, 2))) : undefined;
  const isOut = `${from} < 0${length === undefined ? "" : ` OR ${length} <= 0`}`;
  const cut =
    length === undefined
      ? `substring(${s}, ${from} + 1)`
      : `substring(${s}, ${from} + 1, ${length})`;
  return `CASE WHEN ${isOut} THEN '' ELSE coalesce(${cut}, '') END`;
};

const split: Emit = (args, context) => {
  const delimiter = constantText(args, 1, "split");
  if (delimiter === "") return refuse("split by the empty string");
  const s = text(at(args, 0), context);
  const list = context.once(`string_split(${s}, ${context.parameter("string", delimiter)})`);
  const quoted = (of: string): string =>
    `list_transform(${of}, lambda m: CAST(to_json(m) AS VARCHAR))`;
  if (args.length < 3) return arrayJson(quoted(list));
  const index = at(args, 2).constant;
  if (typeof index !== "bigint" || index < 0n) return refuse("split with a computed index");
  return `CASE WHEN len(${list}) > ${index} THEN '[' || CAST(to_json(${list}[${index + 1n}]) AS VARCHAR) || ']' END`;
};

function trim(front: boolean, back: boolean): Emit {
  return (args, context) => {
    const source = regexSource(at(args, 0).constant, "trim");
    const s = text(at(args, 1), context);
    const head = context.parameter("string", `^(?:${source})`);
    const tail = context.parameter("string", `(?:${source})$`);
    const start = front ? `regexp_replace(${s}, ${head}, '')` : s;
    return back ? `regexp_replace(${start}, ${tail}, '')` : start;
  };
}

const replaceString: Emit = (args, context) => {
  if (constantText(args, 1, "replace_string") === "") return refuse("replace_string of nothing");
  const [s, from, to] = texts(args, context);
  return `replace(${s}, ${from}, ${to})`;
};

const replaceRegex: Emit = (args, context) => {
  const to = constantText(args, 2, "replace_regex");
  const used = [...to.matchAll(/\\(\d)/g)].map((match) => Number(match[1]));
  const source = regexSource(at(args, 1).constant, "replace_regex");
  if (to.replace(/\\[\d\\]/g, "").includes("\\")) return refuse("this text of replace_regex");
  if (Math.max(0, ...used) > groupCount(source)) return refuse("replace_regex of a missing group");
  const p = context.parameter("string", source);
  return `regexp_replace(${text(at(args, 0), context)}, ${p}, ${context.parameter("string", to)}, 'g')`;
};

const strcmp: Emit = (args, context) => {
  const [a, b] = texts(args, context).map((sql) => context.once(sql));
  return `CAST(CASE WHEN ${a} = ${b} THEN 0 WHEN ${a} < ${b} THEN -1 ELSE 1 END AS BIGINT)`;
};

/** Occurrences; plain ones may overlap. */
const countOf: Emit = (args, context) => {
  const kind = args.length > 2 ? constantText(args, 2, "countof") : "normal";
  const s = context.once(text(at(args, 0), context));
  if (kind === "regex") {
    return `CAST(len(regexp_extract_all(${s}, ${pattern(args, 1, "countof", context)})) AS BIGINT)`;
  }
  if (kind !== "normal" || constantText(args, 1, "countof") === "") return refuse("this countof");
  const needle = text(at(args, 1), context);
  return `CAST(len(list_filter(range(1, length(${s}) + 1), lambda i: starts_with(substring(${s}, i), ${needle}))) AS BIGINT)`;
};

const strrep: Emit = (args, context) => {
  const times = at(args, 1).constant;
  if (typeof times !== "bigint" || times < 1n || times > 1024n) return refuse("this strrep");
  const s = context.once(text(at(args, 0), context));
  if (args.length < 3) return `repeat(${s}, ${times})`;
  return `array_to_string(list_transform(range(0, ${times}), lambda i: ${s}), ${text(at(args, 2), context)})`;
};

/** Assumed: text that is no Base64, or no UTF-8 inside, decodes to nothing. */
const decode: Emit = (args, context) => {
  const s = context.once(text(at(args, 0), context));
  const isWhole = `regexp_full_match(${s}, '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?')`;
  return `coalesce(CASE WHEN ${isWhole} THEN TRY(decode(from_base64(${s}))) END, '')`;
};

function hash(name: string): Emit {
  return (args, context) => {
    const s = context.once(text(at(args, 0), context));
    return `CASE WHEN ${s} = '' THEN '' ELSE ${name}(${s}) END`;
  };
}

const tohex: Emit = (args) => {
  const arg = at(args, 0);
  if (!isNumeric(arg.type) || arg.type === "real" || arg.type === "decimal")
    return refuse(`tohex of ${arg.type}`);
  const width = arg.type === "int" ? "UINTEGER" : "UBIGINT";
  const size = arg.type === "int" ? "4294967296" : "18446744073709551616";
  const unsigned = `CAST(CASE WHEN ${arg.sql} < 0 THEN CAST(${arg.sql} AS HUGEINT) + ${size} ELSE ${arg.sql} END AS ${width})`;
  const text16 = `coalesce(lower(to_hex(${unsigned})), '')`;
  if (args.length < 2) return text16;
  const least = at(args, 1).constant;
  if (typeof least !== "bigint") return refuse("tohex with a computed length");
  return `lpad(${text16}, CAST(greatest(${least}, length(${text16})) AS INTEGER), '0')`;
};

const replaceRow = scalar(
  "replace_string",
  "replace-string-function",
  "Replaces text.",
  "string",
  replaceString,
  [["replace_string('a.a', '.', 'b')", "aba"]],
);
const replaceRegexRow = scalar(
  "replace_regex",
  "replace-regex-function",
  "Replaces matches.",
  "string",
  replaceRegex,
  [["replace_regex('Number is 1', @'is (\\d+)', @'was: \\1')", "Number was: 1"]],
);
const encodeRow = scalar(
  "base64_encode_tostring",
  "base64-encode-tostring-function",
  "Encodes UTF-8 text as Base64.",
  "string",
  onText((s) => `to_base64(encode(${s}))`),
  [["base64_encode_tostring('Kusto')", "S3VzdG8="]],
);
const decodeRow = scalar(
  "base64_decode_tostring",
  "base64-decode-tostring-function",
  "Decodes Base64 as UTF-8 text.",
  "string",
  decode,
  [
    ["base64_decode_tostring('S3VzdG8=')", "Kusto"],
    ["base64_decode_tostring('x')", ""],
  ],
);
const sha256 = scalar(
  "hash_sha256",
  "hash-sha256-function",
  "Gives the SHA-256 as hexadecimal.",
  "string",
  hash("sha256"),
  [["hash_sha256('')", ""]],
);

export const strings: readonly ScalarFunction[] = [
  scalar(
    "strcat",
    "strcat-function",
    "Joins its arguments' texts.",
    "string",
    (args, context) => `(${texts(args, context).join(" || ")})`,
    [
      ["strcat('a', 1, true)", "a1True"],
      ["strcat('a', int(null))", "a"],
    ],
  ),
  scalar(
    "strcat_delim",
    "strcat-delim-function",
    "Joins texts with a delimiter.",
    "string",
    (args, context) => {
      const [delimiter, ...rest] = texts(args, context);
      return `(${rest.join(` || ${delimiter} || `)})`;
    },
    [["strcat_delim('-', 'a', int(null), 'b')", "a--b"]],
  ),
  scalar(
    "tolower",
    "tolower-function",
    "Folds to lower case.",
    "string",
    onText((s) => `lower(${s})`),
    [["tolower('Ab')", "ab"]],
  ),
  scalar(
    "toupper",
    "toupper-function",
    "Folds to upper case.",
    "string",
    onText((s) => `replace(upper(replace(${s}, 'ß', chr(57344))), chr(57344), 'ß')`),
    [
      ["toupper('Ab')", "AB"],
      ["toupper('Straße')", "STRAßE"],
    ],
  ),
  scalar(
    "strlen",
    "strlen-function",
    "Counts characters.",
    "long",
    onText((s) => `length(${s})`),
    [
      ["strlen('hello')", 5],
      ["strlen('')", 0],
    ],
  ),
  scalar(
    "string_size",
    "string-size-function",
    "Counts UTF-8 bytes.",
    "long",
    onText((s) => `CAST(strlen(${s}) AS BIGINT)`),
    [["string_size('é')", 2]],
  ),
  scalar(
    "reverse",
    "reverse-function",
    "Reverses the characters.",
    "string",
    onText((s) => `array_to_string(list_reverse(regexp_extract_all(${s}, '(?s:.)')), '')`),
    [
      ["reverse('abc')", "cba"],
      ["reverse('e\\u0301a')", "a\u0301e"],
    ],
  ),
  scalar("substring", "substring-function", "Cuts a part.", "string", substring, [
    ["substring('abcdefg', 1, 3)", "bcd"],
    ["substring('abcdefg', -3, 2)", "ef"],
    ["substring('abc', -10)", ""],
    ["substring('abcdefg', 10, 3)", ""],
    ["substring('abcdefg', 1, -1)", ""],
    ["substring('abc', 9223372036854775807, 9223372036854775807)", ""],
  ]),
  scalar("split", "split-function", "Splits by a delimiter.", "dynamic", split, [
    ["tostring(split('aa_bb', '_'))", '["aa","bb"]'],
    ["tostring(split('', '_'))", '[""]'],
  ]),
  replaceRow,
  replaceRegexRow,
  alias("replace", replaceRegexRow),
  scalar("trim", "trim-function", "Removes a match at both ends.", "string", trim(true, true), [
    ["trim('-+', '--a--')", "a"],
  ]),
  scalar(
    "trim_start",
    "trim-start-function",
    "Removes a leading match.",
    "string",
    trim(true, false),
    [["trim_start('-+', '--a')", "a"]],
  ),
  scalar(
    "trim_end",
    "trim-end-function",
    "Removes a trailing match.",
    "string",
    trim(false, true),
    [["trim_end('-+', 'a--')", "a"]],
  ),
  scalar("strcmp", "strcmp-function", "Orders two strings.", "long", strcmp, [
    ["strcmp('a', 'b')", -1],
  ]),
  scalar("countof", "countof-function", "Counts occurrences.", "long", countOf, [
    ["countof('aaaa', 'aa')", 3],
    ["countof('aaaa', 'aa', 'regex')", 2],
  ]),
  scalar("strrep", "strrep-function", "Repeats a text.", "string", strrep, [
    ["strrep('ab', 2)", "abab"],
  ]),
  encodeRow,
  alias("base64_encodestring", encodeRow),
  decodeRow,
  alias("base64_decodestring", decodeRow),
  scalar("hash_md5", "hash-md5-function", "Gives the MD5 as hexadecimal.", "string", hash("md5"), [
    ["hash_md5('World')", "f5a7924e621e84c9280a9a27e1bcb7f6"],
  ]),
  scalar(
    "hash_sha1",
    "hash-sha1-function",
    "Gives the SHA-1 as hexadecimal.",
    "string",
    hash("sha1"),
    [],
  ),
  sha256,
  scalar("tohex", "tohex-function", "Writes a whole number in hexadecimal.", "string", tohex, [
    ["tohex(-256)", "ffffffffffffff00"],
  ]),
];
