import type { Kysely, Selectable } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";
import type { UsersTable } from "./schema/users.ts";
import { searchKey } from "./search/condition.ts";

export interface UserRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string | undefined;
  readonly familyName: string | undefined;
  readonly mail: string | undefined;
  readonly isEnabled: boolean;
  readonly passwordHash: string;
  readonly failedAttempts: number;
  readonly lockedUntil: number | undefined;
  readonly securityStamp: string;
  readonly createdAt: number;
}

/** What may change of a user after its birth. */
export type UserChange = Partial<
  Pick<UserRow, "isEnabled" | "passwordHash" | "failedAttempts" | "lockedUntil" | "securityStamp">
>;

/** People, found by object id or by user principal name in any case. */
export class UserRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(user: UserRow): Promise<void> {
    await this.#db
      .insertInto("users")
      .values({
        objectId: user.objectId,
        tenantId: user.tenantId,
        userPrincipalName: user.userPrincipalName,
        upnKey: user.userPrincipalName.toLowerCase(),
        displayName: user.displayName,
        displayNameKey: searchKey(user.displayName),
        mailKey: user.mail === undefined ? null : searchKey(user.mail),
        givenName: user.givenName ?? null,
        familyName: user.familyName ?? null,
        mail: user.mail ?? null,
        isEnabled: user.isEnabled ? 1 : 0,
        passwordHash: user.passwordHash,
        failedAttempts: user.failedAttempts,
        lockedUntil: user.lockedUntil ?? null,
        securityStamp: user.securityStamp,
        createdAt: user.createdAt,
      })
      .execute();
  }

  async find(tenantId: string, objectId: string): Promise<UserRow | undefined> {
    const [found] = await this.findAll(tenantId, [objectId]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAll(tenantId: string, objectIds: readonly string[]): Promise<readonly UserRow[]> {
    if (objectIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom("users")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("objectId", "in", objectIds)
      .execute();
    return rows.map(toRow);
  }

  async findByName(tenantId: string, userPrincipalName: string): Promise<UserRow | undefined> {
    const row = await this.#db
      .selectFrom("users")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("upnKey", "=", userPrincipalName.toLowerCase())
      .executeTakeFirst();
    return row === undefined ? undefined : toRow(row);
  }

  /** False when there is no such user. */
  async update(tenantId: string, objectId: string, change: UserChange): Promise<boolean> {
    const { isEnabled, ...rest } = change;
    const result = await this.#db
      .updateTable("users")
      .set({
        ...rest,
        ...("lockedUntil" in change && { lockedUntil: change.lockedUntil ?? null }),
        ...(isEnabled !== undefined && { isEnabled: isEnabled ? 1 : 0 }),
      })
      .where("tenantId", "=", tenantId)
      .where("objectId", "=", objectId)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }
}

function toRow(row: Selectable<UsersTable>): UserRow {
  const { upnKey: _, displayNameKey: _name, mailKey: _mail, ...rest } = row;
  return {
    ...rest,
    givenName: row.givenName ?? undefined,
    familyName: row.familyName ?? undefined,
    mail: row.mail ?? undefined,
    lockedUntil: row.lockedUntil ?? undefined,
    isEnabled: row.isEnabled === 1,
  };
}
