import { computed } from "./computed.ts";
import { refuse, type ScalarFunction } from "./define.ts";

/** One field of a record: quoted, with doubled quotes inside, or plain. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;

/** The first record. Assumed: spaces belong to the field, and no text at all is an empty one. */
function parseCsv(text: string): string {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (let end = ","; end === ","; ) {
    const found = FIELD.exec(text);
    if (found === null) return refuse("parse_csv of a quote inside a field");
    fields.push(found[1]?.replace(/""/g, '"') ?? found[2] ?? "");
    end = found[3] ?? "";
  }
  return JSON.stringify(fields);
}

/** Words as a program on Windows gets them; where its libraries differ, nothing is answered. */
function parseCommandLine(line: string, kind: string): string {
  if (kind.toLowerCase() !== "windows") return refuse("parse_command_line of this kind");
  const isOdd = /^\s|\\"|""|[\r\n]/.test(line) || line === "";
  if (isOdd || line.replace(/[^"]/g, "").length % 2 > 0) {
    return refuse("parse_command_line of a text of this form");
  }
  const words = line.match(/(?:[^ \t"]|"[^"]*")+/g) ?? [];
  return JSON.stringify(words.map((word) => word.replace(/"/g, "")));
}

const PATH = /^(?:([A-Za-z]+):\/\/)?(([A-Za-z]:[\\/])?(?:[^:]*[\\/])?)([^\\/:]*)(?::([^\\/:]+))?$/s;

/** Assumed: a text without a separator is a file's name. */
function parsePath(path: string): string {
  const [, scheme = "", front = "", root = "", file = "", stream = ""] = PATH.exec(path) ?? [];
  const isMixed = front.includes("\\") && front.includes("/");
  const directory = front.slice(0, -1);
  const isShort = front !== "" && (directory === "" || directory.endsWith(":"));
  const isKnown = path === "" || (file !== "" && !/^\.|\.$/.test(file) && !isShort && !isMixed);
  if (!isKnown || !/^(?:file)?$/i.test(scheme) || /[\\/]$/.test(directory)) {
    return refuse("parse_path of a path of this form");
  }
  return JSON.stringify({
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.slice(
      Math.max(directory.lastIndexOf("/"), directory.lastIndexOf("\\")) + 1,
    ),
    Filename: file,
    Extension: file.includes(".") ? file.slice(file.lastIndexOf(".") + 1) : "",
    AlternateDataStreamName: stream,
  });
}

/** Punctuation that is escaped for sure; libraries of regular expressions differ in all other. */
const SPECIAL = /[\\.+*?()|[\]{}^$#&~-]/g;

function regexQuote(text: string): string {
  if (/[^\p{L}\p{N}_]/u.test(text.replace(SPECIAL, ""))) {
    return refuse("regex_quote of other characters than letters, digits and operators");
  }
  return text.replace(SPECIAL, "\\$&");
}

/** The last replacement serves all characters after it; without any, characters go. */
function translate(search: string, replacement: string, source: string): string {
  const [from, to] = [[...search], [...replacement]];
  if (new Set(from).size < from.length) return refuse("translate of a character twice");
  if (to.length > 1 && to.length < from.length) return refuse("translate with too few characters");
  const made = new Map(from.map((letter, index) => [letter, to[index] ?? to.at(-1) ?? ""]));
  return Array.from(source, (letter) => made.get(letter) ?? letter).join("");
}

const UNITS: readonly string[] = ["Bytes", "KB", "MB", "GB", "TB", "PB"];
const PRECISION_MAX = 10n;

/** Only sizes whose digits leave no doubt: neither a tie nor a zero at the end of the fraction. */
function formatBytes(size: number, precision: bigint, units: string): string {
  if (!Number.isFinite(size) || size < 0 || size > Number.MAX_SAFE_INTEGER) {
    return refuse("format_bytes of this size");
  }
  if (precision < 0n || precision > PRECISION_MAX)
    return refuse("format_bytes with this precision");
  const fitting = UNITS.findIndex((_, index) => size < 1024 ** (index + 1));
  const unit = units === "" ? fitting : UNITS.indexOf(units);
  if (unit < 0) return refuse("format_bytes with this unit");
  const digits = Number(precision);
  const value = size / 1024 ** unit;
  const text = value.toFixed(digits);
  const isNext = units === "" && unit < UNITS.length - 1 && Number(text) >= 1024;
  const isTie = (value * 10 ** digits) % 1 === 0.5;
  const isWhole = Number.isInteger(value) && digits === 0;
  if (
    isNext ||
    isTie ||
    (digits > 0 && text.endsWith("0")) ||
    (digits === 0 && !isWhole && value < 1)
  ) {
    return refuse("format_bytes of a size that is not rounded in one way only");
  }
  return `${text} ${UNITS[unit]}`;
}

const parts = { takes: ["string"], returns: "dynamic" } as const;

/** Functions that take texts of a known form apart, or write them. */
export const textParts: readonly ScalarFunction[] = [
  computed(
    "parse_csv",
    "parse-csv-function",
    "Reads the fields of a record.",
    { ...parts, compute: parseCsv },
    [
      ['tostring(parse_csv(\'a,"b ""c"", d",\'))', '["a","b \\"c\\", d",""]'],
      ["tostring(parse_csv('a\\nb'))", '["a"]'],
    ],
  ),
  computed(
    "parse_command_line",
    "parse-command-line",
    "Reads the words of a command line.",
    { takes: ["string", "string"], returns: "dynamic", compute: parseCommandLine },
    [["tostring(parse_command_line('run \"a b\" c\\\\d', 'windows'))", '["run","a b","c\\\\d"]']],
  ),
  computed(
    "parse_path",
    "parse-path-function",
    "Reads the pieces of a file's path.",
    { ...parts, compute: parsePath },
    [
      ["tostring(parse_path('/var/log/a.tar.gz').Extension)", "gz"],
      ["tostring(parse_path('/var/log/a.tar.gz').DirectoryName)", "log"],
      ["tostring(parse_path('notes').Filename)", "notes"],
    ],
  ),
  computed(
    "regex_quote",
    "regex-quote-function",
    "Escapes what is special in regular expressions.",
    { takes: ["string"], returns: "string", compute: regexQuote },
    [["regex_quote('a.b')", "a\\.b"]],
  ),
  computed(
    "translate",
    "translate-function",
    "Replaces characters, each by its own.",
    { takes: ["string", "string", "string"], returns: "string", compute: translate },
    [
      ["translate('ab', 'xy', 'cab')", "cxy"],
      ["translate('ab', 'x', 'cab')", "cxx"],
      ["translate('ab', '', 'cab')", "c"],
    ],
  ),
  computed(
    "format_bytes",
    "format-bytes-function",
    "Writes a number of bytes in a fitting unit.",
    {
      takes: ["real", "long", "string"],
      otherwise: [0n, ""],
      returns: "string",
      compute: formatBytes,
    },
    [
      ["format_bytes(1500)", "1 KB"],
      ["format_bytes(1500, 2)", "1.46 KB"],
      ["format_bytes(3145728, 0, 'MB')", "3 MB"],
    ],
  ),
  computed(
    "isascii",
    "isascii",
    "Tests for a text of ASCII characters.",
    {
      takes: ["string"],
      returns: "bool",
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the first ASCII character is one.
      compute: (text) => /^[\u0000-\u007f]*$/.test(text),
    },
    [
      ["isascii('a')", true],
      ["isascii('é')", false],
    ],
  ),
  computed(
    "isutf8",
    "isutf8",
    "Tests for a text that is UTF-8, which every text that the engine holds is.",
    { takes: ["string"], returns: "bool", compute: () => true },
    [["isutf8('é')", true]],
  ),
];
