import { Failure } from "../../base/index.ts";
import type { EngineValue } from "../compiled.ts";
import { refuse } from "./define.ts";

/** Classes of KQL as RE2 writes them inside brackets: KQL's know all scripts, RE2's only ASCII. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  s: "\\s\\x{b}\\x{85}\\p{Z}",
  w: "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}",
};

/** Escapes that both languages read alike. */
const SHARED_ESCAPES: RegExp =
  /^(?:[abBAzfnrtv]|x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]{1,6}\}|[pP](?:[A-Z]|\{\^?\w+\}))/;

/** RE2 repeats no more often. */
const REPEATS_MAX = 1_000;

/**
 * Turns a literal pattern of KQL into RE2 and refuses what RE2 would read otherwise.
 *
 * `\d`, `\s` and `\w` mean characters of all scripts; classes may nest and be combined with `&&`,
 * `--` and `~~`, which RE2 cannot do. Lookaround and back references exist in neither. Assumed: `\b`
 * as RE2 has it, for ASCII words. Source: learn.microsoft.com/kusto/query/regex.
 *
 * @throws {Failure} `kql/semantic` for an invalid pattern; `kql/not-supported` for a computed one.
 */
export function regexSource(pattern: EngineValue | undefined, of: string): string {
  if (typeof pattern !== "string") return refuse(`${of} with a pattern that is not a literal`);
  const made = translated(pattern);
  compiled(pattern);
  return made;
}

/** How many capturing groups a pattern has, translated or not. */
export function groupCount(pattern: string): number {
  return (compiled(pattern, "|").exec("")?.length ?? 1) - 1;
}

/** The pattern as a script would write it, only to count groups and find mistakes. */
function compiled(pattern: string, end = ""): RegExp {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern)) throw invalid(pattern);
  const script = pattern
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[imsU]*(?:-[imsU]+)?([:)])/g, (_, close: string) => (close === ":" ? "(?:" : ""))
    .replace(/\[\[:\^?\w+:\]/g, "[a");
  try {
    return new RegExp(script + end);
  } catch {
    throw invalid(pattern);
  }
}

function translated(pattern: string): string {
  let made = "";
  let place = 0;
  while (place < pattern.length) {
    const rest = pattern.slice(place);
    const step = rest.startsWith("[") ? bracket(rest, pattern) : plain(rest, pattern);
    made += step.made;
    place += step.length;
  }
  return made;
}

interface Step {
  readonly made: string;
  /** Characters of the pattern that it stands for. */
  readonly length: number;
}

function plain(rest: string, pattern: string): Step {
  if (rest.startsWith("\\")) return escaped(rest, pattern, false);
  const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?[:)]/.exec(rest);
  if (flags !== null && /[^imsU]/.test(`${flags[1]}${flags[2] ?? ""}`)) {
    return refuse(`the flags ${flags[0]} in a regular expression`);
  }
  const name = /^\(\?<(?=[A-Za-z_])/.exec(rest);
  if (name !== null) return { made: "(?P<", length: 3 };
  const counts = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
  if (counts !== null && Math.max(Number(counts[1]), Number(counts[2] ?? 0)) > REPEATS_MAX) {
    return refuse(`a regular expression that repeats ${counts[0]} times`);
  }
  return { made: rest[0] ?? "", length: 1 };
}

function escaped(rest: string, pattern: string, isInClass: boolean): Step {
  const letter = rest[1] ?? "";
  if (Object.hasOwn(CLASSES, letter.toLowerCase())) return classEscape(letter, isInClass);
  const code = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|u\{([0-9a-fA-F]{1,6})\})/.exec(rest);
  if (code !== null) {
    return { made: `\\x{${code[1] ?? code[2] ?? code[3]}}`, length: code[0].length };
  }
  const shared = SHARED_ESCAPES.exec(rest.slice(1));
  if (shared !== null) return { made: `\\${shared[0]}`, length: shared[0].length + 1 };
  if (["<", ">", "Q", "C"].includes(letter)) return refuse(`\\${letter} in a regular expression`);
  if (letter === "" || /[A-Za-z0-9]/.test(letter)) throw invalid(pattern);
  return { made: `\\${letter}`, length: 2 };
}

/** `\d`, `\s`, `\w` and their opposites, of which RE2 takes a union of only one into brackets. */
function classEscape(letter: string, isInClass: boolean): Step {
  const members = CLASSES[letter.toLowerCase()] ?? "";
  const isOpposite = letter !== letter.toLowerCase();
  if (!isInClass) return { made: `[${isOpposite ? "^" : ""}${members}]`, length: 2 };
  if (!isOpposite) return { made: members, length: 2 };
  if (letter === "D") return { made: "\\P{Nd}", length: 2 };
  return refuse(`\\${letter} inside the brackets of a regular expression`);
}

/** Both halves of a class together are every character. */
const EVERYTHING: RegExp = /^\[(?:\\s\\S|\\S\\s|\\d\\D|\\D\\d|\\w\\W|\\W\\w)\]/;

function bracket(rest: string, pattern: string): Step {
  if (EVERYTHING.test(rest)) return { made: "(?s:.)", length: 6 };
  const start = /^\[\^?\]?/.exec(rest)?.[0] ?? "[";
  let made = start;
  let place = start.length;
  while (place < rest.length && rest[place] !== "]") {
    const step = member(rest.slice(place), pattern);
    made += step.made;
    place += step.length;
  }
  if (place >= rest.length) throw invalid(pattern);
  return { made: `${made}]`, length: place + 1 };
}

function member(rest: string, pattern: string): Step {
  if (rest.startsWith("\\")) return escaped(rest, pattern, true);
  const posix = /^\[:\^?\w+:\]/.exec(rest)?.[0];
  if (posix !== undefined) return { made: posix, length: posix.length };
  const operator = /^(?:&&|--|~~|\[)/.exec(rest)?.[0];
  if (operator !== undefined) {
    return refuse(`${operator} inside the brackets of a regular expression`);
  }
  return { made: rest[0] ?? "", length: 1 };
}

function invalid(pattern: string): Failure {
  return new Failure("kql/semantic", `Regex pattern is ill-formed: ${pattern}`);
}
