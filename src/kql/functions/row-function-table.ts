import { seriesFunctions } from "./make-series.ts";
import { pluginColumns } from "./plugins/columns.ts";
import { ipLookups } from "./plugins/ip-lookup.ts";
import { passingPlugins } from "./plugins/passing.ts";
import { rollingPercentiles } from "./plugins/rolling-percentile.ts";
import { timelineFunctions } from "./plugins/timelines.ts";
import type { RowFunction } from "./row-functions.ts";
import { sessionFunctions } from "./sessions.ts";

/** Every step that JavaScript computes. */
export const rowFunctions: readonly RowFunction[] = [
  ...sessionFunctions,
  ...ipLookups,
  ...passingPlugins,
  ...pluginColumns,
  ...rollingPercentiles,
  ...timelineFunctions,
  ...seriesFunctions,
];

const byName: ReadonlyMap<string, RowFunction> = new Map(
  rowFunctions.map((each) => [each.name, each]),
);

export function rowFunctionNamed(name: string): RowFunction | undefined {
  return byName.get(name);
}
