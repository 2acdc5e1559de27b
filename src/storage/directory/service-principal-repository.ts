import type { Kysely, Selectable } from "kysely";
import type { ServicePrincipalsTable } from "./schema/identity.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";
import { readDetails, writeDetails } from "./tagged-details.ts";

export interface ServicePrincipalRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  /** Whether it is for those alone who hold an app role of it. */
  readonly requiresAssignment: boolean;
  readonly details: ServicePrincipalDetails;
}

/** What a service principal says that changes nothing but what is shown of it. */
export interface ServicePrincipalDetails {
  readonly tags?: readonly string[];
  readonly notificationEmailAddresses?: readonly string[];
  readonly notes?: string | null;
  readonly description?: string | null;
  readonly homepage?: string | null;
  readonly loginUrl?: string | null;
  readonly preferredSingleSignOnMode?: string | null;
}

export interface AppRoleAssignmentRow {
  readonly id: string;
  readonly tenantId: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
  readonly createdAt: number;
}

/** With more, every assignment at a resource is read rather than asked for. */
const PRINCIPALS_PER_STATEMENT = 500;

/** Service principals and the app roles that were granted to principals. */
export class ServicePrincipalRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(
    principal: Omit<ServicePrincipalRow, "requiresAssignment" | "details">,
  ): Promise<void> {
    await this.#db
      .insertInto("servicePrincipals")
      .values({
        objectId: principal.objectId,
        tenantId: principal.tenantId,
        appId: principal.appId,
        displayName: principal.displayName,
        displayNameKey: searchKey(principal.displayName),
        isEnabled: principal.isEnabled ? 1 : 0,
        createdAt: principal.createdAt,
        details: "{}",
        requiresAssignment: 0,
      })
      .execute();
  }

  async find(tenantId: string, objectId: string): Promise<ServicePrincipalRow | undefined> {
    const [found] = await this.findAll(tenantId, [objectId]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAll(
    tenantId: string,
    objectIds: readonly string[],
  ): Promise<readonly ServicePrincipalRow[]> {
    if (objectIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom("servicePrincipals")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("objectId", "in", objectIds)
      .execute();
    return rows.map(toRow);
  }

  async findByAppId(tenantId: string, appId: string): Promise<ServicePrincipalRow | undefined> {
    const row = await this.#db
      .selectFrom("servicePrincipals")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("appId", "=", appId)
      .executeTakeFirst();
    return row === undefined ? undefined : toRow(row);
  }

  /** False when there is no such service principal. */
  async setEnabled(tenantId: string, objectId: string, isEnabled: boolean): Promise<boolean> {
    const result = await this.#db
      .updateTable("servicePrincipals")
      .set({ isEnabled: isEnabled ? 1 : 0 })
      .where("tenantId", "=", tenantId)
      .where("objectId", "=", objectId)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** What is left out stays. */
  async change(
    tenantId: string,
    objectId: string,
    change: Partial<Pick<ServicePrincipalRow, "details" | "requiresAssignment">>,
  ): Promise<void> {
    const { details, requiresAssignment } = change;
    const set = {
      ...(details !== undefined && { details: writeDetails(details) }),
      ...(requiresAssignment !== undefined && { requiresAssignment: requiresAssignment ? 1 : 0 }),
    };
    if (Object.keys(set).length === 0) return;
    await this.#db
      .updateTable("servicePrincipals")
      .set(set)
      .where("tenantId", "=", tenantId)
      .where("objectId", "=", objectId)
      .execute();
  }

  /** Granting twice keeps the first assignment. */
  async grantAppRole(assignment: AppRoleAssignmentRow): Promise<void> {
    await this.#db
      .insertInto("appRoleAssignments")
      .values({
        id: assignment.id,
        tenantId: assignment.tenantId,
        principalId: assignment.principalId,
        resourceId: assignment.resourceId,
        appRoleId: assignment.appRoleId,
        createdAt: assignment.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The roles of a resource that any of the principals was granted. */
  async listAppRoleGrants(
    principalIds: readonly string[],
    resourceId: string,
  ): Promise<readonly Pick<AppRoleAssignmentRow, "appRoleId" | "principalId">[]> {
    const holders = new Set(principalIds);
    const rows = await this.#db
      .selectFrom("appRoleAssignments")
      .select(["appRoleId", "principalId"])
      .where("resourceId", "=", resourceId)
      .$if(principalIds.length <= PRINCIPALS_PER_STATEMENT, (query) =>
        query.where("principalId", "in", principalIds),
      )
      .execute();
    return rows.filter((row) => holders.has(row.principalId));
  }
}

function toRow(row: Selectable<ServicePrincipalsTable>): ServicePrincipalRow {
  return {
    objectId: row.objectId,
    tenantId: row.tenantId,
    appId: row.appId,
    displayName: row.displayName,
    isEnabled: row.isEnabled === 1,
    createdAt: row.createdAt,
    requiresAssignment: row.requiresAssignment === 1,
    details: readDetails<ServicePrincipalDetails>(row.details),
  };
}
