import type { PersonNames } from "../storage/index.ts";
import {
  type Application,
  type ApplicationChange,
  type ApplicationDraft,
  createApplication,
  updateApplication,
} from "./applications.ts";
import {
  changeApplication,
  deleteApplication,
  deleteServicePrincipal,
  type ObjectName,
  type RegistrationChange,
  registerApplication,
} from "./change-application.ts";
import {
  createScopeGrant,
  type GrantName,
  removeAppRoleAssignment,
  removeScopeGrant,
  type ScopeGrant,
  setGrantedScopes,
} from "./change-grants.ts";
import { changeGroup, deleteGroup, type GroupChange } from "./change-groups.ts";
import { addOwner, type Ownership, removeOwner } from "./change-owners.ts";
import { changeUserNames, deleteUser } from "./change-users.ts";
import type { CredentialPlace } from "./credential-owner.ts";
import { purgeObject, restoreObject } from "./deleted-objects/restore-object.ts";
import {
  assignDirectoryRole,
  type DirectoryRoleGrant,
  isAdministrator,
  unassignDirectoryRole,
} from "./directory-roles.ts";
import {
  addFederatedCredential,
  changeFederatedCredential,
  type FederatedCredential,
  type FederatedCredentialDraft,
  removeFederatedCredential,
} from "./federated-credentials.ts";
import type { FirstParty } from "./first-party.ts";
import {
  addGroupMember,
  createGroup,
  type Group,
  type GroupDraft,
  type GroupMember,
  removeGroupMember,
} from "./groups.ts";
import {
  addKeyCredential,
  type KeyCredential,
  type KeyCredentialDraft,
  removeKeyCredential,
} from "./key-credentials.ts";
import {
  createManagedIdentity,
  findManagedIdentity,
  type ManagedIdentity,
  type ManagedIdentityDraft,
  type ManagedIdentitySelector,
} from "./managed-identities.ts";
import {
  addPassword,
  type NewPassword,
  type PasswordDraft,
  removePassword,
} from "./password-credentials.ts";
import { type PossessionClaim, requirePossession } from "./prove-possession.ts";
import {
  type AppRoleGrant,
  changeServicePrincipal,
  createServicePrincipal,
  findPrincipal,
  grantAppRole,
  type NamedPrincipal,
  type ServicePrincipal,
  type ServicePrincipalChange,
  type ServicePrincipalDraft,
} from "./service-principals.ts";
import { isSpaOrigin } from "./spa-origin.ts";
import { createTenant, type Tenant, type TenantDraft } from "./tenants.ts";
import type { UserDependencies } from "./users.ts";
import {
  createUser,
  findUserByName,
  setPassword,
  setUserEnabled,
  type User,
  type UserDraft,
} from "./users.ts";

/** What is made, changed and found in the directory, without a token. */
export interface DirectoryOperations {
  createTenant(draft: TenantDraft): Promise<Tenant>;
  findTenant(id: string): Promise<Tenant | undefined>;
  createApplication(draft: ApplicationDraft): Promise<Application>;
  updateApplication(change: ApplicationChange): Promise<void>;
  /** Registers an application; `ownerId` may manage it besides administrators. */
  registerApplication(
    draft: Pick<ApplicationDraft, "tenantId" | "displayName">,
    change: RegistrationChange,
    ownerId: string | undefined,
  ): Promise<Application>;
  changeApplication(name: ObjectName, change: RegistrationChange): Promise<void>;
  deleteApplication(name: ObjectName): Promise<void>;
  deleteServicePrincipal(name: ObjectName): Promise<void>;
  /** Puts a deleted object back as it was. */
  restoreObject(name: ObjectName): Promise<void>;
  /** Forgets a deleted object for good. */
  purgeObject(name: ObjectName): Promise<void>;
  /** Grants delegated permissions by object ids; gives the grant's id. */
  createScopeGrant(grant: ScopeGrant): Promise<string>;
  setGrantedScopes(name: GrantName, scopes: readonly string[]): Promise<void>;
  removeScopeGrant(name: GrantName): Promise<void>;
  removeAppRoleAssignment(name: GrantName): Promise<void>;
  addOwner(ownership: Ownership): Promise<void>;
  removeOwner(ownership: Ownership): Promise<void>;
  changeGroup(name: ObjectName, change: GroupChange): Promise<void>;
  deleteGroup(name: ObjectName): Promise<void>;
  changeUserNames(name: ObjectName, names: PersonNames): Promise<void>;
  deleteUser(name: ObjectName): Promise<void>;
  /** Whether a single-page application of any tenant is registered at an origin. */
  isSpaOrigin(origin: string): Promise<boolean>;
  createServicePrincipal(draft: ServicePrincipalDraft): Promise<ServicePrincipal>;
  setServicePrincipalEnabled(change: {
    readonly tenantId: string;
    readonly objectId: string;
    readonly isEnabled: boolean;
  }): Promise<void>;
  changeServicePrincipal(name: ObjectName, change: ServicePrincipalChange): Promise<void>;
  createManagedIdentity(draft: ManagedIdentityDraft): Promise<ManagedIdentity>;
  findManagedIdentity(selector: ManagedIdentitySelector): Promise<ManagedIdentity | undefined>;
  addPassword(draft: PasswordDraft): Promise<NewPassword>;
  removePassword(password: CredentialPlace & { readonly keyId: string }): Promise<void>;
  addKeyCredential(draft: KeyCredentialDraft): Promise<KeyCredential>;
  removeKeyCredential(key: CredentialPlace & { readonly keyId: string }): Promise<void>;
  /** Fails unless somebody who asks has the private key of one of the owner's certificates. */
  requirePossession(claim: PossessionClaim): Promise<void>;
  addFederatedCredential(draft: FederatedCredentialDraft): Promise<FederatedCredential>;
  changeFederatedCredential(
    changed: FederatedCredentialDraft & { readonly id: string },
  ): Promise<void>;
  removeFederatedCredential(credential: {
    readonly tenantId: string;
    readonly applicationObjectId: string;
    readonly id: string;
  }): Promise<void>;
  grantAppRole(grant: AppRoleGrant): Promise<void>;
  createGroup(draft: GroupDraft): Promise<Group>;
  addGroupMember(member: GroupMember): Promise<void>;
  removeGroupMember(member: GroupMember): Promise<void>;
  assignDirectoryRole(grant: DirectoryRoleGrant): Promise<void>;
  unassignDirectoryRole(grant: DirectoryRoleGrant): Promise<void>;
  /** Whether a user may consent for all users of the tenant. */
  isAdministrator(tenantId: string, userObjectId: string): Promise<boolean>;
  createUser(draft: UserDraft): Promise<User>;
  findUserByName(tenantId: string, userPrincipalName: string): Promise<User | undefined>;
  setPassword(change: {
    readonly tenantId: string;
    readonly objectId: string;
    readonly password: string;
  }): Promise<void>;
  setUserEnabled(change: {
    readonly tenantId: string;
    readonly objectId: string;
    readonly isEnabled: boolean;
  }): Promise<void>;
  findPrincipal(tenantId: string, objectId: string): Promise<NamedPrincipal | undefined>;
}

