import type { EngineFunction } from "../compiled.ts";
import { json } from "./casts.ts";
import { computed, engineFunction } from "./computed.ts";
import {
  type AggregateFunction,
  type Argument,
  aggregate,
  at,
  type Emit,
  type EmitContext,
  refuse,
  type ScalarFunction,
} from "./define.ts";
import {
  countOf,
  type DistinctSketch,
  emptySketch,
  mergeSketches,
  sketchOf,
} from "./distinct-sketch.ts";
import { truth } from "./operators.ts";

/** How a sketch is held in a dynamic value: `["hll", bits, [hashes] or "registers in base 64"]`. */
type Held = readonly ["hll", number, readonly number[] | string];

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BITS_MAX = 18;

function written({ bits, hashes, registers }: DistinctSketch): string {
  // Ranks are below 64: a register is a character.
  const text = Array.from(registers ?? [], (rank) => ALPHABET[rank] ?? "A").join("");
  return JSON.stringify(["hll", bits, hashes === undefined ? text : [...hashes]] satisfies Held);
}

/** The sketch in a dynamic value; undefined for every other value. */
function read(text: string): DistinctSketch | undefined {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || value.length !== 3 || value[0] !== "hll") return undefined;
  const [, bits, content] = value as unknown as Held;
  if (!Number.isInteger(bits) || bits < 4 || bits > BITS_MAX) return undefined;
  if (typeof content !== "string") {
    const areHashes = Array.isArray(content) && content.every(Number.isSafeInteger);
    return areHashes ? { bits, hashes: new Set(content), registers: undefined } : undefined;
  }
  if (content.length !== 2 ** bits) return undefined;
  const registers = Uint8Array.from(content, (character) => ALPHABET.indexOf(character));
  return { bits, hashes: undefined, registers };
}

function merged(texts: readonly string[]): string | null {
  const sketches = texts.map(read);
  const [first, ...rest] = sketches;
  if (first === undefined) return null;
  let all = first;
  for (const sketch of rest) {
    if (sketch === undefined) return null;
    all = mergeSketches(all, sketch);
  }
  return written(all);
}

const makeSketch = engineFunction("hll", {
  takes: ["dynamic", "long"],
  returns: "dynamic",
  compute(texts, accuracy) {
    const empty = emptySketch(Number(accuracy));
    if (empty === undefined) return null;
    return written(sketchOf(JSON.parse(texts) as readonly string[], empty));
  },
});

const mergeAll = engineFunction("hll_merge_all", {
  takes: ["dynamic"],
  returns: "dynamic",
  compute: (texts) => merged(JSON.parse(texts) as readonly string[]),
});

/** The default of accuracy. Source: hll-aggregation-function. */
const ACCURACY = 1n;

function accuracyOf(arg: Argument | undefined): bigint {
  const found = arg === undefined ? ACCURACY : arg.constant;
  const isOne = typeof found === "bigint" && found >= 0n && found <= 4n;
  return isOne ? found : refuse("an accuracy that is not a literal of 0 to 4");
}

/** Different values of a group as one array of texts; null is none of them. */
function texts(arg: Argument, condition: Argument | undefined, context: EmitContext): string {
  const tests = [`${arg.sql} IS NOT NULL`, ...(condition === undefined ? [] : [truth(condition)])];
  const text = `CAST(to_json(${json(arg, context)}) AS VARCHAR)`;
  const all = `string_agg(DISTINCT ${text}, ',') FILTER (WHERE ${tests.join(" AND ")})`;
  return `'[' || coalesce(${all}, '') || ']'`;
}

const hll =
  (hasCondition: boolean): Emit =>
  (args, context) => {
    const accuracy = accuracyOf(args[hasCondition ? 2 : 1]);
    const condition = hasCondition ? at(args, 1) : undefined;
    const values = texts(at(args, 0), condition, context);
    return `${makeSketch.name}(${values}, ${context.parameter("long", accuracy)})`;
  };

const mergeRows: Emit = (args) => {
  const arg = at(args, 0);
  if (arg.type !== "dynamic") return refuse(`hll_merge of ${arg.type}`);
  const all = `string_agg(CAST(to_json(${arg.sql}) AS VARCHAR), ',')`;
  return `${mergeAll.name}('[' || coalesce(${all}, '') || ']')`;
};

/** A function of a row's own sketches, as the texts in one array. */
const ofValues =
  (engine: EngineFunction, name: string): Emit =>
  (args) => {
    const each = args.map((arg) =>
      arg.type === "dynamic"
        ? `CAST(to_json(${arg.sql}) AS VARCHAR)`
        : refuse(`${name} of ${arg.type}`),
    );
    return `${engine.name}('[' || ${each.join(" || ',' || ")} || ']')`;
  };

/** How many values all the sketches have; told only while they keep each value's own hash. */
const intersectAll = engineFunction("hll_intersect", {
  takes: ["dynamic"],
  returns: "long",
  compute(texts) {
    const sketches = (JSON.parse(texts) as readonly string[]).map(read);
    const sets = sketches.map(
      (sketch) => sketch?.hashes ?? refuse("an intersection of other than small sets by hll"),
    );
    const [first, ...rest] = sets;
    const common = [...(first ?? [])].filter((hash) => rest.every((set) => set.has(hash)));
    return BigInt(common.length);
  },
});

/** Sketches of different values, for later counts. */
export const distinctAggregates: readonly AggregateFunction[] = [
  {
    ...aggregate(
      "hll",
      "hll-aggregation-function",
      "Keeps what is needed to count different values later.",
      "dynamic",
      hll(false),
      [["T | summarize h = hll(g) | project dcount_hll(h)", 2]],
    ),
    engine: [makeSketch],
  },
  {
    ...aggregate(
      "hll_if",
      "hll-if-aggregation-function",
      "Keeps the same, where a condition holds.",
      "dynamic",
      hll(true),
      [["T | summarize h = hll_if(x, x > 1) | project dcount_hll(h)", 2]],
    ),
    engine: [makeSketch],
  },
  {
    ...aggregate(
      "hll_merge",
      "hll-merge-aggregation-function",
      "Joins what was kept of several groups.",
      "dynamic",
      mergeRows,
      [["T | summarize h = hll(x) by g | summarize m = hll_merge(h) | project dcount_hll(m)", 3]],
    ),
    engine: [mergeAll],
  },
];

export const distinctCounts: readonly ScalarFunction[] = [
  computed(
    "dcount_hll",
    "dcount-hll-function",
    "Counts different values of what hll kept.",
    {
      takes: ["dynamic"],
      returns: "long",
      compute(text) {
        const sketch = read(text);
        return sketch === undefined ? null : BigInt(countOf(sketch));
      },
    },
    [["isnull(dcount_hll(dynamic([1])))", true]],
  ),
  {
    name: "hll_merge",
    summary: "Joins what hll kept in several columns.",
    source: "https://learn.microsoft.com/kusto/query/hll-merge-function",
    returns: "dynamic",
    emit: { duckdb: ofValues(mergeAll, "hll_merge") },
    engine: [mergeAll],
    examples: [],
  },
  {
    name: "hll intersect",
    summary: "Counts the values that all of several kept sets have.",
    source: "https://learn.microsoft.com/kusto/query/dcount-intersect-plugin",
    returns: "long",
    emit: { duckdb: ofValues(intersectAll, "dcount_intersect") },
    engine: [intersectAll],
    examples: [],
  },
];
