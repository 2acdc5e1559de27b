import { foldCase } from "../../../access/index.ts";
import { Failure, limits } from "../../../base/index.ts";
import type { Lock, LockAuthor, LockLevel } from "../../locks.ts";
import { lockVersions } from "../api-versions.ts";
import { type ArmAnswer, wireTime } from "../call.ts";
import {
  checkFields,
  checkQuery,
  filterNotSupported,
  isObject,
  methodNotAllowed,
  readFilter,
  readObject,
} from "../check-call.ts";
import { listAnswer, readSkipToken } from "../paging.ts";
import { requireGroup } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import type { ScopedCall } from "./scoped-call.ts";

const TYPE = "Microsoft.Authorization/locks";

/** `…/locks`: those at the scope, above it and, unless `atScope()` is asked, below it. */
export async function listLocks(
  call: ScopedCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  const apiVersion = checkQuery(call, lockVersions, ["$filter", "$skiptoken"]);
  const filter = readFilter(call);
  if (filter !== undefined && !/^atScope\(\)$/i.test(filter)) throw filterNotSupported(filter);
  await authorizer.require(call, `${TYPE}/read`, call.armScope);
  await requireGroup(call, call.armScope, arm);
  const extent = filter === undefined ? "all" : "atAndAbove";
  const { locks, next } = await arm.locks.list(call.armScope, extent, readSkipToken(call));
  return listAnswer(
    call,
    locks.map((lock) => describe(lock, apiVersion)),
    next,
  );
}

/** One lock. No lock stands against making, changing or removing locks. */
export async function oneLock(
  call: ScopedCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  const apiVersion = checkQuery(call, lockVersions);
  const { armScope, objectName: name } = call;
  switch (call.method) {
    case "GET": {
      await authorizer.require(call, `${TYPE}/read`, armScope);
      await requireGroup(call, armScope, arm);
      const lock = await arm.locks.find(armScope, name);
      if (lock === undefined) {
        throw new Failure("arm/lock-not-found", "no such lock", { facts: { name } });
      }
      return { status: 200, body: describe(lock, apiVersion) };
    }
    case "PUT": {
      await authorizer.require(call, `${TYPE}/write`, armScope);
      const request = { armScope, name, ...readLock(call), author: authorOf(call) };
      const { lock, isNew } = await arm.locks.put(request);
      return { status: isNew ? 201 : 200, body: describe(lock, apiVersion) };
    }
    case "DELETE":
      await authorizer.require(call, `${TYPE}/delete`, armScope);
      await requireGroup(call, armScope, arm);
      return { status: (await arm.locks.delete(armScope, name)) ? 200 : 204 };
    default:
      throw methodNotAllowed(call, "GET, PUT, DELETE");
  }
}

const LEVELS: readonly LockLevel[] = ["CanNotDelete", "ReadOnly"];

/** @throws {Failure} `arm/invalid-body`, `arm/not-supported`. */
function readLock(call: ScopedCall): { level: LockLevel; notes: string | undefined } {
  const body = readObject(call);
  checkFields(body, ["properties", "id", "name", "type", "systemData"], "a lock");
  const properties = body["properties"];
  if (!isObject(properties)) throw invalid("properties must be an object");
  checkFields(properties, ["level", "notes", "owners"], "a lock");
  const { level, notes, owners } = properties as Readonly<Record<string, unknown>> & {
    level?: unknown;
    notes?: unknown;
    owners?: unknown;
  };
  const found = LEVELS.find(
    (one) => typeof level === "string" && foldCase(level) === foldCase(one),
  );
  if (found === undefined) throw invalid("level must be CanNotDelete or ReadOnly");
  const isEmpty =
    owners === undefined || owners === null || (Array.isArray(owners) && owners.length === 0);
  if (!isEmpty) {
    throw new Failure("arm/not-supported", "locks of applications", {
      facts: { what: "The field 'owners' of a lock" },
    });
  }
  if (notes === undefined || notes === null) return { level: found, notes: undefined };
  if (typeof notes !== "string" || notes.length > limits.arm.lockNotesCharactersMax) {
    throw invalid("notes must be a text of at most 512 characters");
  }
  return { level: found, notes };
}

function invalid(reason: string): Failure {
  return new Failure("arm/invalid-body", "not a lock", {
    facts: { reason: `The request content is not valid: ${reason}.` },
  });
}

function authorOf({ principal }: ScopedCall): LockAuthor {
  return { name: principal.name, type: principal.kind === "user" ? "User" : "Application" };
}

/** `{"properties":{"level":"ReadOnly"},"id":"…","type":"Microsoft.Authorization/locks","name":"…"}` */
function describe(lock: Lock, apiVersion: string): object {
  const { level, notes, id, name, createdBy, updatedBy } = lock;
  return {
    properties: { level, ...(notes === undefined ? {} : { notes }) },
    id,
    type: TYPE,
    name,
    ...(apiVersion < "2020-05-01"
      ? {}
      : {
          systemData: {
            createdBy: createdBy.name,
            createdByType: createdBy.type,
            createdAt: wireTime(lock.createdAt),
            lastModifiedBy: updatedBy.name,
            lastModifiedByType: updatedBy.type,
            lastModifiedAt: wireTime(lock.updatedAt),
          },
        }),
  };
}
