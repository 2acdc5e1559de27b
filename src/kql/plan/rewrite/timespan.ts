import type { Relation } from "../relation.ts";
import { call, columnRef, type Scalar } from "../scalar.ts";
import { mapRelations } from "./map.ts";

/**
 * Cuts every table with a TimeGenerated to the request's time range, both ends included.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/timeouts and the `timespan` parameter of
 * the query API, which applies in addition to the query's own filters. Assumed: the end is included.
 */
export function cutToTimespan(relation: Relation): Relation {
  return mapRelations(relation, (step) => {
    if (step.kind !== "scan") return step;
    const time = step.columns.find(
      (column) => column.name === "TimeGenerated" && column.type === "datetime",
    );
    if (time === undefined) return step;
    const at: Scalar = columnRef(time);
    const condition = call("and", "bool", [
      call(">=", "bool", [at, { kind: "timespanStart", type: "datetime" }]),
      call("<=", "bool", [at, { kind: "timespanEnd", type: "datetime" }]),
    ]);
    return { kind: "filter", input: step, condition, columns: step.columns };
  });
}
