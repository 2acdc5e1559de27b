import type { ActivityEvents } from "../arm/index.ts";
import type { Logger } from "../http/index.ts";

/** Writes every event of the activity log as one line of the log, beside the request's own. */
export function activityLog(log: Logger): ActivityEvents {
  return {
    record: ({ time: _time, ...event }) => log.info({ operation: "activity", ...event }),
  };
}
