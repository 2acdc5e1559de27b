import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface SigningKeyRow {
  readonly kid: string;
  readonly privateKeyPem: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  readonly createdAt: number;
  readonly signsFrom: number;
}

/** Token signing keys, private parts included. */
export class SigningKeyRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Newest first. */
  async list(): Promise<readonly SigningKeyRow[]> {
    return await this.#db
      .selectFrom("signingKeys")
      .selectAll()
      .orderBy("createdAt", "desc")
      .orderBy("kid")
      .execute();
  }

  async insert(key: SigningKeyRow): Promise<void> {
    const { kid, privateKeyPem, certificateBase64, createdAt, signsFrom } = key;
    await this.#db
      .insertInto("signingKeys")
      .values({ kid, privateKeyPem, certificateBase64, createdAt, signsFrom })
      .execute();
  }

  /** Makes a key the last one to begin: those that would begin as late, or later, come before. */
  async takeOver(kid: string, signsFrom: number): Promise<void> {
    await this.#db
      .updateTable("signingKeys")
      .set({ signsFrom: signsFrom - 1 })
      .where("kid", "!=", kid)
      .where("signsFrom", ">=", signsFrom)
      .execute();
    await this.#db.updateTable("signingKeys").set({ signsFrom }).where("kid", "=", kid).execute();
  }

  async remove(kids: readonly string[]): Promise<void> {
    if (kids.length === 0) return;
    await this.#db.deleteFrom("signingKeys").where("kid", "in", kids).execute();
  }
}
