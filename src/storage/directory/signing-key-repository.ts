import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface SigningKeyRow {
  readonly kid: string;
  readonly privateKeyPem: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  readonly createdAt: number;
  readonly retiredAt: number | undefined;
}

/** Token signing keys, private parts included. */
export class SigningKeyRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Newest first. */
  async list(): Promise<readonly SigningKeyRow[]> {
    const rows = await this.#db
      .selectFrom("signingKeys")
      .selectAll()
      .orderBy("createdAt", "desc")
      .orderBy("kid")
      .execute();
    return rows.map((row) => ({
      kid: row.kid,
      privateKeyPem: row.privateKeyPem,
      certificateBase64: row.certificateBase64,
      createdAt: row.createdAt,
      retiredAt: row.retiredAt ?? undefined,
    }));
  }

  async insert(key: SigningKeyRow): Promise<void> {
    await this.#db
      .insertInto("signingKeys")
      .values({
        kid: key.kid,
        privateKeyPem: key.privateKeyPem,
        certificateBase64: key.certificateBase64,
        createdAt: key.createdAt,
        retiredAt: key.retiredAt ?? null,
      })
      .execute();
  }
}
