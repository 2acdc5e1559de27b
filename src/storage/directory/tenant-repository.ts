import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface TenantRow {
  readonly id: string;
  readonly displayName: string;
  readonly domains: readonly string[];
  readonly createdAt: number;
}

/** Tenants with their domain names; the first domain is the default one. */
export class TenantRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(tenant: TenantRow): Promise<void> {
    await this.#db
      .insertInto("tenants")
      .values({
        id: tenant.id,
        displayName: tenant.displayName,
        createdAt: tenant.createdAt,
      })
      .execute();
    for (const [index, name] of tenant.domains.entries()) {
      await this.#db
        .insertInto("tenantDomains")
        .values({ name, tenantId: tenant.id, isDefault: index === 0 ? 1 : 0 })
        .execute();
    }
  }

  async find(id: string): Promise<TenantRow | undefined> {
    const row = await this.#db
      .selectFrom("tenants")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const domains = await this.#db
      .selectFrom("tenantDomains")
      .select("name")
      .where("tenantId", "=", id)
      .orderBy("isDefault", "desc")
      .orderBy("name")
      .execute();
    return {
      id: row.id,
      displayName: row.displayName,
      domains: domains.map(({ name }) => name),
      createdAt: row.createdAt,
    };
  }

  /** The tenant that owns a domain name (lower case). */
  async findIdByDomain(name: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom("tenantDomains")
      .select("tenantId")
      .where("name", "=", name)
      .executeTakeFirst();
    return row?.tenantId;
  }

  /** Ids in the order of creation, `count` at most. */
  async listIds(count: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("tenants")
      .select("id")
      .orderBy("createdAt")
      .orderBy("id")
      .limit(count)
      .execute();
    return rows.map(({ id }) => id);
  }
}
