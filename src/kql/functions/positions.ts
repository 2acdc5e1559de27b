import { text } from "./casts.ts";
import { callSql, engineFunction } from "./computed.ts";
import {
  type Argument,
  at,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
  scalar,
} from "./define.ts";
import { regexSource } from "./regex.ts";

/** Where a match begins and ends, counted in characters. */
type Place = readonly [start: number, end: number];

/**
 * The start of a match in a range. What the service's range cuts off is known only of matches that
 * lie wholly inside or outside: all others are refused.
 */
function inRange(places: readonly Place[], limit: number, occurrence: bigint): bigint {
  const place = places[Number(occurrence) - 1];
  const isCut = ([start, end]: Place): boolean => start <= limit && end > limit;
  if (places.some(isCut)) return refuse("a search whose range ends inside of a match");
  return place === undefined || place[0] > limit ? -1n : BigInt(place[0]);
}

/** Bounds that the reference page gives a meaning. */
function checkRange(size: number, start: bigint, length: bigint, occurrence: bigint): number {
  const isKnown = start <= BigInt(size) && length >= -1n && occurrence >= 1n;
  if (!isKnown) return refuse("a search with a range or a count out of bounds");
  return length < 0n ? size : Math.min(Number(start + length), size);
}

function plainPlaces(letters: readonly string[], needle: readonly string[], from: number): Place[] {
  const places: Place[] = [];
  for (let start = from; start + needle.length <= letters.length; start += 1) {
    if (needle.every((letter, index) => letters[start + index] === letter)) {
      places.push([start, start + needle.length]);
    }
  }
  return places;
}

const plain = engineFunction("indexof_range", {
  takes: ["string", "string", "long", "long", "long"],
  returns: "long",
  compute(source, lookup, start, length, occurrence) {
    const [letters, needle] = [[...source], [...lookup]];
    const size = BigInt(letters.length);
    const from = start < 0n ? size + start : start;
    if (lookup === "" || from < 0n) return refuse("indexof of this kind");
    const limit = checkRange(letters.length, from, length, occurrence);
    const places = plainPlaces(letters, needle, Number(from));
    const isOverlapping = places.some(([begin], index) => begin < (places[index - 1]?.[1] ?? 0));
    if (isOverlapping && occurrence > 1n)
      return refuse("indexof of a match among overlapping ones");
    const end = length < 0n ? letters.length : Number(from + length);
    const found = places[Number(occurrence) - 1]?.[0];
    if (found === end) return refuse("a search whose range ends where a match begins");
    return found === undefined || found > limit ? -1n : BigInt(found);
  },
});

const OPEN = "\ue000";
const CLOSE = "\ue001";

/** `marked` is the text from the start on, its matches between the two marks. */
const regex = engineFunction("indexof_regex", {
  takes: ["string", "string", "long", "long", "long"],
  returns: "long",
  compute(source, marked, start, length, occurrence) {
    if (start < 0n) return null;
    if (source.includes(OPEN) || source.includes(CLOSE) || marked.includes(OPEN + CLOSE)) {
      return refuse("indexof_regex of a match without characters");
    }
    const limit = checkRange([...source].length, start, length, occurrence);
    const places: Place[] = [];
    let at = Number(start);
    let begin = at;
    for (const letter of marked) {
      if (letter === OPEN) begin = at;
      else if (letter === CLOSE) places.push([begin, at]);
      else at += 1;
    }
    return inRange(places, limit, occurrence);
  },
});

function ranged(args: readonly Argument[], context: EmitContext): readonly Argument[] {
  return [0n, -1n, 1n].map(
    (otherwise, index): Argument =>
      args[index + 2] ?? {
        sql: context.parameter("long", otherwise),
        type: "long",
        constant: otherwise,
      },
  );
}

const asText = (sql: string): Argument => ({ sql, type: "string", constant: undefined });

const indexOf: Emit = (args, context) => {
  const [s, needle] = args.slice(0, 2).map((arg) => text(arg, context));
  if (args.length === 2) return `(CAST(position(${needle} IN ${s}) AS BIGINT) - 1)`;
  return callSql(plain, [asText(s ?? ""), asText(needle ?? ""), ...ranged(args, context)], context);
};

const indexOfRegex: Emit = (args, context) => {
  const source = regexSource(at(args, 1).constant, "indexof_regex");
  const isAnchored = /[$^]|\\[AbBz]/.test(source.replace(/\[\^/g, "["));
  if (args.length > 2 && isAnchored) return refuse("indexof_regex in a range with anchors");
  const range = ranged(args, context);
  const s = context.once(text(at(args, 0), context));
  const rest = `substring(${s}, CAST(greatest(${range[0]?.sql}, 0) AS BIGINT) + 1)`;
  const marks = context.parameter("string", `${OPEN}\\0${CLOSE}`);
  const marked = `regexp_replace(${rest}, ${context.parameter("string", source)}, ${marks}, 'g')`;
  return callSql(regex, [asText(s), asText(marked), ...range], context);
};

/** Functions that tell where in a text something stands. */
export const positions: readonly ScalarFunction[] = [
  {
    ...scalar("indexof", "indexof-function", "Finds text; -1 where absent.", "long", indexOf, [
      ["indexof('abc', 'c')", 2],
      ["indexof('abc', 'x')", -1],
      ["indexof('a😀bc😀b', 'b', 3)", 5],
      ["indexof('abcabc', 'b', 0, -1, 2)", 4],
      ["indexof('abcabc', 'b', -2)", 4],
    ]),
    engine: [plain],
  },
  {
    ...scalar(
      "indexof_regex",
      "indexof-regex-function",
      "Finds a match; -1 where there is none.",
      "long",
      indexOfRegex,
      [
        ["indexof_regex('a1b22', '[0-9]+')", 1],
        ["indexof_regex('a1b22', '[0-9]+', 0, -1, 2)", 3],
        ["indexof_regex('a1b22', '[0-9]+', 2)", 3],
        ["isnull(indexof_regex('a1', '[0-9]', -1))", true],
      ],
    ),
    engine: [regex],
  },
];
