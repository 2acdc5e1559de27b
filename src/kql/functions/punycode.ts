import { computed } from "./computed.ts";
import { refuse, type ScalarFunction } from "./define.ts";

/** Source: RFC 3492, section 5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 128;

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
/** A domain's label has 63 characters; more than that many makes coding slow. */
const CHARACTERS_MAX = 1_000;

function adapted(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / points);
  let bias = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; bias += BASE)
    rest = Math.floor(rest / (BASE - T_MIN));
  return bias + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

const threshold = (place: number, bias: number): number =>
  Math.min(Math.max(place - bias, T_MIN), T_MAX);

function variableLength(delta: number, bias: number): string {
  let text = "";
  let rest = delta;
  for (let place = BASE; ; place += BASE) {
    const limit = threshold(place, bias);
    if (rest < limit) return text + DIGITS[rest];
    text += DIGITS[limit + ((rest - limit) % (BASE - limit))];
    rest = Math.floor((rest - limit) / (BASE - limit));
  }
}

function encoded(text: string): string {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  if (codes.length > CHARACTERS_MAX) return refuse("punycode of a text of this length");
  const basic = codes.filter((code) => code < FIRST_CODE);
  let made = basic.map((code) => String.fromCodePoint(code)).join("");
  if (basic.length > 0) made += "-";
  let [delta, bias, done, known] = [0, FIRST_BIAS, basic.length, FIRST_CODE];
  const others = [...new Set(codes.filter((code) => code >= FIRST_CODE))].sort((a, b) => a - b);
  for (const next of others) {
    delta += (next - known) * (done + 1);
    for (const code of codes) {
      if (code < next) delta += 1;
      if (code !== next) continue;
      made += variableLength(delta, bias);
      bias = adapted(delta, done + 1, done === basic.length);
      delta = 0;
      done += 1;
    }
    delta += 1;
    known = next + 1;
  }
  return made;
}

function decoded(text: string): string {
  const split = Math.max(text.lastIndexOf("-"), 0);
  const codes = Array.from(text.slice(0, split), (letter) => letter.charCodeAt(0));
  if (text.length > CHARACTERS_MAX || !/^[\x20-\x7e]*$/.test(text)) return invalid();
  const digits = [...text.slice(text.lastIndexOf("-") < 0 ? 0 : split + 1)];
  let [index, code, bias] = [0, FIRST_CODE, FIRST_BIAS];
  while (digits.length > 0) {
    const before = index;
    index += takeNumber(digits, bias);
    const count = codes.length + 1;
    bias = adapted(index - before, count, before === 0);
    code += Math.floor(index / count);
    index %= count;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return invalid();
    codes.splice(index, 0, code);
    index += 1;
  }
  return String.fromCodePoint(...codes);
}

function takeNumber(digits: string[], bias: number): number {
  let [value, weight] = [0, 1];
  for (let place = BASE; ; place += BASE) {
    const digit = DIGITS.indexOf(digits.shift()?.toLowerCase() ?? " ");
    if (digit < 0 || value > 0x7fff_ffff) return invalid();
    value += digit * weight;
    const limit = threshold(place, bias);
    if (digit < limit) return value;
    weight *= BASE - limit;
  }
}

function invalid(): never {
  return refuse("a text that is no punycode");
}

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function fromString(text: string): string {
  return text !== "" && isPlain(text) ? refuse("punycode of a text in ASCII") : encoded(text);
}

/** Labels in ASCII stay as they are; dots of other scripts become dots. */
function domainToString(domain: string): string {
  const labels = domain.split(/[.\u3002\uff0e\uff61]/);
  return labels.map((label) => (isPlain(label) ? label : `xn--${encoded(label)}`)).join(".");
}

function domainFromString(domain: string): string {
  const labels = domain.split(".");
  if (labels.some((label) => /^(?!xn)xn--/i.test(label))) return refuse("punycode after XN--");
  return labels
    .map((label) => (label.startsWith("xn--") ? decoded(label.slice(4)) : label))
    .join(".");
}

const text = { takes: ["string"], returns: "string" } as const;

/** Functions that write texts of all scripts in ASCII, as domain names do. */
export const punycode: readonly ScalarFunction[] = [
  computed(
    "punycode_from_string",
    "punycode-from-string-function",
    "Writes a text in punycode.",
    { ...text, compute: fromString },
    [
      ["punycode_from_string('bücher')", "bcher-kva"],
      ["punycode_from_string('例え')", "r8jz45g"],
    ],
  ),
  computed(
    "punycode_to_string",
    "punycode-to-string-function",
    "Reads punycode.",
    { ...text, compute: decoded },
    [["punycode_to_string('bcher-kva')", "bücher"]],
  ),
  computed(
    "punycode_domain_from_string",
    "punycode-domain-from-string-function",
    "Reads a domain name whose labels are in punycode.",
    { ...text, compute: domainFromString },
    [["punycode_domain_from_string('xn--bcher-kva.example')", "bücher.example"]],
  ),
  computed(
    "punycode_domain_to_string",
    "punycode-domain-to-string-function",
    "Writes the labels of a domain name in punycode.",
    { ...text, compute: domainToString },
    [["punycode_domain_to_string('bücher.example')", "xn--bcher-kva.example"]],
  ),
];
