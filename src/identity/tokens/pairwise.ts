import { createHmac } from "node:crypto";
import type { Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { openSecret } from "../keys/open-secret.ts";

/** The subject by which one client knows one user. */
export type PairwiseSubject = (clientId: string, userObjectId: string) => string;

/**
 * Subjects that two clients cannot compare; the same ones after each start.
 *
 * Source: OpenID Connect Core section 8.1.
 */
export async function openPairwise(directory: Directory, ids: Ids): Promise<PairwiseSubject> {
  const key = await openSecret(directory, ids, "pairwise-salt");
  return (clientId, userObjectId) =>
    createHmac("sha256", key).update(`${clientId} ${userObjectId}`).digest("base64url");
}
