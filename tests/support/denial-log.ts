import { type Clock, systemIds } from "../../src/base/index.ts";
import { DenialLog } from "../../src/http/index.ts";

/** Keeps refusals as a server does; explained at `https://arm.test`. */
export function denialLog(clock: Clock): DenialLog {
  const addressOf = (id: string): string => `https://arm.test/lazurite/why/${id}`;
  return new DenialLog({ clock, ids: systemIds, addressOf });
}
