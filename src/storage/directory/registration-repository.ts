import type { Kysely } from "kysely";
import type { PermissionRow } from "./application-repository.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";
import { readDetails, writeDetails } from "./tagged-details.ts";

/** What a registration says that changes nothing but what is shown of it. */
export interface RegistrationDetails {
  readonly tags?: readonly string[];
  readonly notes?: string | null;
  readonly description?: string | null;
  readonly serviceManagementReference?: string | null;
  readonly homePageUrl?: string | null;
  readonly marketingUrl?: string | null;
  readonly privacyStatementUrl?: string | null;
  readonly supportUrl?: string | null;
  readonly termsOfServiceUrl?: string | null;
}

/** What is changed of a registration by name; what is left out stays. */
export interface RegistrationNames {
  readonly displayName?: string | undefined;
  readonly signInAudience?: string | undefined;
  readonly appRoles?: readonly PermissionRow[] | undefined;
  readonly scopes?: readonly PermissionRow[] | undefined;
  readonly details?: RegistrationDetails | undefined;
}

/** Changes of registrations after their birth, and their end. */
export class RegistrationRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async change(objectId: string, change: RegistrationNames): Promise<void> {
    const { displayName, signInAudience, appRoles, scopes, details } = change;
    const set = {
      ...(displayName !== undefined && { displayName, displayNameKey: searchKey(displayName) }),
      ...(signInAudience !== undefined && { signInAudience }),
      ...(appRoles !== undefined && { appRoles: JSON.stringify(appRoles) }),
      ...(scopes !== undefined && { scopes: JSON.stringify(scopes) }),
      ...(details !== undefined && { details: writeDetails(details) }),
    };
    if (Object.keys(set).length === 0) return;
    await this.#db.updateTable("applications").set(set).where("objectId", "=", objectId).execute();
  }

  async details(objectId: string): Promise<RegistrationDetails> {
    return (await this.detailsOf([objectId])).get(objectId) ?? {};
  }

  async detailsOf(objectIds: readonly string[]): Promise<ReadonlyMap<string, RegistrationDetails>> {
    const rows = await this.#db
      .selectFrom("applications")
      .select(["objectId", "details"])
      .where("objectId", "in", objectIds)
      .execute();
    return new Map(
      rows.map(({ objectId, details }) => [objectId, readDetails<RegistrationDetails>(details)]),
    );
  }

  /** `keys` are the compared forms of `uris`, in the same order. */
  async setIdentifierUris(
    application: { readonly tenantId: string; readonly objectId: string },
    uris: readonly string[],
    keys: readonly string[],
  ): Promise<void> {
    const { tenantId, objectId: applicationObjectId } = application;
    await this.#db
      .deleteFrom("identifierUris")
      .where("applicationObjectId", "=", applicationObjectId)
      .execute();
    for (const [index, uri] of uris.entries()) {
      await this.#db
        .insertInto("identifierUris")
        .values({ tenantId, uriKey: keys[index] ?? uri, uri, applicationObjectId })
        .execute();
    }
  }

  async forgetPreAuthorized(applicationObjectId: string): Promise<void> {
    await this.#db
      .deleteFrom("preAuthorizedClients")
      .where("applicationObjectId", "=", applicationObjectId)
      .execute();
  }

  /** Removes a registration with its credentials; its service principals stay. */
  async remove(objectId: string): Promise<void> {
    await this.#db.deleteFrom("applications").where("objectId", "=", objectId).execute();
  }

  /** Names of the service principal of the home tenant follow the registration's. */
  async renamePrincipal(tenantId: string, appId: string, displayName: string): Promise<void> {
    await this.#db
      .updateTable("servicePrincipals")
      .set({ displayName, displayNameKey: searchKey(displayName) })
      .where("tenantId", "=", tenantId)
      .where("appId", "=", appId)
      .execute();
  }

  /** Removes a service principal with everything that it was granted or granted of it. */
  async removePrincipal(objectId: string): Promise<void> {
    const db = this.#db;
    await db
      .deleteFrom("delegatedGrants")
      .where((where) =>
        where.or([where("clientId", "=", objectId), where("resourceId", "=", objectId)]),
      )
      .execute();
    await db
      .deleteFrom("appRoleAssignments")
      .where((where) =>
        where.or([where("principalId", "=", objectId), where("resourceId", "=", objectId)]),
      )
      .execute();
    await db.deleteFrom("groupMembers").where("memberId", "=", objectId).execute();
    await db.deleteFrom("directoryRoleAssignments").where("principalId", "=", objectId).execute();
    await db.deleteFrom("servicePrincipals").where("objectId", "=", objectId).execute();
  }
}
