import { DemoRandom } from "./demo-random.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Share of a weekday's busiest hour, by hour of the day in UTC; Contoso works in central Europe. */
const HOURS: readonly number[] = [
  0.12, 0.1, 0.08, 0.08, 0.1, 0.2, 0.45, 0.75, 0.95, 1, 0.95, 0.8, 0.9, 1, 0.95, 0.85, 0.65, 0.5,
  0.45, 0.4, 0.35, 0.28, 0.2, 0.15,
];
const WEEKEND = 0.35;

/** How busy Contoso is at a moment: 1 in the best hour of a weekday. */
export function busyness(ms: number): number {
  const day = Math.floor(ms / DAY_MS);
  // 1970-01-01 was a Thursday.
  const weekday = (day + 4) % 7;
  const hour = Math.floor((ms - day * DAY_MS) / HOUR_MS);
  return (HOURS[hour] ?? 0) * (weekday === 0 || weekday === 6 ? WEEKEND : 1);
}

/** What went wrong for a while. */
export type Incident = "database" | "deployment" | "disk" | "none";

/** About one hour in thirty has twenty bad minutes. */
export function incidentAt(ms: number): Incident {
  const hour = Math.floor(ms / HOUR_MS);
  const random = new DemoRandom("incident", hour);
  if (!random.chance(0.035)) return "none";
  const start = random.below(40);
  const kind = random.pick(["database", "deployment", "disk"] as const);
  const minute = (ms - hour * HOUR_MS) / MINUTE_MS;
  return minute >= start && minute < start + 20 ? kind : "none";
}

/**
 * Whether this minute is the one of its half hour in which `name` always happens, so that a query
 * over the last hour finds one at any time of the day.
 */
export function isCertain(name: string, minuteMs: number): boolean {
  const half = Math.floor(minuteMs / (30 * MINUTE_MS));
  const chosen = new DemoRandom(`certain ${name}`, half).below(30);
  return Math.floor(minuteMs / MINUTE_MS) - half * 30 === chosen;
}
