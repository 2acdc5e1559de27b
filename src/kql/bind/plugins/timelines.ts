import type { KqlType } from "../../compiled.ts";
import type { PlanColumn, Relation } from "../../plan/relation.ts";
import { call, columnRef, literal, type Scalar } from "../../plan/scalar.ts";
import { answerColumns, columnArgument, constantArgument, onlyNamed } from "./arguments.ts";
import type { PluginBinder, PluginCall } from "./plugin.ts";

/** What an argument measures: a moment, a length, or how often something is. */
type Measure = "count" | "length" | "moment";

const LENGTHS: Readonly<Partial<Record<KqlType, KqlType>>> = {
  datetime: "timespan",
  int: "long",
  long: "long",
  timespan: "timespan",
};

/**
 * A plugin over ids on a timeline: the columns, what is the same for all rows, then dimensions.
 * `name` is the row function, `measures` the constants in their order, `adds` the answer's last
 * columns.
 */
function timeline(
  name: string,
  measures: readonly Measure[],
  adds: readonly KqlType[],
): PluginBinder {
  return (plugin) => {
    onlyNamed(plugin, []);
    const id = columnArgument(plugin, 0);
    const at = columnArgument(plugin, 1);
    const told = measures.map((measure, place) => measured(plugin, place + 2, measure, at));
    const dimensions = plugin.args
      .slice(measures.length + 2)
      .map((_, place) => columnArgument(plugin, place + 2 + measures.length));
    if ([id, ...dimensions].some(({ type }) => type === "dynamic")) {
      throw plugin.context.refuse(`${name} of a dynamic column`, plugin.node);
    }
    const types = [at.type, ...dimensions.map(({ type }) => type), ...adds];
    const reads = [id, at, ...dimensions];
    return toldCompute(plugin, name, told, reads, answerColumns(plugin, types));
  };
}

function measured(plugin: PluginCall, place: number, measure: Measure, at: PlanColumn): Scalar {
  const value = constantArgument(plugin, place);
  const length = LENGTHS[at.type];
  const wanted = measure === "count" ? "long" : measure === "length" ? length : at.type;
  const isWhole = wanted === "int" || wanted === "long";
  const fits = value.type === wanted || (isWhole && ["int", "long"].includes(value.type));
  if (length === undefined || !fits) {
    throw plugin.context.refuse(
      `a timeline of ${at.type} with a ${measure} of type ${value.type}`,
      plugin.args[place],
    );
  }
  return value;
}

/** A step over the rows behind one that carries what is the same for all of them. */
export function toldCompute(
  { input, context }: PluginCall,
  name: string,
  told: readonly Scalar[],
  reads: readonly PlanColumn[],
  answer: readonly PlanColumn[],
): Relation {
  const empty = (type: KqlType): Scalar => literal(type, type === "string" ? "" : null);
  const marks = [literal("bool", true), ...told];
  const marker: Relation = {
    kind: "values",
    columns: marks.map((mark) => context.column("", mark.type)),
    rows: [marks],
  };
  const columns = [...marks, ...reads].map(({ type }) => context.column("", type));
  const all: Relation = {
    kind: "union",
    inputs: [
      {
        relation: marker,
        values: [...marker.columns.map(columnRef), ...reads.map(({ type }) => empty(type))],
      },
      {
        relation: input,
        values: [
          literal("bool", false),
          ...told.map(({ type }) => empty(type)),
          ...reads.map(columnRef),
        ],
      },
    ],
    columns,
  };
  return {
    kind: "compute",
    input: all,
    name,
    reads: columns.map(columnRef),
    settings: JSON.stringify(told.length),
    columns: answer,
  };
}

const ENDS = ["moment", "moment"] as const;

/** Plugins over ids on a timeline. */
export const timelinePlugins: Readonly<Record<string, PluginBinder>> = {
  active_users_count: timeline(
    "active_users_count",
    [...ENDS, "length", "length", "count", "length"],
    ["long"],
  ),
  activity_counts_metrics: timeline(
    "activity_counts_metrics",
    [...ENDS, "length"],
    ["long", "long", "long", "long"],
  ),
  rolling_percentile: bindRollingPercentile,
  session_count: timeline("session_count", [...ENDS, "length", "length"], ["long"]),
  sliding_window_counts: timeline(
    "sliding_window_counts",
    [...ENDS, "length", "length"],
    ["long", "long"],
  ),
};

const RANKED: readonly KqlType[] = ["datetime", "int", "long", "real", "timespan"];

/** `rolling_percentile`: a percentile of the values in the bins up to each bin. */
function bindRollingPercentile(plugin: PluginCall): Relation {
  const { context, node, args } = plugin;
  onlyNamed(plugin, []);
  const value = columnArgument(plugin, 0);
  const given = constantArgument(plugin, 1);
  const percent = given.type === "real" ? given : call("toreal", "real", [given]);
  const at = columnArgument(plugin, 2);
  const told = [percent, measured(plugin, 3, "length", at), measured(plugin, 4, "count", at)];
  const dimensions = args.slice(5).map((_, place) => columnArgument(plugin, place + 5));
  const isRanked =
    RANKED.includes(value.type) && !dimensions.some(({ type }) => type === "dynamic");
  if (!isRanked) throw context.refuse(`rolling_percentile of a ${value.type} column`, node);
  const types = [at.type, ...dimensions.map(({ type }) => type), value.type];
  const reads = [value, at, ...dimensions];
  return toldCompute(plugin, "rolling_percentile", told, reads, answerColumns(plugin, types));
}
