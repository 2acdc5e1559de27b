import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface PasswordCredentialRow {
  readonly keyId: string;
  readonly applicationObjectId: string;
  readonly displayName: string | undefined;
  readonly hint: string;
  /** Hexadecimal. */
  readonly secretSha256: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Client secrets as hashes. */
export class PasswordCredentialRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(credential: PasswordCredentialRow): Promise<void> {
    await this.#db
      .insertInto("passwordCredentials")
      .values({
        keyId: credential.keyId,
        applicationObjectId: credential.applicationObjectId,
        displayName: credential.displayName ?? null,
        hint: credential.hint,
        secretSha256: credential.secretSha256,
        startsAt: credential.startsAt,
        endsAt: credential.endsAt,
      })
      .execute();
  }

  async list(applicationObjectId: string): Promise<readonly PasswordCredentialRow[]> {
    return await this.listAll([applicationObjectId]);
  }

  /** Those of several applications. */
  async listAll(
    applicationObjectIds: readonly string[],
  ): Promise<readonly PasswordCredentialRow[]> {
    const rows = await this.#db
      .selectFrom("passwordCredentials")
      .selectAll()
      .where("applicationObjectId", "in", applicationObjectIds)
      .orderBy("startsAt")
      .orderBy("keyId")
      .execute();
    return rows.map((row) => ({
      keyId: row.keyId,
      applicationObjectId: row.applicationObjectId,
      displayName: row.displayName ?? undefined,
      hint: row.hint,
      secretSha256: row.secretSha256,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
    }));
  }

  /** False when the application has no such credential. */
  async remove(applicationObjectId: string, keyId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("passwordCredentials")
      .where("applicationObjectId", "=", applicationObjectId)
      .where("keyId", "=", keyId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
