// What a process and its children have computed: on shared cores the one figure that stays honest.
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** Seconds of processor time of a process and its direct children; NaN where the system hides it. */
export function cpuSeconds(pid) {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    );
    return [pid, ...children].reduce((sum, one) => sum + ticksOf(one), 0) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
