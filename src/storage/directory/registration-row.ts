/** What a redirect URI belongs to: it decides which flows may answer there. */
export type RedirectPlatform = "web" | "spa" | "publicClient";

export interface RedirectUriRow {
  readonly uri: string;
  readonly platform: RedirectPlatform;
}

/** Permissions of one API that a registration says it needs. Ids, not values. */
export interface RequiredResourceAccessRow {
  readonly resourceAppId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** A claim that a registration wants in its tokens besides those that always stand there. */
export interface OptionalClaimRow {
  readonly name: string;
  readonly additionalProperties: readonly string[];
}

export interface OptionalClaimsRow {
  readonly idToken: readonly OptionalClaimRow[];
  readonly accessToken: readonly OptionalClaimRow[];
}

export type GroupMembershipClaims =
  | "None"
  | "SecurityGroup"
  | "DirectoryRole"
  | "ApplicationGroup"
  | "All";

/** What a registration says besides its names and what it offers. */
export interface RegistrationSettingsRow {
  readonly allowsImplicitAccessToken: boolean;
  readonly allowsImplicitIdToken: boolean;
  readonly allowsPlainPkce: boolean;
  readonly logoutUrl: string | undefined;
  readonly requiredResourceAccess: readonly RequiredResourceAccessRow[];
  readonly accessTokenLifetimeSeconds: number | undefined;
  readonly optionalClaims: OptionalClaimsRow | undefined;
  readonly groupMembershipClaims: GroupMembershipClaims | undefined;
}

/** Settings as they are kept: those that were set. */
export function readSettings(text: string): RegistrationSettingsRow {
  return {
    allowsImplicitAccessToken: false,
    allowsImplicitIdToken: false,
    allowsPlainPkce: false,
    logoutUrl: undefined,
    requiredResourceAccess: [],
    accessTokenLifetimeSeconds: undefined,
    optionalClaims: undefined,
    groupMembershipClaims: undefined,
    ...(JSON.parse(text) as Partial<RegistrationSettingsRow>),
  };
}
