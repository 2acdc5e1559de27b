import type { Directory } from "../../storage/index.ts";
import type { User } from "../users.ts";
import { type ObjectSet, storedObjects } from "./object-set.ts";

export interface UserObject extends User {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface UserObjects extends ObjectSet<UserObject, "users"> {
  /** By object id or user principal name. */
  findNamed(tenantId: string, name: string): Promise<UserObject | undefined>;
}

export function userObjects(directory: Directory): UserObjects {
  const { users } = directory.read;
  const objects = storedObjects<UserObject, "users">(
    directory,
    "users",
    async (tenantId, ids) => (await users.findAll(tenantId, ids)).map(shownUser),
    ({ objectId }) => objectId,
  );
  return {
    ...objects,
    async findNamed(tenantId, name) {
      if (!name.includes("@")) return await objects.find(tenantId, name);
      const row = await users.findByName(tenantId, name);
      return row === undefined ? undefined : shownUser(row);
    },
  };
}

type UserRow = NonNullable<Awaited<ReturnType<Directory["read"]["users"]["find"]>>>;

/** What may be seen of a user: neither the password's hash nor the state of its lock. */
export function shownUser(row: UserRow): UserObject {
  const { objectId, tenantId, userPrincipalName, displayName, isEnabled, createdAt } = row;
  const { givenName, familyName, mail } = row;
  return {
    objectId,
    tenantId,
    userPrincipalName,
    displayName,
    givenName,
    familyName,
    mail,
    isEnabled,
    createdAt,
  };
}
