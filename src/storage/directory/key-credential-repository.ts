import type { Kysely } from "kysely";
import { type CredentialOwner, ownedBy, ownerColumns, ownerIdOf } from "./credential-owner.ts";
import type { DirectoryTables } from "./schema/tables.ts";

export interface KeyCredentialRow {
  readonly keyId: string;
  /** Object id of the application or the service principal whose certificate it is. */
  readonly ownerObjectId: string;
  readonly displayName: string | undefined;
  /** Base64url. */
  readonly thumbprintSha1: string;
  readonly thumbprintSha256: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Certificates of applications and of service principals. */
export class KeyCredentialRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(
    owner: CredentialOwner,
    credential: Omit<KeyCredentialRow, "ownerObjectId">,
  ): Promise<void> {
    await this.#db
      .insertInto("keyCredentials")
      .values({
        ...ownerColumns(owner),
        ...credential,
        displayName: credential.displayName ?? null,
      })
      .execute();
  }

  /** Those of several owners. */
  async listAll(ownerObjectIds: readonly string[]): Promise<readonly KeyCredentialRow[]> {
    const rows = await this.#db
      .selectFrom("keyCredentials")
      .selectAll()
      .where((where) => ownedBy(where, ownerObjectIds))
      .orderBy("startsAt")
      .orderBy("keyId")
      .execute();
    return rows.map(({ applicationObjectId, servicePrincipalObjectId, ...row }) => ({
      ...row,
      ownerObjectId: ownerIdOf({ applicationObjectId, servicePrincipalObjectId }),
      displayName: row.displayName ?? undefined,
    }));
  }

  /** False when the owner has no such credential. */
  async remove(ownerObjectId: string, keyId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("keyCredentials")
      .where((where) => ownedBy(where, [ownerObjectId]))
      .where("keyId", "=", keyId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
