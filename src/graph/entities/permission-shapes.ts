import { memberTypesOf, type Permission } from "../../identity/index.ts";

/** An app role in Graph's form. */
export function appRole(role: Permission): Readonly<Record<string, unknown>> {
  return {
    allowedMemberTypes: memberTypesOf(role),
    description: role.description ?? role.displayName,
    displayName: role.displayName,
    id: role.id,
    isEnabled: true,
    origin: "Application",
    value: role.value,
  };
}

/** A delegated permission in Graph's form. */
export function permissionScope(scope: Permission): Readonly<Record<string, unknown>> {
  const description = scope.description ?? scope.displayName;
  return {
    adminConsentDescription: description,
    adminConsentDisplayName: scope.displayName,
    id: scope.id,
    isEnabled: true,
    type: scope.isAdminOnly === true ? "Admin" : "User",
    userConsentDescription: description,
    userConsentDisplayName: scope.displayName,
    value: scope.value,
  };
}
