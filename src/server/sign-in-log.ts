import type { Logger } from "../http/index.ts";
import type { SignInEvents } from "../identity/index.ts";

/** Writes every attempt to sign in as one line of the log, beside the request's own. */
export function signInLog(log: Logger): SignInEvents {
  return {
    record: ({ time: _time, ...event }) => log.info({ operation: "sign-in", ...event }),
  };
}