export function directoryOperations(deps: UserDependencies, own: FirstParty): DirectoryOperations {
  const { directory } = deps;
  return {
    createTenant: (draft) => createTenant(deps, draft),
    findTenant: (id) => directory.read.tenants.find(id.toLowerCase()),
    createApplication: (draft) => createApplication(deps, own, draft),
    updateApplication: (change) => updateApplication(deps, change),
    registerApplication: (draft, change, ownerId) =>
      registerApplication(deps, own, draft, change, ownerId),
    changeApplication: (name, change) => changeApplication(deps, own, name, change),
    deleteApplication: (name) => deleteApplication(deps, name),
    deleteServicePrincipal: (name) => deleteServicePrincipal(deps, name),
    restoreObject: (name) => restoreObject(deps, own, name),
    purgeObject: (name) => purgeObject(deps, name),
    createScopeGrant: (grant) => createScopeGrant({ ...deps, firstParty: own }, grant),
    setGrantedScopes: (name, scopes) =>
      setGrantedScopes({ ...deps, firstParty: own }, name, scopes),
    removeScopeGrant: (name) => removeScopeGrant(deps, name),
    removeAppRoleAssignment: (name) => removeAppRoleAssignment(deps, name),
    addOwner: (ownership) => addOwner(deps, ownership),
    removeOwner: (ownership) => removeOwner(deps, ownership),
    changeGroup: (name, change) => changeGroup(deps, name, change),
    deleteGroup: (name) => deleteGroup(deps, name),
    changeUserNames: (name, names) => changeUserNames(deps, name, names),
    deleteUser: (name) => deleteUser(deps, name),
    isSpaOrigin: (origin) => isSpaOrigin(directory, origin),
    createServicePrincipal: (draft) => createServicePrincipal(deps, own, draft),
    setServicePrincipalEnabled: ({ isEnabled, ...name }) =>
      changeServicePrincipal(deps, name, { isEnabled }),
    changeServicePrincipal: (name, change) => changeServicePrincipal(deps, name, change),
    createManagedIdentity: (draft) => createManagedIdentity(deps, own, draft),
    findManagedIdentity: (selector) => findManagedIdentity(directory, selector),
    addPassword: (draft) => addPassword(deps, draft),
    removePassword: (password) => removePassword(deps, password),
    addKeyCredential: (draft) => addKeyCredential(deps, draft),
    removeKeyCredential: (key) => removeKeyCredential(deps, key),
    requirePossession: (claim) => requirePossession(deps, claim),
    addFederatedCredential: (draft) => addFederatedCredential(deps, draft),
    changeFederatedCredential: (changed) => changeFederatedCredential(deps, changed),
    removeFederatedCredential: (credential) => removeFederatedCredential(deps, credential),
    grantAppRole: (grant) => grantAppRole(deps, own, grant),
    createGroup: (draft) => createGroup(deps, draft),
    addGroupMember: (member) => addGroupMember(deps, member),
    removeGroupMember: (member) => removeGroupMember(deps, member),
    assignDirectoryRole: (grant) => assignDirectoryRole(deps, grant),
    unassignDirectoryRole: (grant) => unassignDirectoryRole(deps, grant),
    isAdministrator: (tenantId, userId) => isAdministrator(directory, tenantId, userId),
    createUser: (draft) => createUser(deps, draft),
    findUserByName: (tenantId, name) => findUserByName(deps, tenantId, name),
    setPassword: (change) => setPassword(deps, change),
    setUserEnabled: (change) => setUserEnabled(deps, change),
    findPrincipal: (tenantId, objectId) => findPrincipal(directory, own, tenantId, objectId),
  };
}
