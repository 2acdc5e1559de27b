import type { Kysely } from "kysely";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";

/** Names of a user that may change; null for none. */
export interface PersonNames {
  readonly displayName?: string;
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly mail?: string | null;
}

/** Users after their birth: their names, and their end. */
export class PersonRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  async rename(objectId: string, names: PersonNames): Promise<void> {
    const { displayName, mail } = names;
    const set = {
      ...names,
      ...(displayName !== undefined && { displayNameKey: searchKey(displayName) }),
      ...(mail !== undefined && { mailKey: mail === null ? null : searchKey(mail) }),
    };
    if (Object.keys(set).length === 0) return;
    await this.#db.updateTable("users").set(set).where("objectId", "=", objectId).execute();
  }

  /** Removes a user with his sessions, with what he allowed, and with what he was given. */
  async remove(objectId: string): Promise<void> {
    const db = this.#db;
    await db.deleteFrom("delegatedGrants").where("principalId", "=", objectId).execute();
    await db.deleteFrom("appRoleAssignments").where("principalId", "=", objectId).execute();
    await db.deleteFrom("groupMembers").where("memberId", "=", objectId).execute();
    await db.deleteFrom("directoryRoleAssignments").where("principalId", "=", objectId).execute();
    await db.deleteFrom("users").where("objectId", "=", objectId).execute();
  }
}
