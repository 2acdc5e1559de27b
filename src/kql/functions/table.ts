import type { EngineFunction } from "../compiled.ts";
import { aggregates } from "./aggregates.ts";
import { arrays } from "./arrays.ts";
import { bags } from "./bags.ts";
import { conditionals } from "./conditionals.ts";
import { conversions } from "./conversions.ts";
import { datetimes } from "./datetimes.ts";
import type { AggregateFunction, ScalarFunction } from "./define.ts";
import { digests } from "./digests.ts";
import { distinctCounts } from "./distinct-counts.ts";
import { distributions } from "./distributions.ts";
import { dynamics } from "./dynamics.ts";
import { encodings } from "./encodings.ts";
import { extracts } from "./extract.ts";
import { ipv4 } from "./ipv4.ts";
import { ipv4Search } from "./ipv4-search.ts";
import { ipv6 } from "./ipv6.ts";
import { math } from "./math.ts";
import { operators } from "./operators.ts";
import { positions } from "./positions.ts";
import { punycode } from "./punycode.ts";
import { ranges } from "./ranges.ts";
import { rowFunctions } from "./row-function-table.ts";
import { seriesArithmetic } from "./series-arithmetic.ts";
import { seriesFilters } from "./series-filters.ts";
import { seriesLines } from "./series-lines.ts";
import { seriesStatistics } from "./series-statistics.ts";
import { sets } from "./sets.ts";
import { steps } from "./steps.ts";
import { strings } from "./strings.ts";
import { textLists } from "./text-lists.ts";
import { textParts } from "./text-parts.ts";
import { textSearch } from "./text-search.ts";
import { timeParts } from "./time-parts.ts";
import { timeZones } from "./time-zones.ts";
import { units } from "./units.ts";
import { urls } from "./urls.ts";
import { valueTypes } from "./value-types.ts";
import { windows } from "./windows.ts";

/** Every scalar function and operator that we compile; a name that is not here is refused. */
export const scalarFunctions: readonly ScalarFunction[] = [
  ...operators,
  ...textSearch,
  ...conversions,
  ...conditionals,
  ...strings,
  ...datetimes,
  ...math,
  ...distributions,
  ...units,
  ...dynamics,
  ...distinctCounts,
  ...digests,
  ...ranges,
  ...seriesArithmetic,
  ...seriesFilters,
  ...seriesStatistics,
  ...seriesLines,
  ...windows,
  ...steps,
  ...urls,
  ...ipv4,
  ...ipv6,
  ...ipv4Search,
  ...arrays,
  ...sets,
  ...bags,
  ...textLists,
  ...textParts,
  ...punycode,
  ...positions,
  ...extracts,
  ...encodings,
  ...timeParts,
  ...timeZones,
  ...valueTypes,
];

const scalarsByName: ReadonlyMap<string, ScalarFunction> = new Map(
  scalarFunctions.map((row) => [row.name, row]),
);
const aggregatesByName: ReadonlyMap<string, AggregateFunction> = new Map(
  aggregates.map((row) => [row.name, row]),
);

export function scalarFunction(name: string): ScalarFunction | undefined {
  return scalarsByName.get(name);
}

export function aggregateFunction(name: string): AggregateFunction | undefined {
  return aggregatesByName.get(name);
}

/** Everything that SQL of ours calls and an engine has to be given, each once. */
export const engineFunctions: readonly EngineFunction[] = [
  ...new Set([...scalarFunctions, ...aggregates].flatMap((row) => row.engine ?? [])),
  ...rowFunctions.map((row) => row.engine),
];
