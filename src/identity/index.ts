export {
  type Condition,
  type RegistrationDetails,
  type Relation,
  type SearchKind,
  type SearchPage,
  type SearchPosition,
  searchKey,
} from "../storage/index.ts";
export type {
  Application,
  ApplicationChange,
  ApplicationDraft,
  SignInAudience,
} from "./applications.ts";
export type { ObjectName, RegistrationChange, TrustedClient } from "./change-application.ts";
export { requireGroupNames } from "./change-groups.ts";
export { requireUserNames } from "./change-users.ts";
export type { AssertionUse } from "./client-auth/used-assertions.ts";
export type { DelegatedGrant, PreAuthorization } from "./consent.ts";
export type { CredentialPlace } from "./credential-owner.ts";
export type {
  AnyDeleted,
  DeletedApplication,
  DeletedServicePrincipal,
  DeletedUser,
  Deletion,
} from "./deleted-objects/deleted-objects.ts";
export type {
  AuditedKind,
  DirectoryActor,
  DirectoryAudit,
  DirectoryAuditEvent,
  PropertyChange,
} from "./directory-audit.ts";
export type { ApplicationObject } from "./directory-objects/application-objects.ts";
export type { KeyObject, PasswordObject } from "./directory-objects/credential-objects.ts";
export type { AnyObject, DirectoryObjects } from "./directory-objects/directory-objects.ts";
export type {
  AppRoleAssignmentObject,
  DelegatedGrantObject,
} from "./directory-objects/grant-objects.ts";
export type { GroupObject } from "./directory-objects/group-objects.ts";
export type { ObjectPage, ObjectSet, SearchColumnOf } from "./directory-objects/object-set.ts";
export type { ServicePrincipalObject } from "./directory-objects/service-principal-objects.ts";
export type { UserObject } from "./directory-objects/user-objects.ts";
export type { DirectoryRoleGrant } from "./directory-roles.ts";
export { directoryRoleIds } from "./directory-roles.ts";
export type { FederatedCredential, FederatedCredentialDraft } from "./federated-credentials.ts";
export type { ResourceAliases } from "./first-party.ts";
export { firstPartyAppIds } from "./first-party-apps.ts";
export type { Group, GroupDraft, GroupMember, Memberships } from "./groups.ts";
export { isGuid } from "./guid.ts";
export { createIdentity, type Identity, type IdentityDependencies } from "./identity.ts";
export { isFetchableUrl } from "./issuer-url.ts";
export type { KeyCredential, KeyCredentialDraft, KeyText } from "./key-credentials.ts";
export type { KeyRing, PublishedKey } from "./keys/key-ring.ts";
export type { KeyPlace } from "./keys/key-schedule.ts";
export type {
  ManagedIdentity,
  ManagedIdentityDraft,
  ManagedIdentitySelector,
} from "./managed-identities.ts";
export type {
  GroupMembershipClaims,
  OptionalClaim,
  OptionalClaims,
} from "./optional-claims.ts";
export type { NewPassword, PasswordDraft } from "./password-credentials.ts";
export { type MemberType, memberTypesOf, type Permission } from "./permission.ts";
export type { RedirectUri } from "./redirect-uris.ts";
export type { Registration, RegistrationDraft, RequiredResourceAccess } from "./registration.ts";
export type {
  AppRoleGrant,
  NamedPrincipal,
  ServicePrincipal,
  ServicePrincipalChange,
  ServicePrincipalDraft,
} from "./service-principals.ts";
export { DEFAULT_APP_ROLE_ID } from "./service-principals.ts";
export type { CredentialText, KeyEntry } from "./set-credentials.ts";
export type {
  ClientCredentialKind,
  SignInEvent,
  SignInEvents,
  SignInSubject,
} from "./sign-in-events.ts";
export type { SharedTenantName, TenantChoice } from "./tenant-name.ts";
export type { Tenant, TenantDraft } from "./tenants.ts";
export type {
  AuthorizationAnswer,
  AuthorizationRequest,
  ResponseType,
} from "./tokens/answer-authorization.ts";
export type { ManagedIdentityRequest } from "./tokens/issue-to-managed-identity.ts";
export type { IssuedToken, TokenRequest } from "./tokens/token-request.ts";
export type { IssuedUserTokens, UserTokenRequest } from "./tokens/user-token-request.ts";
export type { User, UserDraft } from "./users.ts";
