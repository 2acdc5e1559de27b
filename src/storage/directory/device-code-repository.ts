import type { Kysely, Selectable } from "kysely";
import type { DeviceCodesTable } from "./schema/device-codes.ts";
import type { DirectoryTables } from "./schema/tables.ts";

/** Who approved a device, and how he had signed in. */
export interface DeviceApproval {
  readonly tenantId: string;
  readonly userId: string;
  readonly securityStamp: string;
  readonly amr: readonly string[];
  readonly authenticatedAt: number;
  readonly sessionId: string | undefined;
  readonly ipAddress: string | undefined;
}

export interface DeviceCodeRow {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly userCodeSha256: string;
  readonly clientId: string;
  readonly tenantId: string | undefined;
  /** JSON, as the identity room wrote it. */
  readonly asked: string;
  readonly state: "pending" | "approved" | "declined" | "redeemed";
  readonly approval: DeviceApproval | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Sign-ins by device, found by the SHA-256 of either of their codes. */
export class DeviceCodeRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async find(sha256: string): Promise<DeviceCodeRow | undefined> {
    return toRow(await this.#select().where("sha256", "=", sha256).executeTakeFirst());
  }

  async findByUserCode(userCodeSha256: string): Promise<DeviceCodeRow | undefined> {
    const query = this.#select().where("userCodeSha256", "=", userCodeSha256);
    return toRow(await query.executeTakeFirst());
  }

  /** A sign-in that nobody approved yet. */
  async insert(code: Omit<DeviceCodeRow, "state" | "approval">): Promise<void> {
    await this.#db
      .insertInto("deviceCodes")
      .values({ ...code, tenantId: code.tenantId ?? null, state: "pending" })
      .execute();
  }

  /** False when it is no longer pending, or has expired by `now`. */
  async approve(sha256: string, approval: DeviceApproval, now: number): Promise<boolean> {
    const { tenantId: userTenantId, amr, sessionId, ipAddress, ...rest } = approval;
    const result = await this.#db
      .updateTable("deviceCodes")
      .set({
        ...rest,
        state: "approved",
        userTenantId,
        amr: JSON.stringify(amr),
        sessionId: sessionId ?? null,
        ipAddress: ipAddress ?? null,
      })
      .where("sha256", "=", sha256)
      .where("state", "=", "pending")
      .where("expiresAt", ">", now)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** False when it was not in the state that it is to leave. */
  async change(
    sha256: string,
    from: DeviceCodeRow["state"],
    to: DeviceCodeRow["state"],
  ): Promise<boolean> {
    const result = await this.#db
      .updateTable("deviceCodes")
      .set({ state: to })
      .where("sha256", "=", sha256)
      .where("state", "=", from)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** How many there are in all, and of one client. */
  async count(clientId: string): Promise<{ readonly all: number; readonly ofClient: number }> {
    const all = this.#db
      .selectFrom("deviceCodes")
      .select(({ fn }) => fn.countAll<number>().as("count"));
    const whole = await all.executeTakeFirstOrThrow();
    const own = await all.where("clientId", "=", clientId).executeTakeFirstOrThrow();
    return { all: whole.count, ofClient: own.count };
  }

  /** Forgets what expired by `until`. */
  async prune(until: number): Promise<void> {
    await this.#db.deleteFrom("deviceCodes").where("expiresAt", "<=", until).execute();
  }

  #select() {
    return this.#db.selectFrom("deviceCodes").selectAll();
  }
}

function toRow(row: Selectable<DeviceCodesTable> | undefined): DeviceCodeRow | undefined {
  if (row === undefined) return undefined;
  const { sha256, userCodeSha256, clientId, asked, createdAt, expiresAt } = row;
  return {
    sha256,
    userCodeSha256,
    clientId,
    tenantId: row.tenantId ?? undefined,
    asked,
    state: row.state as DeviceCodeRow["state"],
    approval: approvalOf(row),
    createdAt,
    expiresAt,
  };
}

function approvalOf(row: Selectable<DeviceCodesTable>): DeviceApproval | undefined {
  const { userTenantId, userId, securityStamp, amr, authenticatedAt } = row;
  const isWhole =
    userTenantId !== null && userId !== null && securityStamp !== null && authenticatedAt !== null;
  if (!isWhole) return undefined;
  return {
    tenantId: userTenantId,
    userId,
    securityStamp,
    amr: JSON.parse(amr ?? "[]") as readonly string[],
    authenticatedAt,
    sessionId: row.sessionId ?? undefined,
    ipAddress: row.ipAddress ?? undefined,
  };
}
