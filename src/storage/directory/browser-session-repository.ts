import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";

/** Times in ms since 1970. */
export interface BrowserSessionRow {
  readonly id: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

export interface SessionAccountRow {
  readonly sid: string;
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly securityStamp: string;
  readonly amr: readonly string[];
  readonly authenticatedAt: number;
}

/** Browsers by the SHA-256 of their cookie, with the accounts signed in there. */
export class BrowserSessionRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(sha256: string): Promise<BrowserSessionRow | undefined> {
    return await this.#db
      .selectFrom("browserSessions")
      .selectAll()
      .where("sha256", "=", sha256)
      .executeTakeFirst();
  }

  async insert(session: BrowserSessionRow): Promise<void> {
    await this.#db.insertInto("browserSessions").values(session).execute();
  }

  async update(
    id: string,
    change: Partial<Pick<BrowserSessionRow, "sha256" | "lastSeenAt">>,
  ): Promise<void> {
    await this.#db.updateTable("browserSessions").set(change).where("id", "=", id).execute();
  }

  /** With its accounts and what they were used for. */
  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom("browserSessions").where("id", "=", id).execute();
  }

  /** Forgets the sessions of browsers not seen since `seenBefore`, or begun before `begunBefore`. */
  async prune(seenBefore: number, begunBefore: number): Promise<void> {
    await this.#db
      .deleteFrom("browserSessions")
      .where((where) =>
        where.or([where("lastSeenAt", "<", seenBefore), where("createdAt", "<", begunBefore)]),
      )
      .execute();
  }

  /** In the order of their last sign-in, the latest first. */
  async listAccounts(sessionId: string): Promise<readonly SessionAccountRow[]> {
    const rows = await this.#db
      .selectFrom("sessionAccounts")
      .selectAll()
      .where("sessionId", "=", sessionId)
      .orderBy("authenticatedAt", "desc")
      .execute();
    return rows.map((row) => ({ ...row, amr: JSON.parse(row.amr) as readonly string[] }));
  }

  /** A user who signs in again keeps the `sid` of before. */
  async putAccount(account: SessionAccountRow): Promise<void> {
    const { securityStamp, authenticatedAt } = account;
    const amr = JSON.stringify(account.amr);
    await this.#db
      .insertInto("sessionAccounts")
      .values({ ...account, amr })
      .onConflict((conflict) =>
        conflict
          .columns(["sessionId", "userId"])
          .doUpdateSet({ securityStamp, authenticatedAt, amr }),
      )
      .execute();
  }

  /** Forgets the sign-ins of a user but for the newest `keep`. */
  async pruneAccounts(userId: string, keep: number): Promise<void> {
    const oldest = await this.#db
      .selectFrom("sessionAccounts")
      .select("sid")
      .where("userId", "=", userId)
      .orderBy("authenticatedAt", "desc")
      .limit(1_000)
      .offset(keep)
      .execute();
    for (const { sid } of oldest) await this.removeAccount(sid);
  }

  async removeAccount(sid: string): Promise<void> {
    await this.#db.deleteFrom("sessionAccounts").where("sid", "=", sid).execute();
  }

  async noteClient(sid: string, clientId: string): Promise<void> {
    await this.#db
      .insertInto("sessionClients")
      .values({ sid, clientId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Ids of the applications that an account was used for, at most `max`. */
  async listClients(sid: string, max: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("sessionClients")
      .select("clientId")
      .where("sid", "=", sid)
      .limit(max)
      .execute();
    return rows.map(({ clientId }) => clientId);
  }
}
