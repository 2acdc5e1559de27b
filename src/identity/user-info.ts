import { Failure } from "../base/index.ts";
import type { Principal } from "../http/index.ts";
import type { Directory } from "../storage/index.ts";
import type { PairwiseSubject } from "./tokens/pairwise.ts";

/** What OpenID's scopes of a token let its client know of the user. */
export interface UserInfo {
  /** As in the id tokens of the same client. */
  readonly sub: string;
  readonly name?: string;
  readonly family_name?: string;
  readonly given_name?: string;
  readonly email?: string;
}

/**
 * Tells the client of a token who its user is. A picture is never told: there is none.
 *
 * Source: learn.microsoft.com/entra/identity-platform/userinfo.
 *
 * @throws {Failure} `identity/user-info-scope-missing`, `identity/user-info-without-user`.
 */
export async function userInfo(
  { kind, tenantId, objectId, appId, scopes }: Principal,
  deps: { readonly directory: Directory; readonly pairwise: PairwiseSubject },
): Promise<UserInfo> {
  if (kind === "user" && !scopes.includes("openid")) {
    throw new Failure("identity/user-info-scope-missing", "the token lacks the scope openid");
  }
  const user =
    kind === "user" ? await deps.directory.read.users.find(tenantId, objectId) : undefined;
  if (user === undefined) {
    throw new Failure("identity/user-info-without-user", "the token is for no user");
  }
  const { displayName, familyName, givenName, mail } = user;
  return {
    sub: deps.pairwise(appId, objectId),
    ...(scopes.includes("profile") && {
      name: displayName,
      ...(familyName !== undefined && { family_name: familyName }),
      ...(givenName !== undefined && { given_name: givenName }),
    }),
    ...(scopes.includes("email") && mail !== undefined && { email: mail }),
  };
}
