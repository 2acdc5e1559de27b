import type { AggregateFunction } from "./define.ts";
import { aggregate } from "./define.ts";

export const aggregates: readonly AggregateFunction[] = [
  aggregate("count", "count-aggregation-function", "Counts rows.", "long", () => "count(*)", []),
];
