import { memberTypesOf, type Permission, type RegistrationDetails } from "../../identity/index.ts";

/** An app role in Graph's form. */
export function appRole(role: Permission): Readonly<Record<string, unknown>> {
  return {
    allowedMemberTypes: memberTypesOf(role),
    description: role.description ?? role.displayName,
    displayName: role.displayName,
    id: role.id,
    isEnabled: role.isEnabled ?? true,
    origin: "Application",
    value: role.value,
  };
}

/** A delegated permission in Graph's form. */
export function permissionScope(scope: Permission): Readonly<Record<string, unknown>> {
  return {
    adminConsentDescription: scope.description ?? null,
    adminConsentDisplayName: scope.displayName,
    id: scope.id,
    isEnabled: scope.isEnabled ?? true,
    type: scope.isAdminOnly === true ? "Admin" : "User",
    userConsentDescription: scope.userConsentDescription ?? null,
    userConsentDisplayName: scope.userConsentDisplayName ?? null,
    value: scope.value,
  };
}

/** Source: Microsoft Graph v1.0, informationalUrl. */
export function profile(details: RegistrationDetails): Readonly<Record<string, string | null>> {
  return {
    logoUrl: null,
    marketingUrl: details.marketingUrl ?? null,
    privacyStatementUrl: details.privacyStatementUrl ?? null,
    supportUrl: details.supportUrl ?? null,
    termsOfServiceUrl: details.termsOfServiceUrl ?? null,
  };
}
