import { isoFromTicks, timespanText } from "../../base/index.ts";
import type { FileAnswer } from "../../server/index.ts";

export type Cell = FileAnswer["rows"][number][number];

/** A value as people read it; null is empty. */
export function cellText(value: Cell | undefined, type: string): string {
  if (value === null || value === undefined) return "";
  if (type === "datetime") return isoFromTicks(value as bigint);
  if (type === "timespan") return timespanText(value as bigint);
  return String(value);
}

/** A value as JSON; numbers keep all their digits. */
export function cellJson(value: Cell | undefined, type: string): string {
  if (value === null || value === undefined) return "null";
  switch (type) {
    case "bool":
    case "int":
    case "long":
    case "decimal":
    case "dynamic":
      return String(value);
    case "real":
      return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
    case "datetime":
      return JSON.stringify(isoFromTicks(value as bigint));
    case "timespan":
      return JSON.stringify(timespanText(value as bigint));
    default:
      return JSON.stringify(String(value));
  }
}
