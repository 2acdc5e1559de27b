import type { BrowserSignInTables } from "./browser-sign-in.ts";
import type { CustomRolesTable } from "./custom-roles.ts";
import type { DeletedObjectTables } from "./deleted-objects.ts";
import type { DeviceCodeTables } from "./device-codes.ts";
import type { GroupTables } from "./groups.ts";
import type { IdentityTables } from "./identity.ts";
import type { KeyCredentialTables } from "./key-credentials.ts";
import type { LocksTable } from "./locks.ts";
import type { ManagedIdentitiesTable } from "./managed-identities.ts";
import type { MetaTable } from "./meta.ts";
import type { ObjectOwnersTable } from "./object-owners.ts";
import type { AsyncOperationsTable, ProviderRegistrationsTable } from "./polled-operations.ts";
import type {
  PredefinedTagsTable,
  ResourceGroupsTable,
  ResourcesTable,
  SubscriptionsTable,
} from "./resources.ts";
import type { RoleAssignmentsTable } from "./role-assignments.ts";
import type { UserTables } from "./users.ts";

/** Every table of the directory store; each aggregate declares its own rows in a file beside this. */
export interface DirectoryTables
  extends IdentityTables,
    UserTables,
    KeyCredentialTables,
    GroupTables,
    BrowserSignInTables,
    DeletedObjectTables,
    DeviceCodeTables {
  locks: LocksTable;
  asyncOperations: AsyncOperationsTable;
  managedIdentities: ManagedIdentitiesTable;
  meta: MetaTable;
  objectOwners: ObjectOwnersTable;
  providerRegistrations: ProviderRegistrationsTable;
  predefinedTags: PredefinedTagsTable;
  subscriptions: SubscriptionsTable;
  resourceGroups: ResourceGroupsTable;
  resources: ResourcesTable;
  roleAssignments: RoleAssignmentsTable;
  customRoles: CustomRolesTable;
}
