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
  const find = async (tenantId: string, id: string): Promise<UserObject | undefined> =>
    shown(await users.find(tenantId, id));
  return {
    ...storedObjects(directory, "users", find),
    findNamed: async (tenantId, name) =>
      name.includes("@")
        ? shown(await users.findByName(tenantId, name))
        : await find(tenantId, name.toLowerCase()),
  };
}

type UserRow = NonNullable<Awaited<ReturnType<Directory["read"]["users"]["find"]>>>;

/** What may be seen of a user: neither the password's hash nor the state of its lock. */
function shown(row: UserRow | undefined): UserObject | undefined {
  if (row === undefined) return undefined;
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
