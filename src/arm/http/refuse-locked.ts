import { foldCase } from "../../access/index.ts";
import type { LockedOperation, Locks } from "../locks.ts";
import { type ArmCall, idOf } from "./call.ts";

/**
 * Refuses what a lock stands against. Reading is never locked, a POST that only reads included, and
 * neither are locks themselves: whoever may change them can always remove one.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/lock-resources: a read-only
 * lock stands against POSTs too, such as those that list keys, and a lock against deletion also
 * against removing role assignments. Assumed: a POST whose action only reads passes.
 *
 * @throws {Failure} `arm/scope-locked`.
 */
export async function refuseLocked(
  call: ArmCall,
  action: string,
  armScope: string,
  locks: Locks,
): Promise<void> {
  const operation = operationOf(call, foldCase(action));
  if (operation === undefined) return;
  await locks.requireUnlocked(call.method === "POST" ? armScope : idOf(call), operation);
}

function operationOf({ method }: ArmCall, action: string): LockedOperation | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  if (action.startsWith("microsoft.authorization/locks/")) return undefined;
  if (method === "DELETE") return "delete";
  return method === "POST" && action.endsWith("/read") ? undefined : "write";
}
