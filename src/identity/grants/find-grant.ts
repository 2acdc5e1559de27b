import { Failure } from "../../base/index.ts";
import type { Grant } from "./grant.ts";
import { grants } from "./index.ts";

/** @throws {Failure} `identity/grant-type-unsupported` (fact: `grantType`). */
export function findGrant(grantType: string): Grant {
  const grant = grants.get(grantType);
  if (grant === undefined) {
    throw new Failure("identity/grant-type-unsupported", "this grant type is not served", {
      facts: { grantType },
    });
  }
  return grant;
}
