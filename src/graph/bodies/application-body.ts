import type { GroupMembershipClaims, RegistrationChange } from "../../identity/index.ts";
import { readCredentials } from "./credential-bodies.ts";
import { readAppRole, readPermissionScope } from "./permission-bodies.ts";
import { type BodyReader, readBody } from "./reader.ts";

/** Properties that the service sets. */
const READ_ONLY = [
  "id",
  "appId",
  "createdDateTime",
  "deletedDateTime",
  "publisherDomain",
  "verifiedPublisher",
  "applicationTemplateId",
  "disabledByMicrosoftStatus",
  "certification",
];

/** Properties of Graph's that nothing here acts upon. */
const UNSUPPORTED = [
  "addIns",
  "authenticationBehaviors",
  "createdByAppId",
  "defaultRedirectUri",
  "isDeviceOnlyAuthSupported",
  "isDisabled",
  "logo",
  "managerApplications",
  "nativeAuthenticationApisEnabled",
  "oauth2RequirePostResponse",
  "requestSignatureVerification",
  "samlMetadataUrl",
  "servicePrincipalLockConfiguration",
  "tokenEncryptionKeyId",
  "uniqueName",
];

/**
 * Reads what a body says of a registration, which is `current` where there is one.
 *
 * Source: Microsoft Graph v1.0, application.
 *
 * @throws {Failure} `graph/body-invalid`, `graph/property-unknown`, `graph/property-unsupported`.
 */
export function readApplicationBody(
  body: Buffer,
  current: Readonly<Record<string, unknown>> = {},
): RegistrationChange {
  const reader = readBody(body, "application");
  const displayName = reader.requiredText("displayName");
  const identifierUris = reader.texts("identifierUris");
  const { logoutUrl, homePage, ...platforms } = readPlatforms(reader);
  const change: RegistrationChange = {
    ...(displayName !== undefined && { displayName }),
    ...(identifierUris !== undefined && { identifierUris }),
    ...readAudience(reader),
    ...readApi(reader),
    ...readClaims(reader),
    ...readNeeds(reader),
    ...platforms,
    ...logoutUrl,
    details: { ...readDetails(reader), ...homePage },
    credentials: readCredentials(reader),
  };
  readParentalControl(reader);
  reader.requireUnchanged(current, ...READ_ONLY, ...UNSUPPORTED);
  reader.requireEnd();
  return change;
}

function readAudience(
  reader: BodyReader,
): Pick<RegistrationChange, "signInAudience" | "isPublicClient"> {
  const audience = reader.requiredText("signInAudience");
  if (audience !== undefined && audience !== "AzureADMyOrg" && audience !== "AzureADMultipleOrgs") {
    throw reader.invalid("signInAudience");
  }
  const hasPublic = reader.has("isFallbackPublicClient");
  const isPublicClient = reader.flag("isFallbackPublicClient") ?? false;
  return {
    ...(audience !== undefined && { signInAudience: audience }),
    ...(hasPublic && { isPublicClient }),
  };
}

/** What it offers as an API. */
function readApi(reader: BodyReader): RegistrationChange {
  const roles = reader.objects("appRoles")?.map(readAppRole);
  const api = reader.object("api");
  const offered = roles === undefined ? {} : { appRoles: roles };
  if (api === undefined) return offered;
  const hasVersion = api.has("requestedAccessTokenVersion");
  const version = api.take("requestedAccessTokenVersion") ?? 1;
  if (version !== 1 && version !== 2) throw api.invalid("requestedAccessTokenVersion");
  const scopes = api.objects("oauth2PermissionScopes")?.map(readPermissionScope);
  const preAuthorized = api.objects("preAuthorizedApplications")?.map((one) => {
    const appId = one.text("appId") ?? "";
    const permissionIds = one.texts("delegatedPermissionIds") ?? one.texts("permissionIds") ?? [];
    one.requireEnd();
    return { appId, permissionIds };
  });
  api.requireUnset("acceptMappedClaims", "knownClientApplications");
  api.requireEnd();
  return {
    ...offered,
    ...(hasVersion && { requestedAccessTokenVersion: version }),
    ...(scopes !== undefined && { scopes }),
    ...(preAuthorized !== undefined && { preAuthorized }),
  };
}

