import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface DelegatedGrantRow {
  readonly id: string;
  readonly tenantId: string;
  /** Object ids of the client's and the resource's service principal. */
  readonly clientId: string;
  readonly resourceId: string;
  /** Undefined when all users of the tenant are meant. */
  readonly principalId: string | undefined;
  /** Permission values. */
  readonly scopes: readonly string[];
  readonly createdAt: number;
}

/** What clients may do for users: consent, and the clients that APIs trust without it. */
export class DelegatedGrantRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Every grant of a client at a resource, for all users and for single ones. */
  async list(clientId: string, resourceId: string): Promise<readonly DelegatedGrantRow[]> {
    const rows = await this.#db
      .selectFrom("delegatedGrants")
      .selectAll()
      .where("clientId", "=", clientId)
      .where("resourceId", "=", resourceId)
      .execute();
    return rows.map((row) => ({
      ...row,
      principalId: row.principalId ?? undefined,
      scopes: JSON.parse(row.scopes) as readonly string[],
    }));
  }

  /** Those that hold for one user. */
  async listOfUser(
    clientId: string,
    resourceId: string,
    userId: string,
  ): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("delegatedGrants")
      .select("scopes")
      .where("clientId", "=", clientId)
      .where("resourceId", "=", resourceId)
      .where((where) =>
        where.or([where("principalId", "is", null), where("principalId", "=", userId)]),
      )
      .execute();
    return rows.flatMap(({ scopes }) => JSON.parse(scopes) as readonly string[]);
  }

  async insert(grant: DelegatedGrantRow): Promise<void> {
    await this.#db
      .insertInto("delegatedGrants")
      .values({
        ...grant,
        principalId: grant.principalId ?? null,
        scopes: JSON.stringify(grant.scopes),
      })
      .execute();
  }

  async setScopes(id: string, scopes: readonly string[]): Promise<void> {
    await this.#db
      .updateTable("delegatedGrants")
      .set({ scopes: JSON.stringify(scopes) })
      .where("id", "=", id)
      .execute();
  }

  async preAuthorize(
    applicationObjectId: string,
    clientAppId: string,
    permissionIds: readonly string[],
  ): Promise<void> {
    const text = JSON.stringify(permissionIds);
    await this.#db
      .insertInto("preAuthorizedClients")
      .values({ applicationObjectId, clientAppId, permissionIds: text })
      .onConflict((conflict) =>
        conflict
          .columns(["applicationObjectId", "clientAppId"])
          .doUpdateSet({ permissionIds: text }),
      )
      .execute();
  }

  /** Every client that the registrations trust, with the ids of the permissions. */
  async listPreAuthorizedBy(applicationObjectIds: readonly string[]): Promise<
    readonly {
      readonly applicationObjectId: string;
      readonly clientAppId: string;
      readonly permissionIds: readonly string[];
    }[]
  > {
    const rows = await this.#db
      .selectFrom("preAuthorizedClients")
      .select(["applicationObjectId", "clientAppId", "permissionIds"])
      .where("applicationObjectId", "in", applicationObjectIds)
      .orderBy("clientAppId")
      .execute();
    return rows.map(({ permissionIds, ...row }) => ({
      ...row,
      permissionIds: JSON.parse(permissionIds) as readonly string[],
    }));
  }

  /** Ids of the permissions that an API lets a client use for every user. */
  async listPreAuthorized(resourceAppId: string, clientAppId: string): Promise<readonly string[]> {
    const row = await this.#db
      .selectFrom("preAuthorizedClients as client")
      .innerJoin("applications as app", "app.objectId", "client.applicationObjectId")
      .select("client.permissionIds")
      .where("app.appId", "=", resourceAppId)
      .where("client.clientAppId", "=", clientAppId)
      .executeTakeFirst();
    return row === undefined ? [] : (JSON.parse(row.permissionIds) as readonly string[]);
  }
}
