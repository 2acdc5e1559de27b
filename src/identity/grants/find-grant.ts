import { Failure } from "../../base/index.ts";
import type { Grant } from "./grant.ts";
import { grants, userGrants } from "./index.ts";
import type { UserGrant } from "./user-grant.ts";

/** The forms of a grant type's name. Source: RFC 6749 sections 4 and 4.5. */
const NAME = /^(?:[a-z_]{1,40}|urn:[a-z0-9:_-]{1,100})$/i;

/** Whether a grant type is one by which a client gets tokens for a user. */
export function isUserGrant(grantType: string): boolean {
  return userGrants.has(grantType);
}

export function isServedGrant(grantType: string): boolean {
  return isUserGrant(grantType) || grants.has(grantType);
}

/** @throws {Failure} as `findGrant` for a grant type of neither kind. */
export function requireGrantType(grantType: string): void {
  if (!isServedGrant(grantType)) unknownGrant(grantType);
}

/** @throws {Failure} as `findGrant`. */
export function findUserGrant(grantType: string): UserGrant {
  return userGrants.get(grantType) ?? unknownGrant(grantType);
}

/**
 * A text that is no name is not quoted: a form whose parameters were not joined by `&` has the
 * secret in it.
 *
 * @throws {Failure} `identity/grant-type-unsupported` (fact: `grantType`),
 * `identity/grant-type-malformed`.
 */
export function findGrant(grantType: string): Grant {
  return grants.get(grantType) ?? unknownGrant(grantType);
}

function unknownGrant(grantType: string): never {
  if (!NAME.test(grantType)) {
    throw new Failure("identity/grant-type-malformed", "this is no name of a grant type");
  }
  throw new Failure("identity/grant-type-unsupported", "this grant type is not served", {
    facts: { grantType },
  });
}
