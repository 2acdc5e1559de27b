import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";

export interface GroupRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly description: string | undefined;
  readonly isSecurityEnabled: boolean;
  readonly createdAt: number;
}

/** A group with the name that its birth gave it, unless it was given another. */
export interface NamedGroupRow extends GroupRow {
  readonly mailNickname: string;
}

/** How many members are looked up by one statement. */
const MEMBERS_PER_STATEMENT = 500;

/** The name before the @ of a group's address, for a group that was given none. */
export function mailNicknameOf(displayName: string): string {
  return displayName.replace(/[^A-Za-z0-9_-]/g, "").slice(0, 64) || "group";
}

/** Groups and what is in them: users, service principals and other groups. */
export class GroupRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async insert(group: GroupRow): Promise<void> {
    await this.#db
      .insertInto("groups")
      .values({
        ...group,
        description: group.description ?? null,
        isSecurityEnabled: group.isSecurityEnabled ? 1 : 0,
        displayNameKey: searchKey(group.displayName),
        mailNickname: mailNicknameOf(group.displayName),
        mailNicknameKey: searchKey(mailNicknameOf(group.displayName)),
      })
      .execute();
  }

  async find(tenantId: string, objectId: string): Promise<NamedGroupRow | undefined> {
    const [found] = await this.findAll(tenantId, [objectId]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAll(tenantId: string, objectIds: readonly string[]): Promise<readonly NamedGroupRow[]> {
    if (objectIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom("groups")
      .selectAll()
      .where("tenantId", "=", tenantId)
      .where("objectId", "in", objectIds)
      .execute();
    return rows.map(({ displayNameKey: _, mailNicknameKey: _key, ...row }) => ({
      ...row,
      description: row.description ?? undefined,
      isSecurityEnabled: row.isSecurityEnabled === 1,
    }));
  }

  async count(tenantId: string): Promise<number> {
    const row = await this.#db
      .selectFrom("groups")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("tenantId", "=", tenantId)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /** Adding twice keeps the first membership. */
  async addMember(groupId: string, memberId: string, createdAt: number): Promise<void> {
    await this.#db
      .insertInto("groupMembers")
      .values({ groupId, memberId, createdAt })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** False when it was no member. */
  async removeMember(groupId: string, memberId: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("groupMembers")
      .where("groupId", "=", groupId)
      .where("memberId", "=", memberId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** The groups of a tenant that any of the named objects is directly in, each once. */
  async listOfMembers(
    tenantId: string,
    memberIds: readonly string[],
  ): Promise<readonly Pick<GroupRow, "objectId" | "isSecurityEnabled">[]> {
    const found = new Map<string, boolean>();
    for (let start = 0; start < memberIds.length; start += MEMBERS_PER_STATEMENT) {
      const rows = await this.#db
        .selectFrom("groupMembers as member")
        .innerJoin("groups as group", "group.objectId", "member.groupId")
        .select(["group.objectId", "group.isSecurityEnabled"])
        .distinct()
        // The plus keeps the store from going through all groups of the tenant instead.
        .where(sql.raw('+"group"."tenantId"'), "=", tenantId)
        .where("member.memberId", "in", memberIds.slice(start, start + MEMBERS_PER_STATEMENT))
        .execute();
      for (const row of rows) found.set(row.objectId, row.isSecurityEnabled === 1);
    }
    return [...found].map(([objectId, isSecurityEnabled]) => ({ objectId, isSecurityEnabled }));
  }
}
