import type { Logger } from "../http/index.ts";
import type { DirectoryAudit } from "../identity/index.ts";

/** Writes every change of the directory as one line of the log, beside the request's own. */
export function directoryLog(log: Logger): DirectoryAudit {
  return {
    record: ({ time: _time, ...event }) => log.info({ operation: "directory-change", ...event }),
  };
}
