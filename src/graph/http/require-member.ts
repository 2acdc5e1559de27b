import { refuse } from "../refuse.ts";
import type { GraphCall } from "./call.ts";
import type { RouteDependencies } from "./route.ts";

/**
 * The id of the object that the path names, of what can be in a group; `me` is the caller.
 *
 * @throws {Failure} `graph/not-found`, `graph/me-without-user`.
 */
export async function requireMember(
  { principal, segments, pattern }: GraphCall,
  { identity }: RouteDependencies,
): Promise<string> {
  if (pattern[0] === "me") {
    if (principal.kind !== "user") throw refuse("graph/me-without-user");
    return principal.objectId;
  }
  const id = segments[1] ?? "";
  const user =
    pattern[0] === "users"
      ? await identity.objects.users.findNamed(principal.tenantId, id)
      : undefined;
  const found = user?.objectId ?? id;
  const object = await identity.objects.findAny(principal.tenantId, found);
  if (object === undefined || !TYPES[pattern[0] ?? ""]?.includes(object.type)) {
    throw refuse("graph/not-found", { id });
  }
  return object.item.objectId;
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  users: ["user"],
  groups: ["group"],
  serviceprincipals: ["servicePrincipal"],
  directoryobjects: ["user", "group", "servicePrincipal"],
};
