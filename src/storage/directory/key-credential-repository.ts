import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface KeyCredentialRow {
  readonly keyId: string;
  readonly applicationObjectId: string;
  readonly displayName: string | undefined;
  /** Base64url. */
  readonly thumbprintSha1: string;
  readonly thumbprintSha256: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Certificates of applications. */
export class KeyCredentialRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(credential: KeyCredentialRow): Promise<void> {
    await this.#db
      .insertInto("keyCredentials")
      .values({ ...credential, displayName: credential.displayName ?? null })
      .execute();
  }

  async list(applicationObjectId: string): Promise<readonly KeyCredentialRow[]> {
    return await this.listAll([applicationObjectId]);
  }

  /** Those of several applications. */
  async listAll(applicationObjectIds: readonly string[]): Promise<readonly KeyCredentialRow[]> {
    const rows = await this.#db
      .selectFrom("keyCredentials")
      .selectAll()
      .where("applicationObjectId", "in", applicationObjectIds)
      .orderBy("startsAt")
      .orderBy("keyId")
      .execute();
    return rows.map((row) => ({ ...row, displayName: row.displayName ?? undefined }));
  }

  /** False when the application has no such credential. */
  async remove(applicationObjectId: string, keyId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("keyCredentials")
      .where("applicationObjectId", "=", applicationObjectId)
      .where("keyId", "=", keyId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
