import { type FailureRow, fact, row } from "./failure-row.ts";

const invalid = (property: string, type = "Application"): FailureRow =>
  row(
    400,
    "Request_BadRequest",
    () => `Invalid value specified for property '${property}' of resource '${type}'.`,
  );

const missing = (name: string): FailureRow =>
  row(
    404,
    "Request_ResourceNotFound",
    (facts) =>
      `Resource '${fact(facts, name)}' does not exist or one of its queried reference-property ` +
      "objects are not present.",
  );

/** Refusals of the identity room that calls of this surface meet. */
export const identityFailures: Readonly<Record<string, FailureRow>> = {
  "identity/guid-malformed": row(
    400,
    "Request_BadRequest",
    (facts) => `Invalid GUID:${fact(facts, "value").slice(0, 100)}`,
  ),
  "identity/display-name-malformed": invalid("displayName"),
  "identity/application-not-found": row(
    404,
    "Request_ResourceNotFound",
    (facts) =>
      `Resource '${facts["objectId"] ?? fact(facts, "appId")}' does not exist or one of its ` +
      "queried reference-property objects are not present.",
  ),
  "identity/application-exists": row(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    () => "Another object with the same value for property appId already exists.",
  ),
  "identity/application-single-tenant": row(
    403,
    "Authorization_RequestDenied",
    () => "The application is registered for its own organization alone.",
  ),
  "identity/tenant-not-found": missing("tenant"),
  "identity/service-principal-exists": row(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    (facts) =>
      `The service principal cannot be created, updated, or restored because the service ` +
      `principal name ${fact(facts, "appId")} is already in use.`,
  ),
  "identity/deleted-object-missing": missing("objectId"),
  "identity/deleted-objects-too-many": row(
    403,
    "Directory_QuotaExceeded",
    () => "The directory has too many deleted objects: delete some of them permanently.",
  ),
  "identity/service-principal-not-found": missing("objectId"),
  "identity/identifier-uri-malformed": invalid("identifierUris"),
  "identity/identifier-uri-taken": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Another object with the same value for property identifierUris already exists: ` +
      `'${fact(facts, "uri").slice(0, 255)}'.`,
  ),
  "identity/details-too-large": row(
    400,
    "Request_BadRequest",
    (facts) => `Invalid value specified for property '${fact(facts, "property")}'.`,
  ),
  "identity/redirect-uris-too-many": invalid("redirectUris"),
  "identity/redirect-uri-malformed": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Invalid value specified for property 'redirectUris' of resource 'Application': ` +
      `it ${fact(facts, "reason")}.`,
  ),
  "identity/redirect-uri-repeated": invalid("redirectUris"),
  "identity/logout-url-malformed": invalid("logoutUrl"),
  "identity/resource-access-too-much": invalid("requiredResourceAccess"),
  "identity/token-lifetime-out-of-range": invalid("accessTokenLifetime"),
  "identity/optional-claims-too-many": invalid("optionalClaims"),
  "identity/group-claims-unsupported": invalid("groupMembershipClaims"),
  "identity/optional-claim-unsupported": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Lazurite does not serve the optional claim '${fact(facts, "claim").slice(0, 100)}'.`,
  ),
  "identity/optional-claim-property-unsupported": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Lazurite does not serve a property of the optional claim ` +
      `'${fact(facts, "claim").slice(0, 100)}'.`,
  ),
  "identity/permission-malformed": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Invalid permission '${fact(facts, "permission").slice(0, 100)}': ${fact(facts, "reason")}.`,
  ),
  "identity/permission-enabled": row(
    400,
    "CannotDeleteOrUpdateEnabledEntitlement",
    () => "Permission (scope or role) cannot be deleted or updated unless disabled first.",
  ),
  "identity/scope-unknown": row(
    400,
    "InvalidValue",
    (facts) =>
      `Property api.preAuthorizedApplications names an unknown permission '${fact(facts, "scope").slice(0, 100)}'.`,
  ),
  "identity/credential-lifetime": row(
    400,
    "Request_BadRequest",
    () => "The end of a credential is after its start.",
  ),
  "identity/credential-name": row(
    400,
    "Request_BadRequest",
    () => "Invalid value specified for property 'displayName' of a credential: it is too long.",
  ),
  "identity/credential-fixed": row(
    400,
    "Request_BadRequest",
    (facts) => `Update to existing credential with KeyId '${fact(facts, "keyId")}' is not allowed.`,
  ),
  "identity/password-brought": row(
    400,
    "Request_BadRequest",
    () => "New password credentials must be generated with service actions.",
  ),
  "identity/key-start": row(
    400,
    "Request_BadRequest",
    () => "Key credential start date is invalid.",
  ),
  "identity/key-end": row(400, "Request_BadRequest", () => "Key credential end date is invalid."),
  "identity/key-identifier": row(
    400,
    "Request_BadRequest",
    () => "customKeyIdentifier of a certificate is its SHA-1 thumbprint.",
  ),
  "identity/possession-no-key": row(
    400,
    "Request_BadRequest",
    () => "The object has no valid certificate by which possession could be proven.",
  ),
  "identity/possession-unproven": row(
    401,
    "Authentication_MissingOrMalformed",
    () => "Access Token missing or malformed.",
  ),
  "identity/credentials-too-many": row(
    400,
    "Directory_QuotaExceeded",
    () => "The application has too many credentials.",
  ),
  "identity/credential-not-found": row(
    400,
    "Request_BadRequest",
    () => "No credential found to be removed with the given keyId.",
  ),
  "identity/credential-exists": row(
    400,
    "Request_BadRequest",
    () => "The credential is there already.",
  ),
  "identity/user-property-malformed": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Invalid value specified for property '${fact(facts, "property")}' of resource 'User'.`,
  ),
  "identity/user-name-malformed": invalid("userPrincipalName", "User"),
  "identity/user-name-domain": row(
    400,
    "Request_BadRequest",
    () =>
      "The domain portion of the userPrincipalName property is invalid. You must use one of " +
      "the verified domain names in your organization.",
  ),
  "identity/user-exists": row(
    400,
    "Request_BadRequest",
    () => "Another object with the same value for property userPrincipalName already exists.",
  ),
  "identity/password-weak": row(
    400,
    "Request_BadRequest",
    () =>
      "The specified password does not comply with password complexity requirements. Please " +
      "provide a different password.",
  ),
  "identity/password-checks-waiting": row(
    503,
    "Service_Unavailable",
    () => "Too many passwords are waiting to be hashed. Please try again.",
  ),
  "identity/user-missing": missing("objectId"),
  "identity/principal-not-found": missing("objectId"),
  "identity/group-not-found": missing("objectId"),
  "identity/group-member-missing": missing("objectId"),
  "identity/owner-missing": missing("objectId"),
  "identity/grant-not-found": missing("id"),
  "identity/owner-exists": row(
    400,
    "Request_BadRequest",
    () =>
      "One or more added object references already exist for the following modified properties: " +
      "'owners'.",
  ),
  "identity/owners-too-many": row(
    403,
    "Directory_QuotaExceeded",
    () => "The object has too many owners.",
  ),
  "identity/group-exists": row(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    () => "Another object with the same id already exists.",
  ),
  "identity/groups-too-many": row(
    403,
    "Directory_QuotaExceeded",
    () => "The directory has too many groups.",
  ),
  "identity/group-in-itself": row(
    400,
    "Request_BadRequest",
    () => "A group cannot be a member of itself.",
  ),
  "identity/group-name-malformed": row(
    400,
    "Request_BadRequest",
    (facts) =>
      `Invalid value specified for property '${fact(facts, "property")}' of resource 'Group'.`,
  ),
  "identity/grant-exists": row(
    409,
    "Request_MultipleObjectsWithSameKeyValue",
    () => "Permission entry already exists.",
  ),
  "identity/grant-scope-unknown": row(
    400,
    "Request_BadRequest",
    (facts) => `The resource offers no permission '${fact(facts, "scope").slice(0, 100)}'.`,
  ),
  "identity/app-role-member-type": row(
    400,
    "Request_BadRequest",
    () => "Permission being assigned was not found on application: it is not for such principals.",
  ),
  "identity/resource-not-found": missing("resource"),
  "identity/app-role-not-found": invalid("appRoleId", "AppRoleAssignment"),
  "identity/federated-credential-malformed": row(
    400,
    "Request_BadRequest",
    (facts) => `Property '${fact(facts, "property")}' is invalid.`,
  ),
  "identity/federated-issuer-insecure": row(
    400,
    "Request_BadRequest",
    () => "Property 'issuer' is invalid: it is an https URL, or http at a loopback address.",
  ),
  "identity/certificate-malformed": invalid("keyCredentials"),
  "identity/certificate-unsupported": invalid("keyCredentials"),
};
