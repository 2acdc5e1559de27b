import { Failure, limits } from "../base/index.ts";
import type {
  GroupMembershipClaims,
  OptionalClaimRow,
  OptionalClaimsRow,
} from "../storage/index.ts";

/** A claim that a registration wants besides those that always stand in a token. */
export type OptionalClaim = OptionalClaimRow;

/** Those for id tokens as a client, and those for access tokens as a resource. */
export type OptionalClaims = OptionalClaimsRow;

export type { GroupMembershipClaims };

type TokenKind = keyof OptionalClaims;

interface Support {
  readonly kinds: readonly TokenKind[];
  /** Known ones; the rest change what the claim says in ways that are not served. */
  readonly properties: readonly string[];
}

const both = (...properties: readonly string[]): Support => ({
  kinds: ["idToken", "accessToken"],
  properties,
});
const accessOnly = (...properties: readonly string[]): Support => ({
  kinds: ["accessToken"],
  properties,
});

/**
 * The optional claims that can be answered truly. The two properties of `upn` concern guests, of
 * whom there are none; `groups` alone changes nothing beside the group claims themselves.
 *
 * Source: learn.microsoft.com/entra/identity-platform/optional-claims-reference.
 */
const SUPPORTED: ReadonlyMap<string, Support> = new Map([
  ["acct", both()],
  ["aud", accessOnly("use_guid")],
  ["auth_time", both()],
  ["email", both()],
  ["family_name", both()],
  ["given_name", both()],
  ["groups", both()],
  ["ipaddr", both()],
  ["idtyp", accessOnly("include_user_token")],
  ["preferred_username", both()],
  ["sid", both()],
  [
    "upn",
    both(
      "include_externally_authenticated_upn",
      "include_externally_authenticated_upn_without_hash",
    ),
  ],
]);

const GROUP_CLAIMS: readonly string[] = [
  "None",
  "SecurityGroup",
  "DirectoryRole",
  "ApplicationGroup",
  "All",
] satisfies readonly GroupMembershipClaims[];

/**
 * Refuses a claim that would be left out in silence, or that would say something untrue.
 *
 * @throws {Failure} `identity/optional-claim-unsupported` (facts: `claim`, `token`),
 * `identity/optional-claim-property-unsupported` (facts: `claim`, `property`),
 * `identity/optional-claims-too-many`.
 */
export function requireOptionalClaims(claims: OptionalClaims): void {
  for (const kind of ["idToken", "accessToken"] as const) {
    if (claims[kind].length > limits.identity.optionalClaimsMax) {
      throw new Failure("identity/optional-claims-too-many", "too many optional claims");
    }
    for (const { name, additionalProperties } of claims[kind]) {
      const support = SUPPORTED.get(name);
      if (support === undefined || !support.kinds.includes(kind)) {
        throw new Failure("identity/optional-claim-unsupported", "the claim is not served", {
          facts: { claim: name, token: kind },
        });
      }
      const property = additionalProperties.find((one) => !support.properties.includes(one));
      if (property !== undefined) {
        throw new Failure("identity/optional-claim-property-unsupported", "it is not served", {
          facts: { claim: name, property },
        });
      }
    }
  }
}

/**
 * One of the names, not a list of them.
 *
 * @throws {Failure} `identity/group-claims-unsupported` (fact: `value`).
 */
export function requireGroupClaims(value: string): void {
  if (!GROUP_CLAIMS.includes(value)) {
    throw new Failure("identity/group-claims-unsupported", "not a kind of group claims", {
      facts: { value },
    });
  }
}
