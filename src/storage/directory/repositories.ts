import type { Kysely } from "kysely";
import { ApplicationRepository } from "./application-repository.ts";
import { AsyncOperationRepository } from "./async-operation-repository.ts";
import { AuthorizationCodeRepository } from "./authorization-code-repository.ts";
import { BrowserSessionRepository } from "./browser-session-repository.ts";
import { CustomRoleRepository } from "./custom-role-repository.ts";
import { DelegatedGrantRepository } from "./delegated-grant-repository.ts";
import { DeletedObjectRepository } from "./deleted-object-repository.ts";
import { DeviceCodeRepository } from "./device-code-repository.ts";
import { DirectoryRoleRepository } from "./directory-role-repository.ts";
import { FederatedCredentialRepository } from "./federated-credential-repository.ts";
import { GrantRepository } from "./grant-repository.ts";
import { GroupRepository } from "./group-repository.ts";
import { KeyCredentialRepository } from "./key-credential-repository.ts";
import { LockRepository } from "./lock-repository.ts";
import { ManagedIdentityRepository } from "./managed-identity-repository.ts";
import { MembershipRepository } from "./membership-repository.ts";
import { MetaRepository } from "./meta-repository.ts";
import { ObjectOwnerRepository } from "./object-owner-repository.ts";
import { PasswordCredentialRepository } from "./password-credential-repository.ts";
import { PersonRepository } from "./person-repository.ts";
import { PredefinedTagRepository } from "./predefined-tag-repository.ts";
import { ProviderRegistrationRepository } from "./provider-registration-repository.ts";
import { RefreshTokenRepository } from "./refresh-token-repository.ts";
import { RegistrationRepository } from "./registration-repository.ts";
import { RelationRepository } from "./relation-repository.ts";
import { ResourceGroupRepository } from "./resource-group-repository.ts";
import { ResourceRepository } from "./resource-repository.ts";
import { RoleAssignmentRepository } from "./role-assignment-repository.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { DirectorySearch } from "./search/directory-search.ts";
import { ServicePrincipalRepository } from "./service-principal-repository.ts";
import { SigningKeyRepository } from "./signing-key-repository.ts";
import { SubscriptionRepository } from "./subscription-repository.ts";
import { TenantRepository } from "./tenant-repository.ts";
import { type UserChange, UserRepository } from "./user-repository.ts";

/** The aggregates of the store, one repository each, all bound to one connection or transaction. */
export interface Repositories {
  readonly meta: MetaRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly resourceGroups: ResourceGroupRepository;
  readonly resources: ResourceRepository;
  readonly asyncOperations: AsyncOperationRepository;
  readonly providerRegistrations: ProviderRegistrationRepository;
  readonly applications: ApplicationRepository;
  readonly passwordCredentials: PasswordCredentialRepository;
  readonly keyCredentials: KeyCredentialRepository;
  readonly federatedCredentials: FederatedCredentialRepository;
  readonly managedIdentities: ManagedIdentityRepository;
  readonly servicePrincipals: ServicePrincipalRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly tenants: TenantRepository;
  readonly users: UserRepository;
  readonly groups: GroupRepository;
  readonly directoryRoles: DirectoryRoleRepository;
  readonly delegatedGrants: DelegatedGrantRepository;
  readonly authorizationCodes: AuthorizationCodeRepository;
  readonly refreshTokens: RefreshTokenRepository;
  readonly deviceCodes: DeviceCodeRepository;
  readonly browserSessions: BrowserSessionRepository;
  readonly locks: LockRepository;
  readonly predefinedTags: PredefinedTagRepository;
  readonly roleAssignments: RoleAssignmentRepository;
  readonly customRoles: CustomRoleRepository;
  readonly search: DirectorySearch;
  readonly people: PersonRepository;
  readonly memberships: MembershipRepository;
  readonly grants: GrantRepository;
  readonly registrations: RegistrationRepository;
  readonly objectOwners: ObjectOwnerRepository;
  readonly relations: RelationRepository;
  readonly deletedObjects: DeletedObjectRepository;
}

/**
 * What sign-ins write all the time. Nothing of it is ever remembered outside the store, so that
 * writing it makes nobody forget clients, resources and grants.
 */
export interface SignInRepositories
  extends Pick<
    Repositories,
    "authorizationCodes" | "refreshTokens" | "deviceCodes" | "browserSessions"
  > {
  /** People's wrong passwords, and no more of them. */
  readonly users: {
    update(
      tenantId: string,
      objectId: string,
      change: Pick<UserChange, "failedAttempts" | "lockedUntil">,
    ): Promise<boolean>;
  };
}

/** Binds every repository to a connection or a transaction. */
export function bindRepositories(db: Kysely<DirectoryTables>): Repositories {
  return {
    meta: new MetaRepository(db),
    subscriptions: new SubscriptionRepository(db),
    resourceGroups: new ResourceGroupRepository(db),
    resources: new ResourceRepository(db),
    asyncOperations: new AsyncOperationRepository(db),
    providerRegistrations: new ProviderRegistrationRepository(db),
    applications: new ApplicationRepository(db),
    passwordCredentials: new PasswordCredentialRepository(db),
    keyCredentials: new KeyCredentialRepository(db),
    federatedCredentials: new FederatedCredentialRepository(db),
    managedIdentities: new ManagedIdentityRepository(db),
    servicePrincipals: new ServicePrincipalRepository(db),
    signingKeys: new SigningKeyRepository(db),
    tenants: new TenantRepository(db),
    users: new UserRepository(db),
    groups: new GroupRepository(db),
    directoryRoles: new DirectoryRoleRepository(db),
    delegatedGrants: new DelegatedGrantRepository(db),
    authorizationCodes: new AuthorizationCodeRepository(db),
    refreshTokens: new RefreshTokenRepository(db),
    deviceCodes: new DeviceCodeRepository(db),
    browserSessions: new BrowserSessionRepository(db),
    locks: new LockRepository(db),
    predefinedTags: new PredefinedTagRepository(db),
    roleAssignments: new RoleAssignmentRepository(db),
    customRoles: new CustomRoleRepository(db),
    search: new DirectorySearch(db),
    people: new PersonRepository(db),
    memberships: new MembershipRepository(db),
    grants: new GrantRepository(db),
    registrations: new RegistrationRepository(db),
    objectOwners: new ObjectOwnerRepository(db),
    relations: new RelationRepository(db),
    deletedObjects: new DeletedObjectRepository(db),
  };
}
