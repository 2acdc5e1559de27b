import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface AuthorizationCodeRow {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly userId: string;
  /** JSON, as the identity room wrote it. */
  readonly request: string;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
  readonly familyId: string;
  readonly createdAt: number;
}

/** Authorization codes by their SHA-256. */
export class AuthorizationCodeRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(sha256: string): Promise<AuthorizationCodeRow | undefined> {
    const row = await this.#db
      .selectFrom("authorizationCodes")
      .selectAll()
      .where("sha256", "=", sha256)
      .executeTakeFirst();
    return row === undefined ? undefined : { ...row, usedAt: row.usedAt ?? undefined };
  }

  async insert(code: AuthorizationCodeRow): Promise<void> {
    await this.#db
      .insertInto("authorizationCodes")
      .values({ ...code, usedAt: code.usedAt ?? null })
      .execute();
  }

  /** False when it was used before. */
  async markUsed(sha256: string, usedAt: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("authorizationCodes")
      .set({ usedAt })
      .where("sha256", "=", sha256)
      .where("usedAt", "is", null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Forgets the codes that ended by `endedBy`, and a user's oldest beyond the newest `keep`. */
  async prune(userId: string, endedBy: number, keep: number): Promise<void> {
    const oldest = this.#db
      .selectFrom("authorizationCodes")
      .select("sha256")
      .where("userId", "=", userId)
      .orderBy("createdAt", "desc")
      .limit(1_000)
      .offset(keep);
    await this.#db
      .deleteFrom("authorizationCodes")
      .where((where) =>
        where.or([where("expiresAt", "<=", endedBy), where("sha256", "in", oldest)]),
      )
      .execute();
  }
}
