import type { AppRoleAssignmentObject, DelegatedGrantObject } from "../../identity/index.ts";
import { supports } from "../odata/supports.ts";
import { defineEntity, type Entity, moment } from "./entity.ts";

/** Source: Microsoft Graph v1.0, oAuth2PermissionGrant. */
export const delegatedGrantEntity: Entity<DelegatedGrantObject, "delegatedGrants"> = defineEntity({
  type: "oAuth2PermissionGrant",
  set: "oauth2PermissionGrants",
  kind: "delegatedGrants",
  properties: [
    { name: "clientId", isDefault: true, column: "clientId", filter: supports.id },
    { name: "consentType", isDefault: true, column: "consentType", filter: supports.word },
    { name: "id", isDefault: true, column: "id", filter: supports.id },
    { name: "principalId", isDefault: true, column: "principalId", filter: supports.id },
    { name: "resourceId", isDefault: true, column: "resourceId", filter: supports.id },
    { name: "scope", isDefault: true },
  ],
  objects: (identity) => identity.objects.delegatedGrants,
  render: (grant) => ({
    clientId: grant.clientId,
    consentType: grant.principalId === undefined ? "AllPrincipals" : "Principal",
    id: grant.id,
    principalId: grant.principalId,
    resourceId: grant.resourceId,
    scope: grant.scopes.join(" "),
  }),
});

const PRINCIPAL_TYPES = {
  user: "User",
  group: "Group",
  servicePrincipal: "ServicePrincipal",
} as const;

/** Source: Microsoft Graph v1.0, appRoleAssignment. */
export const appRoleAssignmentEntity: Entity<AppRoleAssignmentObject, "appRoleAssignments"> =
  defineEntity({
    type: "appRoleAssignment",
    set: "appRoleAssignments",
    kind: "appRoleAssignments",
    properties: [
      { name: "id", isDefault: true, column: "id", filter: supports.id },
      { name: "deletedDateTime", isDefault: true },
      { name: "appRoleId", isDefault: true, column: "appRoleId", filter: supports.id },
      { name: "createdDateTime", isDefault: true },
      { name: "principalDisplayName", isDefault: true },
      { name: "principalId", isDefault: true, column: "principalId", filter: supports.id },
      { name: "principalType", isDefault: true },
      { name: "resourceDisplayName", isDefault: true },
      { name: "resourceId", isDefault: true, column: "resourceId", filter: supports.id },
    ],
    objects: (identity) => identity.objects.appRoleAssignments,
    render: (assignment) => ({
      id: assignment.id,
      appRoleId: assignment.appRoleId,
      createdDateTime: moment(assignment.createdAt),
      principalDisplayName: assignment.principal?.name,
      principalId: assignment.principalId,
      principalType:
        assignment.principal === undefined ? null : PRINCIPAL_TYPES[assignment.principal.kind],
      resourceDisplayName: assignment.resourceName,
      resourceId: assignment.resourceId,
    }),
  });
