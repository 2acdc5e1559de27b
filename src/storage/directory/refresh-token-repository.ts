import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

export interface RefreshTokenRow {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly familyId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly securityStamp: string;
  /** JSON, as the identity room wrote it. */
  readonly asked: string;
  readonly amr: readonly string[];
  readonly authenticatedAt: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly platform: "web" | "spa" | "publicClient" | undefined;
  readonly sessionId: string | undefined;
  readonly ipAddress: string | undefined;
}

/** Refresh tokens by their SHA-256. */
export class RefreshTokenRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(sha256: string): Promise<RefreshTokenRow | undefined> {
    const row = await this.#db
      .selectFrom("refreshTokens")
      .selectAll()
      .where("sha256", "=", sha256)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      ...row,
      amr: JSON.parse(row.amr) as readonly string[],
      usedAt: row.usedAt ?? undefined,
      revokedAt: row.revokedAt ?? undefined,
      platform: (row.platform ?? undefined) as RefreshTokenRow["platform"],
      sessionId: row.sessionId ?? undefined,
      ipAddress: row.ipAddress ?? undefined,
    };
  }

  async insert(token: RefreshTokenRow): Promise<void> {
    await this.#db
      .insertInto("refreshTokens")
      .values({
        ...token,
        amr: JSON.stringify(token.amr),
        usedAt: token.usedAt ?? null,
        revokedAt: token.revokedAt ?? null,
        platform: token.platform ?? null,
        sessionId: token.sessionId ?? null,
        ipAddress: token.ipAddress ?? null,
      })
      .execute();
  }

  /** Keeps the first time of several; false when it was revoked, or is gone. */
  async markUsed(sha256: string, usedAt: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("refreshTokens")
      .set(({ fn, val, ref }) => ({ usedAt: fn.coalesce(ref("usedAt"), val(usedAt)) }))
      .where("sha256", "=", sha256)
      .where("revokedAt", "is", null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async revokeFamily(familyId: string, revokedAt: number): Promise<void> {
    await this.#db
      .updateTable("refreshTokens")
      .set({ revokedAt })
      .where("familyId", "=", familyId)
      .where("revokedAt", "is", null)
      .execute();
  }

  /** Forgets a user's tokens that ended by `now`, and the oldest beyond the newest `keep`. */
  async prune(userId: string, now: number, keep: number): Promise<void> {
    await this.#db
      .deleteFrom("refreshTokens")
      .where("userId", "=", userId)
      .where("expiresAt", "<=", now)
      .execute();
    const oldest = await this.#db
      .selectFrom("refreshTokens")
      .select("sha256")
      .where("userId", "=", userId)
      .orderBy("createdAt", "desc")
      .limit(1_000)
      .offset(keep)
      .execute();
    if (oldest.length === 0) return;
    const ids = oldest.map(({ sha256 }) => sha256);
    await this.#db.deleteFrom("refreshTokens").where("sha256", "in", ids).execute();
  }
}
