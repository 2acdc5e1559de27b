import { Failure, limits } from "../base/index.ts";
import type { RegistrationSettingsRow } from "../storage/index.ts";
import {
  type GroupMembershipClaims,
  type OptionalClaims,
  requireGroupClaims,
  requireOptionalClaims,
} from "./optional-claims.ts";
import { type RedirectUri, requireLogoutUrl, requireRedirectUris } from "./redirect-uris.ts";
import { requireGuid } from "./tenants.ts";

/** Permissions of one API that a registration says it needs: ids of scopes and of app roles. */
export interface RequiredResourceAccess {
  readonly resourceAppId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** How an application signs users in, and what its tokens say. */
export interface Registration extends RegistrationSettingsRow {
  readonly redirectUris: readonly RedirectUri[];
}

/** What may be said of that; left out means as it was, or the default: nothing is allowed. */
export interface RegistrationDraft {
  readonly redirectUris?: readonly RedirectUri[];
  readonly allowsImplicitAccessToken?: boolean;
  readonly allowsImplicitIdToken?: boolean;
  /** Our own switch: whether a code challenge may be sent as it is. */
  readonly allowsPlainPkce?: boolean;
  /** Where a browser is sent when its user signs out elsewhere. */
  readonly logoutUrl?: string | undefined;
  readonly requiredResourceAccess?: readonly RequiredResourceAccess[];
  /**
   * Of access tokens for it as a resource and of id tokens for it as a client: 600 to 86,400.
   *
   * Source: learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes: the policy of
   * the application that is accessed holds.
   */
  readonly accessTokenLifetimeSeconds?: number | undefined;
  readonly optionalClaims?: OptionalClaims | undefined;
  readonly groupMembershipClaims?: GroupMembershipClaims | undefined;
}

/** A registration that says nothing. */
export const emptyRegistration: Registration = {
  redirectUris: [],
  allowsImplicitAccessToken: false,
  allowsImplicitIdToken: false,
  allowsPlainPkce: false,
  logoutUrl: undefined,
  requiredResourceAccess: [],
  accessTokenLifetimeSeconds: undefined,
  optionalClaims: undefined,
  groupMembershipClaims: undefined,
};

/**
 * A registration as it was, with what a draft says of it.
 *
 * @throws {Failure} `identity/redirect-uri…`, `identity/logout-url-malformed`,
 * `identity/guid-malformed`, `identity/resource-access-too-much`,
 * `identity/token-lifetime-out-of-range`, `identity/optional-claim…`,
 * `identity/group-claims-unsupported`.
 */
export function changeRegistration(was: Registration, draft: RegistrationDraft): Registration {
  const { logoutUrl, accessTokenLifetimeSeconds: lifetimeSeconds } = draft;
  const changed: Registration = {
    redirectUris: draft.redirectUris ?? was.redirectUris,
    allowsImplicitAccessToken: draft.allowsImplicitAccessToken ?? was.allowsImplicitAccessToken,
    allowsImplicitIdToken: draft.allowsImplicitIdToken ?? was.allowsImplicitIdToken,
    allowsPlainPkce: draft.allowsPlainPkce ?? was.allowsPlainPkce,
    logoutUrl: "logoutUrl" in draft ? logoutUrl : was.logoutUrl,
    requiredResourceAccess: draft.requiredResourceAccess ?? was.requiredResourceAccess,
    accessTokenLifetimeSeconds:
      "accessTokenLifetimeSeconds" in draft ? lifetimeSeconds : was.accessTokenLifetimeSeconds,
    optionalClaims: "optionalClaims" in draft ? draft.optionalClaims : was.optionalClaims,
    groupMembershipClaims:
      "groupMembershipClaims" in draft ? draft.groupMembershipClaims : was.groupMembershipClaims,
  };
  requireRedirectUris(changed.redirectUris);
  if (changed.logoutUrl !== undefined) requireLogoutUrl(changed.logoutUrl);
  requireLifetime(changed.accessTokenLifetimeSeconds);
  if (changed.optionalClaims !== undefined) requireOptionalClaims(changed.optionalClaims);
  if (changed.groupMembershipClaims !== undefined) {
    requireGroupClaims(changed.groupMembershipClaims);
  }
  return {
    ...changed,
    requiredResourceAccess: requireResourceAccess(changed.requiredResourceAccess),
  };
}

/** What is stored of it beside its redirect URIs. */
export function settingsOf(registration: Registration): RegistrationSettingsRow {
  const { redirectUris: _, ...settings } = registration;
  return settings;
}

function requireLifetime(seconds: number | undefined): void {
  if (seconds === undefined) return;
  const { accessTokenLifetimeSecondsMin: min, accessTokenLifetimeSecondsMax: max } =
    limits.identity;
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    throw new Failure("identity/token-lifetime-out-of-range", "ten minutes to a day", {
      facts: { seconds: String(seconds) },
    });
  }
}

function requireResourceAccess(
  needs: readonly RequiredResourceAccess[],
): readonly RequiredResourceAccess[] {
  const { requiredResourcesMax, requiredPermissionsMax } = limits.identity;
  const permissions = needs.flatMap(({ scopes, roles }) => [...scopes, ...roles]);
  if (needs.length > requiredResourcesMax || permissions.length > requiredPermissionsMax) {
    throw new Failure("identity/resource-access-too-much", "it needs too many permissions");
  }
  return needs.map(({ resourceAppId, scopes, roles }) => ({
    resourceAppId: requireGuid(resourceAppId),
    scopes: scopes.map(requireGuid),
    roles: roles.map(requireGuid),
  }));
}
