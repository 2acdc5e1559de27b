import { Failure } from "../../base/index.ts";
import type { Grant } from "./grant.ts";
import { grants } from "./index.ts";

/** The forms of a grant type's name. Source: RFC 6749 sections 4 and 4.5. */
const NAME = /^(?:[a-z_]{1,40}|urn:[a-z0-9:_-]{1,100})$/i;

/**
 * A text that is no name is not quoted: a form whose parameters were not joined by `&` has the
 * secret in it.
 *
 * @throws {Failure} `identity/grant-type-unsupported` (fact: `grantType`),
 * `identity/grant-type-malformed`.
 */
export function findGrant(grantType: string): Grant {
  const grant = grants.get(grantType);
  if (grant !== undefined) return grant;
  if (!NAME.test(grantType)) {
    throw new Failure("identity/grant-type-malformed", "this is no name of a grant type");
  }
  throw new Failure("identity/grant-type-unsupported", "this grant type is not served", {
    facts: { grantType },
  });
}
