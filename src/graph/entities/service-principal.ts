import type { ServicePrincipalObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { keyCredential, passwordCredential } from "./credential-shapes.ts";
import { defineEntity, type Entity, moment } from "./entity.ts";
import { displayNameProperty, idProperty } from "./shared-properties.ts";
import { appRole, permissionScope, profile } from "./shared-shapes.ts";

const VALUED = [
  "deletedDateTime",
  "alternativeNames",
  "appDescription",
  "appDisplayName",
  "applicationTemplateId",
  "appOwnerOrganizationId",
  "createdDateTime",
  "description",
  "disabledByMicrosoftStatus",
  "homepage",
  "loginUrl",
  "logoutUrl",
  "notes",
  "notificationEmailAddresses",
  "preferredSingleSignOnMode",
  "preferredTokenSigningKeyThumbprint",
  "replyUrls",
  "signInAudience",
  "tokenEncryptionKeyId",
  "samlSingleSignOnSettings",
  "addIns",
  "appRoles",
  "info",
  "keyCredentials",
  "oauth2PermissionScopes",
  "passwordCredentials",
  "resourceSpecificApplicationPermissions",
  "verifiedPublisher",
];

/** Source: Microsoft Graph v1.0, servicePrincipal. */
export const servicePrincipalEntity: Entity<ServicePrincipalObject, "servicePrincipals"> =
  defineEntity({
    type: "servicePrincipal",
    set: "servicePrincipals",
    kind: "servicePrincipals",
    properties: [
      idProperty,
      { name: "appId", isDefault: true, column: "appId", filter: supports.id },
      displayNameProperty("advanced"),
      { name: "accountEnabled", isDefault: true, column: "accountEnabled", filter: supports.flag },
      {
        name: "servicePrincipalNames",
        isDefault: true,
        collection: "servicePrincipalNames",
        filter: supports.texts,
      },
      {
        name: "servicePrincipalType",
        isDefault: true,
        column: "servicePrincipalType",
        filter: supports.word,
      },
      {
        name: "appRoleAssignmentRequired",
        isDefault: true,
        column: "appRoleAssignmentRequired",
        filter: supports.flag,
      },
      { name: "tags", isDefault: true, collection: "tags", filter: supports.texts },
      ...VALUED.map((name) => ({ name, isDefault: true })),
    ],
    objects: (identity) => identity.objects.servicePrincipals,
    render: (principal) => ({
      id: principal.objectId,
      appId: principal.appId,
      displayName: principal.displayName,
      appDisplayName: principal.appDisplayName,
      accountEnabled: principal.isEnabled,
      createdDateTime: moment(principal.createdAt),
      appOwnerOrganizationId: principal.homeTenantId,
      servicePrincipalType: principal.kind,
      servicePrincipalNames: [...new Set([principal.appId, ...principal.identifierUris])],
      signInAudience: principal.signInAudience,
      alternativeNames: alternativeNames(principal),
      appRoleAssignmentRequired: principal.requiresAssignment,
      appRoles: principal.appRoles.map(appRole),
      oauth2PermissionScopes: principal.scopes.map(permissionScope),
      replyUrls: principal.replyUrls,
      ...described(principal),
      addIns: [],
      info: profile(principal.registered),
      keyCredentials: principal.keys.map(keyCredential),
      passwordCredentials: principal.passwords.map(passwordCredential),
      resourceSpecificApplicationPermissions: [],
      verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    }),
  });

/** What is said of it in its tenant; where that says nothing, what its registration says. */
function described({ details, registered, logoutUrl }: ServicePrincipalObject) {
  return {
    appDescription: registered.description,
    description: details.description,
    homepage: details.homepage ?? registered.homePageUrl,
    loginUrl: details.loginUrl,
    logoutUrl,
    notes: details.notes,
    notificationEmailAddresses: details.notificationEmailAddresses ?? [],
    preferredSingleSignOnMode: details.preferredSingleSignOnMode,
    // Source: Microsoft Graph, application.tags: they are its service principals' as well.
    tags: [...new Set([...(registered.tags ?? []), ...(details.tags ?? [])])],
  };
}

/** Source: managed identities in any tenant: how they are tied to their resource. */
function alternativeNames({ resourceId, assignment }: ServicePrincipalObject): readonly string[] {
  if (resourceId === undefined) return [];
  return [`isExplicit=${assignment === "user" ? "True" : "False"}`, resourceId];
}
