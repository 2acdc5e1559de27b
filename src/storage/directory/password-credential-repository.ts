import type { Kysely } from "kysely";
import { type CredentialOwner, ownedBy, ownerColumns, ownerIdOf } from "./credential-owner.ts";
import type { DirectoryTables } from "./schema/tables.ts";

export interface PasswordCredentialRow {
  readonly keyId: string;
  /** Object id of the application or the service principal whose secret it is. */
  readonly ownerObjectId: string;
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

  async insert(
    owner: CredentialOwner,
    credential: Omit<PasswordCredentialRow, "ownerObjectId">,
  ): Promise<void> {
    await this.#db
      .insertInto("passwordCredentials")
      .values({
        ...ownerColumns(owner),
        keyId: credential.keyId,
        displayName: credential.displayName ?? null,
        hint: credential.hint,
        secretSha256: credential.secretSha256,
        startsAt: credential.startsAt,
        endsAt: credential.endsAt,
      })
      .execute();
  }

  /** Those of several owners. */
  async listAll(ownerObjectIds: readonly string[]): Promise<readonly PasswordCredentialRow[]> {
    const rows = await this.#db
      .selectFrom("passwordCredentials")
      .selectAll()
      .where((where) => ownedBy(where, ownerObjectIds))
      .orderBy("startsAt")
      .orderBy("keyId")
      .execute();
    return rows.map((row) => ({
      keyId: row.keyId,
      ownerObjectId: ownerIdOf(row),
      displayName: row.displayName ?? undefined,
      hint: row.hint,
      secretSha256: row.secretSha256,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
    }));
  }

  /** False when the owner has no such credential. */
  async remove(ownerObjectId: string, keyId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("passwordCredentials")
      .where((where) => ownedBy(where, [ownerObjectId]))
      .where("keyId", "=", keyId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
