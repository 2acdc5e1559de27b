import type { ApplicationObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { keyCredential, passwordCredential } from "./credential-shapes.ts";
import { defineEntity, type Entity, moment } from "./entity.ts";
import { displayNameProperty, idProperty } from "./shared-properties.ts";
import { appRole, permissionScope, profile } from "./shared-shapes.ts";

const VALUED = [
  "deletedDateTime",
  "applicationTemplateId",
  "description",
  "disabledByMicrosoftStatus",
  "groupMembershipClaims",
  "isDeviceOnlyAuthSupported",
  "isFallbackPublicClient",
  "notes",
  "publisherDomain",
  "samlMetadataUrl",
  "serviceManagementReference",
  "tokenEncryptionKeyId",
  "addIns",
  "api",
  "appRoles",
  "info",
  "keyCredentials",
  "optionalClaims",
  "parentalControlSettings",
  "passwordCredentials",
  "publicClient",
  "requiredResourceAccess",
  "verifiedPublisher",
  "web",
  "spa",
];

/** Source: Microsoft Graph v1.0, application. */
export const applicationEntity: Entity<ApplicationObject, "applications"> = defineEntity({
  type: "application",
  set: "applications",
  kind: "applications",
  properties: [
    idProperty,
    { name: "appId", isDefault: true, column: "appId", filter: supports.id },
    {
      name: "createdDateTime",
      isDefault: true,
      column: "createdDateTime",
      filter: supports.moment,
      order: "advanced",
    },
    displayNameProperty("advanced"),
    {
      name: "identifierUris",
      isDefault: true,
      collection: "identifierUris",
      filter: supports.texts,
    },
    { name: "signInAudience", isDefault: true, column: "signInAudience", filter: supports.word },
    { name: "tags", isDefault: true, collection: "tags", filter: supports.texts },
    ...VALUED.map((name) => ({ name, isDefault: true })),
  ],
  objects: (identity) => identity.objects.applications,
  render: renderApplication,
});

function renderApplication(app: ApplicationObject): Readonly<Record<string, unknown>> {
  return {
    id: app.objectId,
    appId: app.appId,
    displayName: app.displayName,
    createdDateTime: moment(app.createdAt),
    identifierUris: app.identifierUris,
    signInAudience: app.signInAudience,
    isFallbackPublicClient: app.isPublicClient ? true : null,
    groupMembershipClaims: app.settings.groupMembershipClaims,
    tags: app.details.tags ?? [],
    notes: app.details.notes,
    description: app.details.description,
    serviceManagementReference: app.details.serviceManagementReference,
    addIns: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: app.tokenVersion === 2 ? 2 : null,
      oauth2PermissionScopes: app.scopes.map(permissionScope),
      preAuthorizedApplications: app.preAuthorized.map(({ clientAppId, permissionIds }) => ({
        appId: clientAppId,
        delegatedPermissionIds: permissionIds,
      })),
    },
    appRoles: app.appRoles.map(appRole),
    info: profile(app.details),
    keyCredentials: app.keys.map(keyCredential),
    passwordCredentials: app.passwords.map(passwordCredential),
    optionalClaims: optionalClaims(app),
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
    publicClient: { redirectUris: redirectUris(app, "publicClient") },
    requiredResourceAccess: app.settings.requiredResourceAccess.map((need) => ({
      resourceAppId: need.resourceAppId,
      resourceAccess: [
        ...need.scopes.map((id) => ({ id, type: "Scope" })),
        ...need.roles.map((id) => ({ id, type: "Role" })),
      ],
    })),
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    web: {
      homePageUrl: app.details.homePageUrl ?? null,
      logoutUrl: app.settings.logoutUrl ?? null,
      redirectUris: redirectUris(app, "web"),
      implicitGrantSettings: {
        enableAccessTokenIssuance: app.settings.allowsImplicitAccessToken,
        enableIdTokenIssuance: app.settings.allowsImplicitIdToken,
      },
      redirectUriSettings: redirectUris(app, "web").map((uri) => ({ uri, index: null })),
    },
    spa: { redirectUris: redirectUris(app, "spa") },
  };
}

function redirectUris(app: ApplicationObject, platform: string): readonly string[] {
  return app.redirectUris.filter((one) => one.platform === platform).map(({ uri }) => uri);
}

function optionalClaims({ settings }: ApplicationObject): unknown {
  const claims = settings.optionalClaims;
  if (claims === undefined) return null;
  const written = (list: typeof claims.idToken): unknown =>
    list.map(({ name, additionalProperties }) => ({
      name,
      source: null,
      essential: false,
      additionalProperties,
    }));
  return {
    idToken: written(claims.idToken),
    accessToken: written(claims.accessToken),
    saml2Token: [],
  };
}
