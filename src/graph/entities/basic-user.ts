import type { UserObject } from "../../identity/index.ts";
import type { Entity } from "./entity.ts";
import { userEntity } from "./user.ts";

/** Source: learn.microsoft.com/graph/permissions-reference, User.ReadBasic.All. */
const BASIC: ReadonlySet<string> = new Set([
  "id",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "userPrincipalName",
]);

/**
 * A user for callers who may read basic profiles alone: everything else is as if it were not set.
 *
 * Seen: the service answers so. Assumed: a query that names something else is denied.
 */
export const basicUserEntity: Entity<UserObject, "users"> = {
  ...userEntity,
  properties: new Map(
    [...userEntity.properties].map(([key, property]) => [
      key,
      { ...property, isHidden: !BASIC.has(property.name) },
    ]),
  ),
  render: (user) =>
    Object.fromEntries(
      Object.entries(userEntity.render(user)).map(([name, value]) => [
        name,
        BASIC.has(name) ? value : Array.isArray(value) ? [] : null,
      ]),
    ),
};
