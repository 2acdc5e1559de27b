import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface FederatedCredentialRow {
  readonly id: string;
  readonly applicationObjectId: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | undefined;
  readonly createdAt: number;
}

/** Issuers elsewhere that applications trust with their name. */
export class FederatedCredentialRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(credential: FederatedCredentialRow): Promise<void> {
    await this.#db
      .insertInto("federatedCredentials")
      .values({
        ...credential,
        audiences: JSON.stringify(credential.audiences),
        description: credential.description ?? null,
      })
      .execute();
  }

  async list(applicationObjectId: string): Promise<readonly FederatedCredentialRow[]> {
    const rows = await this.#db
      .selectFrom("federatedCredentials")
      .selectAll()
      .where("applicationObjectId", "=", applicationObjectId)
      .orderBy("createdAt")
      .orderBy("id")
      .execute();
    return rows.map((row) => ({
      ...row,
      audiences: JSON.parse(row.audiences) as readonly string[],
      description: row.description ?? undefined,
    }));
  }

  async update(
    id: string,
    change: Pick<FederatedCredentialRow, "issuer" | "subject" | "audiences" | "description">,
  ): Promise<void> {
    await this.#db
      .updateTable("federatedCredentials")
      .set({
        ...change,
        audiences: JSON.stringify(change.audiences),
        description: change.description ?? null,
      })
      .where("id", "=", id)
      .execute();
  }

  /** False when the application has no such credential. */
  async remove(applicationObjectId: string, id: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("federatedCredentials")
      .where("applicationObjectId", "=", applicationObjectId)
      .where("id", "=", id)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
