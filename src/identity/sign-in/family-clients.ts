import { firstPartyAppIds } from "../first-party-apps.ts";

/** Azure PowerShell and Visual Studio Code. */
const OTHERS = ["1950a258-227b-4e31-a9cf-717495945fc2", "aebc6443-996d-45c2-90f0-388ff96faa56"];

/**
 * Microsoft's clients that share refresh tokens, told by `foci` in an answer.
 *
 * Source: secureworks/family-of-client-ids-research.
 */
const FAMILY: ReadonlySet<string> = new Set([firstPartyAppIds.azureCli, ...OTHERS]);

export function isFamilyClient(appId: string): boolean {
  return FAMILY.has(appId);
}
