import { computed, engineFunction } from "./computed.ts";
import {
  type AggregateFunction,
  aggregate,
  at,
  type Emit,
  refuse,
  type ScalarFunction,
} from "./define.ts";
import { type Digest, digestOf, valueAt, weightOf, weightUpTo } from "./digest.ts";

/** How a digest is held in a dynamic value: `["tdigest", "long" or "real", [[value, weight], …]]`. */
type Kind = "long" | "real";
interface Read {
  readonly kind: Kind;
  readonly digest: Digest;
}

function written({ kind, digest }: Read): string {
  return JSON.stringify(["tdigest", kind, digest]);
}

/** The digest in a dynamic value; undefined for every other value. */
function read(text: string): Read | undefined {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || value.length !== 3 || value[0] !== "tdigest") return undefined;
  const [, kind, entries] = value as readonly unknown[];
  if ((kind !== "long" && kind !== "real") || !Array.isArray(entries)) return undefined;
  const areRead = entries.every(
    (entry) => Array.isArray(entry) && entry.length === 2 && entry.every(Number.isFinite),
  );
  return areRead ? { kind, digest: entries as Digest } : undefined;
}

function merged(texts: readonly string[]): string | null {
  const all = texts.map(read);
  const kinds = new Set(all.map((each) => each?.kind));
  const [kind, ...others] = kinds;
  if (kind === undefined || others.length > 0) return null;
  return written({ kind, digest: digestOf(all.flatMap((each) => each?.digest ?? [])) });
}

const makeDigest = engineFunction("tdigest", {
  takes: ["dynamic", "string"],
  returns: "dynamic",
  compute(entries, kind) {
    return written({ kind: kind as Kind, digest: digestOf(JSON.parse(entries) as Digest) });
  },
});

const mergeAll = engineFunction("tdigest_merge_all", {
  takes: ["dynamic"],
  returns: "dynamic",
  compute: (texts) => merged(JSON.parse(texts) as readonly string[]),
});

/** Whole numbers beyond 2^53 would lose digits: they are refused where the types show them. */
const tdigest: Emit = (args, context) => {
  const [value, weight] = [at(args, 0), args[1]];
  if (!["int", "long", "real"].includes(value.type)) return refuse(`tdigest of ${value.type}`);
  if (weight !== undefined && !["int", "long"].includes(weight.type)) {
    return refuse(`a weight of ${weight.type}`);
  }
  const entry =
    `'[' || CAST(${value.sql} AS VARCHAR) || ',' || ` +
    `${weight === undefined ? "'1'" : `CAST(greatest(coalesce(${weight.sql}, 0), 0) AS VARCHAR)`} || ']'`;
  const isNumber = value.type === "real" ? `isfinite(${value.sql})` : `${value.sql} IS NOT NULL`;
  const all = `string_agg(${entry}, ',') FILTER (WHERE ${isNumber})`;
  const kind = context.parameter("string", value.type === "real" ? "real" : "long");
  return `${makeDigest.name}('[' || coalesce(${all}, '') || ']', ${kind})`;
};

const mergeRows: Emit = (args) => {
  const arg = at(args, 0);
  if (arg.type !== "dynamic") return refuse(`tdigest_merge of ${arg.type}`);
  const all = `string_agg(CAST(to_json(${arg.sql}) AS VARCHAR), ',')`;
  return `${mergeAll.name}('[' || coalesce(${all}, '') || ']')`;
};

const mergeValues: Emit = (args) => {
  const each = args.map((arg) =>
    arg.type === "dynamic"
      ? `CAST(to_json(${arg.sql}) AS VARCHAR)`
      : refuse(`tdigest_merge of ${arg.type}`),
  );
  return `${mergeAll.name}('[' || ${each.join(" || ',' || ")} || ']')`;
};

/** JSON of a value: a real is always told from a whole number. */
function valueText(value: number, kind: Kind): string {
  if (kind === "long") return String(Math.round(value));
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const mergeRow = aggregate(
  "tdigest_merge",
  "tdigest-merge-aggregation-function",
  "Joins digests of several groups.",
  "dynamic",
  mergeRows,
  [
    [
      "T | summarize d = tdigest(x) by g | summarize m = tdigest_merge(d) | project percentile_tdigest(m, 100, typeof(long))",
      3,
    ],
  ],
);

/** What percentiles are told from later. */
export const digestAggregates: readonly AggregateFunction[] = [
  {
    ...aggregate(
      "tdigest",
      "tdigest-aggregation-function",
      "Keeps what is needed to tell percentiles later.",
      "dynamic",
      tdigest,
      [["T | summarize d = tdigest(x) | project percentile_tdigest(d, 50, typeof(long))", 2]],
    ),
    engine: [makeDigest],
  },
  { ...mergeRow, engine: [mergeAll] },
  { ...mergeRow, name: "merge_tdigest", examples: [], engine: [mergeAll] },
];

const mergeScalar: ScalarFunction = {
  name: "tdigest_merge",
  summary: "Joins digests of several columns.",
  source: "https://learn.microsoft.com/kusto/query/tdigest-merge-function",
  returns: "dynamic",
  emit: { duckdb: mergeValues },
  engine: [mergeAll],
  examples: [],
};

const percentile = engineFunction("percentile_tdigest", {
  takes: ["dynamic", "real"],
  returns: "dynamic",
  compute(text, percent) {
    const found = read(text);
    const value = found === undefined ? undefined : valueAt(found.digest, percent / 100);
    return found === undefined || value === undefined ? null : valueText(value, found.kind);
  },
});

/** The third argument is a type, which the binder has turned into a conversion. */
const percentileEmit: Emit = (args) => {
  const [digest, percent] = [at(args, 0), at(args, 1)];
  if (digest.type !== "dynamic" || !["int", "long", "real"].includes(percent.type)) {
    return refuse(`percentile_tdigest of ${digest.type} and ${percent.type}`);
  }
  return `${percentile.name}(${digest.sql}, CAST(${percent.sql} AS DOUBLE))`;
};

export const digests: readonly ScalarFunction[] = [
  {
    name: "percentile_tdigest",
    summary: "Tells a percentile from what tdigest kept.",
    source: "https://learn.microsoft.com/kusto/query/percentile-tdigest-function",
    returns: "dynamic",
    emit: { duckdb: percentileEmit },
    engine: [percentile],
    examples: [],
  },
  computed(
    "rank_tdigest",
    "rank-tdigest-function",
    "Tells how many values are not above one.",
    {
      takes: ["dynamic", "real"],
      returns: "real",
      compute(text, value) {
        const found = read(text);
        return found === undefined ? null : weightUpTo(found.digest, value);
      },
    },
    [["isnull(rank_tdigest(dynamic([1]), 2))", true]],
  ),
  computed(
    "percentrank_tdigest",
    "percentrank-tdigest-function",
    "Tells the percentage of values that are not above one.",
    {
      takes: ["dynamic", "real"],
      returns: "real",
      compute(text, value) {
        const found = read(text);
        const whole = found === undefined ? 0 : weightOf(found.digest);
        return found === undefined || whole === 0
          ? null
          : (100 * weightUpTo(found.digest, value)) / whole;
      },
    },
    [["isnull(percentrank_tdigest(dynamic([1]), 2))", true]],
  ),
  mergeScalar,
  { ...mergeScalar, name: "merge_tdigest" },
];