/** Where answers of a sign-in go. */
function readPlatforms(reader: BodyReader) {
  const web = reader.object("web");
  const redirectUris: Partial<Record<"web" | "spa" | "publicClient", readonly string[]>> = {};
  for (const platform of ["spa", "publicClient"] as const) {
    const part = reader.object(platform);
    const uris = part?.texts("redirectUris");
    part?.requireEnd();
    if (uris !== undefined) redirectUris[platform] = uris;
  }
  if (web === undefined) return { redirectUris, logoutUrl: {}, homePage: {} };
  const uris = web.texts("redirectUris");
  if (uris !== undefined) redirectUris.web = uris;
  const hasLogout = web.has("logoutUrl");
  const logoutUrl = web.text("logoutUrl");
  const implicit = web.object("implicitGrantSettings");
  const accessToken = implicit?.flag("enableAccessTokenIssuance");
  const idToken = implicit?.flag("enableIdTokenIssuance");
  implicit?.requireEnd();
  requirePlainSettings(web);
  const hasHomePage = web.has("homePageUrl");
  const homePageUrl = web.text("homePageUrl") ?? null;
  web.requireEnd();
  return {
    redirectUris,
    logoutUrl: hasLogout ? { logoutUrl } : {},
    ...(accessToken !== undefined && { allowsImplicitAccessToken: accessToken }),
    ...(idToken !== undefined && { allowsImplicitIdToken: idToken }),
    homePage: hasHomePage ? { homePageUrl } : {},
  };
}

/** Settings of redirect URIs say only where they stand, which nothing here uses. */
function requirePlainSettings(web: BodyReader): void {
  for (const setting of web.objects("redirectUriSettings") ?? []) {
    setting.take("uri");
    setting.requireUnset("index");
    setting.requireEnd();
  }
}

const GROUP_CLAIMS: readonly string[] = [
  "None",
  "SecurityGroup",
  "DirectoryRole",
  "ApplicationGroup",
  "All",
];

function readClaims(
  reader: BodyReader,
): Pick<RegistrationChange, "groupMembershipClaims" | "optionalClaims"> {
  const hasGroups = reader.has("groupMembershipClaims");
  const groups = reader.text("groupMembershipClaims");
  if (groups !== undefined && !GROUP_CLAIMS.includes(groups)) {
    throw reader.invalid("groupMembershipClaims");
  }
  const hasClaims = reader.has("optionalClaims");
  const claims = reader.object("optionalClaims", true);
  const idToken = claims === undefined ? [] : readClaimList(claims, "idToken");
  const accessToken = claims === undefined ? [] : readClaimList(claims, "accessToken");
  claims?.requireUnset("saml2Token");
  claims?.requireEnd();
  return {
    ...(hasGroups && {
      groupMembershipClaims: groups as GroupMembershipClaims | undefined,
    }),
    ...(hasClaims && {
      optionalClaims: claims === undefined ? undefined : { idToken, accessToken },
    }),
  };
}

function readClaimList(claims: BodyReader, name: string) {
  return (claims.objects(name) ?? []).map((claim) => {
    const read = {
      name: claim.text("name") ?? "",
      additionalProperties: claim.texts("additionalProperties") ?? [],
    };
    claim.requireUnset("source", "essential");
    claim.requireEnd();
    if (read.name === "") throw claim.invalid("name");
    return read;
  });
}

function readNeeds(reader: BodyReader): Pick<RegistrationChange, "requiredResourceAccess"> {
  const needs = reader.objects("requiredResourceAccess")?.map((need) => {
    const resourceAppId = need.text("resourceAppId") ?? "";
    const permissions = (need.objects("resourceAccess") ?? []).map((permission) => {
      const id = permission.text("id") ?? "";
      const type = permission.text("type");
      permission.requireEnd();
      if (type !== "Scope" && type !== "Role") throw permission.invalid("type");
      return { id, type };
    });
    need.requireEnd();
    const idsOf = (wanted: string): readonly string[] =>
      permissions.filter(({ type }) => type === wanted).map(({ id }) => id);
    return { resourceAppId, scopes: idsOf("Scope"), roles: idsOf("Role") };
  });
  return needs === undefined ? {} : { requiredResourceAccess: needs };
}

/** What is only shown; a property that is null is shown no more. */
function readDetails(reader: BodyReader): NonNullable<RegistrationChange["details"]> {
  const details: Record<string, string | readonly string[] | null> = {};
  const tags = reader.texts("tags");
  if (tags !== undefined) details["tags"] = tags;
  for (const name of ["notes", "description", "serviceManagementReference"]) {
    if (reader.has(name)) details[name] = reader.text(name) ?? null;
  }
  const info = reader.object("info", true);
  for (const name of ["marketingUrl", "privacyStatementUrl", "supportUrl", "termsOfServiceUrl"]) {
    if (info?.has(name)) details[name] = info.text(name) ?? null;
  }
  info?.requireUnset("logoUrl");
  info?.requireEnd();
  return details;
}

/** The setting that every registration has; there are no minors here to apply another to. */
function readParentalControl(reader: BodyReader): void {
  const settings = reader.object("parentalControlSettings", true);
  if (settings === undefined) return;
  settings.requireUnset("countriesBlockedForMinors");
  if (settings.text("legalAgeGroupRule") !== "Allow") throw settings.invalid("legalAgeGroupRule");
  settings.requireEnd();
}
