import type { UserObject } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import type { GraphCall } from "./call.ts";
import type { RouteDependencies } from "./route.ts";

/** Whether the path names the user of the token: as `me`, by the object id or by the name. */
export async function isOwn(
  { principal, pattern, segments }: GraphCall,
  { identity }: RouteDependencies,
): Promise<boolean> {
  const { kind, objectId, tenantId } = principal;
  if (kind !== "user") return false;
  if (pattern[0] === "me") return true;
  if (pattern[0] !== "users") return false;
  const name = (segments[1] ?? "").toLowerCase();
  if (name === objectId.toLowerCase()) return true;
  const own = await identity.objects.users.find(tenantId, objectId);
  return own?.userPrincipalName.toLowerCase() === name;
}

/** By object id or user principal name. @throws {Failure} `graph/not-found`. */
export async function requireUser(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  name: string,
): Promise<UserObject> {
  const user = await identity.objects.users.findNamed(principal.tenantId, name);
  if (user === undefined) throw refuse("graph/not-found", { id: name });
  return user;
}
