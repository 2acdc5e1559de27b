import { verify } from "node:crypto";
import { Failure } from "../../base/index.ts";
import { type OwnUrls, tenantOfIssuer } from "../client-auth/own-issuers.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { decodeJws } from "../tokens/decode-token.ts";
import type { PairwiseSubject } from "../tokens/pairwise.ts";

/** Whom an id token of ours was given to, and of whom it tells. */
export interface IdTokenHint {
  readonly tenantId: string;
  readonly clientId: string;
  isOf(user: { readonly tenantId: string; readonly objectId: string }): boolean;
}

export interface IdTokenHintDependencies extends OwnUrls {
  readonly keys: KeyRing;
  readonly pairwise: PairwiseSubject;
}

/** The fields that are read; their types are not known yet. */
interface Claims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly sub?: unknown;
  /** Access tokens have it, id tokens never. */
  readonly idtyp?: unknown;
}

/**
 * Reads an id token that an application hands back. It may have expired: it only says who is meant.
 *
 * Source: OpenID Connect Core section 3.1.2.1; RP-Initiated Logout section 4.
 *
 * @throws {Failure} `identity/id-token-hint`; `identity/id-token-hint-key` where it is like ours, and
 * of a key that is not in use any more.
 */
export async function readIdTokenHint(
  text: string,
  { keys, pairwise, ...own }: IdTokenHintDependencies,
): Promise<IdTokenHint> {
  const jws = decodeJws(text);
  if (jws === undefined) throw notOurs();
  const key = keys.publicKey(jws.kid);
  const signed = Buffer.from(jws.signedText, "latin1");
  if (key !== undefined && !verify("sha256", signed, key, jws.signature)) throw notOurs();
  const { iss, aud, sub, idtyp }: Claims = jws.payload;
  const isIdToken = typeof iss === "string" && typeof aud === "string" && typeof sub === "string";
  if (!isIdToken || idtyp !== undefined) throw notOurs();
  const tenantId = await tenantOfIssuer(iss, own);
  if (tenantId === undefined) throw notOurs();
  if (key === undefined) throw new Failure("identity/id-token-hint-key", "its key is gone");
  return {
    tenantId,
    clientId: aud,
    isOf: (user) => user.tenantId === tenantId && pairwise(aud, user.objectId) === sub,
  };
}

function notOurs(): Failure {
  return new Failure("identity/id-token-hint", "not an id token of ours");
}
