import type { Relation } from "../../plan/relation.ts";
import { call, columnRef } from "../../plan/scalar.ts";
import { projection } from "../operators/project.ts";
import { answerColumns, columnArgument, onlyNamed } from "./arguments.ts";
import type { PluginCall } from "./plugin.ts";

/** Sets that one call takes. Source: learn.microsoft.com/kusto/query/dcount-intersect-plugin. */
const SETS = { min: 2, max: 16 } as const;

/** `dcount_intersect`: how many values the first set has, the first two have in common, and so on. */
export function bindDcountIntersect(plugin: PluginCall): Relation {
  const { input, args, context, node } = plugin;
  onlyNamed(plugin, []);
  if (args.length < SETS.min || args.length > SETS.max) {
    throw context.wrong("dcount_intersect takes 2 to 16 sets", node);
  }
  const sets = args.map((_, place) => columnRef(columnArgument(plugin, place)));
  const kept = input.columns.map(columnRef);
  const counts = sets.map((_, place) => call("hll intersect", "long", sets.slice(0, place + 1)));
  const values = [...kept, ...counts];
  const columns = answerColumns(
    plugin,
    values.map(({ type }) => type),
  );
  return projection(
    input,
    columns.map((column, place) => ({ column, value: values[place] ?? columnRef(column) })),
  );
}
