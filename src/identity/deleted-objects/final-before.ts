import { type Clock, limits } from "../../base/index.ts";

/** Deletions up to this moment are final: ms since 1970. */
export function finalBefore(clock: Clock): number {
  return clock.now() - limits.identity.deletedObjectsDays * 86_400_000;
}
