import type { ServicePrincipalObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { defineEntity, type Entity, moment } from "./entity.ts";
import { appRole, permissionScope } from "./permission-shapes.ts";

const VALUED = [
  "deletedDateTime",
  "alternativeNames",
  "appDescription",
  "appDisplayName",
  "applicationTemplateId",
  "appOwnerOrganizationId",
  "appRoleAssignmentRequired",
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
  "tags",
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
      { name: "id", isDefault: true, column: "id", filter: supports.id },
      { name: "appId", isDefault: true, column: "appId", filter: supports.id },
      {
        name: "displayName",
        isDefault: true,
        column: "displayName",
        filter: supports.name,
        order: "advanced",
        isSearchable: true,
      },
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
      appRoleAssignmentRequired: false,
      appRoles: principal.appRoles.map(appRole),
      oauth2PermissionScopes: principal.scopes.map(permissionScope),
      replyUrls: principal.replyUrls,
      notificationEmailAddresses: [],
      tags: [],
      addIns: [],
      info: {
        logoUrl: null,
        marketingUrl: null,
        privacyStatementUrl: null,
        supportUrl: null,
        termsOfServiceUrl: null,
      },
      keyCredentials: [],
      passwordCredentials: [],
      resourceSpecificApplicationPermissions: [],
      verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    }),
  });

/** Source: managed identities in any tenant: how they are tied to their resource. */
function alternativeNames({ resourceId, assignment }: ServicePrincipalObject): readonly string[] {
  if (resourceId === undefined) return [];
  return [`isExplicit=${assignment === "user" ? "True" : "False"}`, resourceId];
}
