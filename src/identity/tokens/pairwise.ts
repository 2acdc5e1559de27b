import { createHmac } from "node:crypto";
import type { Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";

/** The subject by which one client knows one user. */
export type PairwiseSubject = (clientId: string, userObjectId: string) => string;

const MARK = "pairwise-salt";
const SALT_BYTES = 32;

/**
 * Subjects that two clients cannot compare; the same ones after each start.
 *
 * Source: OpenID Connect Core section 8.1.
 */
export async function openPairwise(directory: Directory, ids: Ids): Promise<PairwiseSubject> {
  let salt = await directory.read.meta.get(MARK);
  if (salt === undefined) {
    const made = Buffer.from(ids.bytes(SALT_BYTES)).toString("base64url");
    await directory.write(({ meta }) => meta.set(MARK, made));
    salt = made;
  }
  const key = Buffer.from(salt, "base64url");
  return (clientId, userObjectId) =>
    createHmac("sha256", key).update(`${clientId} ${userObjectId}`).digest("base64url");
}
