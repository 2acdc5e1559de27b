import { type Kysely, sql } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";

/** Members of groups a page at a time, and what is changed of groups after their birth. */
export class MembershipRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** Object ids behind `after`, in their order. */
  async listMembers(groupId: string, after: string, limit: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("groupMembers")
      .select("memberId")
      .where("groupId", "=", groupId)
      .where("memberId", ">", after)
      .orderBy("memberId")
      .limit(limit)
      .execute();
    return rows.map(({ memberId }) => memberId);
  }

  /** With the members of groups inside, each once. */
  async listAllMembers(groupId: string, after: string, limit: number): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      with recursive inside(id) as (
        select "memberId" from "groupMembers" where "groupId" = ${groupId}
        union
        select m."memberId" from "groupMembers" m join inside on m."groupId" = inside.id
      )
      select id from inside where id > ${after} order by id limit ${limit}`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** Who holds a directory role, in the order of their ids. */
  async listHolders(tenantId: string, roleTemplateId: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom("directoryRoleAssignments")
      .select("principalId")
      .where("tenantId", "=", tenantId)
      .where("roleTemplateId", "=", roleTemplateId)
      .orderBy("principalId")
      .execute();
    return rows.map(({ principalId }) => principalId);
  }

  async rename(
    groupId: string,
    names: {
      readonly displayName?: string;
      readonly mailNickname?: string;
      readonly description?: string | null;
    },
  ): Promise<void> {
    const { displayName, mailNickname, description } = names;
    const set = {
      ...(displayName !== undefined && { displayName, displayNameKey: searchKey(displayName) }),
      ...(mailNickname !== undefined && { mailNickname, mailNicknameKey: searchKey(mailNickname) }),
      ...(description !== undefined && { description }),
    };
    if (Object.keys(set).length === 0) return;
    await this.#db.updateTable("groups").set(set).where("objectId", "=", groupId).execute();
  }

  /** Removes a group with its memberships and with what was assigned to it. */
  async removeGroup(groupId: string): Promise<void> {
    await this.#db.deleteFrom("groupMembers").where("memberId", "=", groupId).execute();
    await this.#db.deleteFrom("appRoleAssignments").where("principalId", "=", groupId).execute();
    await this.#db.deleteFrom("groups").where("objectId", "=", groupId).execute();
  }
}
