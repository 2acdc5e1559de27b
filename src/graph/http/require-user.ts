import type { UserObject } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import type { GraphCall } from "./call.ts";
import type { RouteDependencies } from "./route.ts";

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
