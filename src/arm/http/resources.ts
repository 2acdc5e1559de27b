import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { respellIdentities } from "../managed-identity/settle-identity.ts";
import { mergePatch } from "../merge-patch.ts";
import { checkPrecondition } from "../precondition.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import { checkTags } from "../tags.ts";
import { nameOfType } from "../type-registry.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import {
  checkFields,
  checkTypeQuery,
  methodNotAllowed,
  readObject,
  refusePreconditions,
} from "./check-call.ts";
import { readPrecondition } from "./conditions.ts";
import { withStatus } from "./operations.ts";
import { listAnswer, readSkipToken, readTop, readVisible } from "./paging.ts";
import { requireAssignable } from "./require-assignable.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** All resources of one type in a subscription, in a group, or nested in a resource. */
export async function listTyped(
  call: ArmCall,
  type: ResourceType,
  scope: string,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkTypeQuery(call, type, ["$top", "$skiptoken"]);
  const name = nameOfType(type);
  const mayAll = await authorizer.mayListAll(call, `${name}/read`, scope);
  await requireGroup(call, scope, arm);
  const isNested = type.type.includes("/");
  if (isNested && (await arm.findResource(scope)) === undefined) throw parentNotFound(scope);
  const list = {
    read: (after: string | undefined) => arm.listResources({ scope, type: name, after }),
    isVisible: ({ id }: Resource) => mayAll || authorizer.can(call.principal, `${name}/read`, id),
    keyOf: ({ id }: Resource) => foldCase(id),
  };
  const { items, next } = await readVisible(list, readSkipToken(call), readTop(call));
  return listAnswer(call, items.map(describeResource), next);
}

/** One resource of a registered type; a header tells of one that is kept and does nothing. */
export async function oneResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const answer = await routeResource(call, type, deps);
  if (type.isKept === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "x-lazurite-resource": "kept" } };
}

async function routeResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  refusePreconditions(call, ["if-unmodified-since"]);
  const parameters = call.method === "DELETE" ? (type.deleteParameters ?? []) : [];
  checkTypeQuery(call, type, parameters, locationIn(call));
  const name = nameOfType(type);
  switch (call.method) {
    case "GET":
    case "HEAD":
      await deps.authorizer.require(call, `${name}/read`, idOf(call));
      return readResource(call, deps);
    case "PUT":
      await deps.authorizer.require(call, `${name}/write`, idOf(call));
      return putResource(call, type, deps);
    case "PATCH":
      await deps.authorizer.require(call, `${name}/write`, idOf(call));
      return patchResource(call, type, deps);
    case "DELETE":
      await deps.authorizer.require(call, `${name}/delete`, idOf(call));
      return deleteResource(call, type, deps);
    default:
      throw methodNotAllowed(call, "GET, HEAD, PUT, PATCH, DELETE");
  }
}

/** The region that a body names, for the words of a refusal. */
function locationIn(call: ArmCall): string {
  if (call.method !== "PUT") return "";
  const { location } = readObject(call);
  return typeof location === "string" ? location.slice(0, 100) : "";
}

/** The refusal of a resource that is not there. */
export function resourceNotFound(id: string): Failure {
  return new Failure("arm/resource-not-found", "no such resource", { facts: { id } });
}

function parentNotFound(id: string): Failure {
  return new Failure("arm/parent-not-found", "no such parent", { facts: { id } });
}

async function readResource(call: ArmCall, { arm }: RouteDependencies): Promise<ArmAnswer> {
  const resource = await arm.findResource(idOf(call));
  if (call.method === "HEAD") return { status: resource === undefined ? 404 : 204 };
  await requireGroup(call, idOf(call), arm);
  if (resource === undefined) throw resourceNotFound(idOf(call));
  return { status: 200, body: describeResource(resource) };
}

async function putResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const startedAt = deps.clock.now();
  const body = readObject(call);
  const operation = { action: `${nameOfType(type)}/write`, armScope: idOf(call) };
  await requireAssignable(call, operation, body["identity"], deps);
  const { resource, isNew } = await deps.arm.putResource({
    resourceId: idOf(call),
    body,
    principal: call.principal,
    precondition: readPrecondition(call),
  });
  const answer = {
    status: isNew ? (type.createdStatus ?? 201) : 200,
    body: describeResource(resource),
  };
  return withStatus(call, answer, { type, resource, startedAt }, deps);
}

/** Where the type says so, whatever a PATCH names; else tags, and all else is refused by name. */
async function patchResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const { arm, clock } = deps;
  const startedAt = clock.now();
  const body = readObject(call);
  const precondition = readPrecondition(call);
  const current = await arm.findResource(idOf(call));
  if (current === undefined) throw resourceNotFound(idOf(call));
  if (type.patch !== "merge") {
    checkFields(body, ["tags"], "a resource's PATCH");
    const tags = body["tags"] === undefined ? current.tags : checkTags(body["tags"]);
    const changed = await arm.setTags(current.id, tags, precondition);
    return { status: 200, body: describeResource(changed) };
  }
  const operation = { action: `${nameOfType(type)}/write`, armScope: current.id };
  await requireAssignable(call, operation, body["identity"], deps);
  checkPrecondition(precondition, current.etag, current.id);
  const { location, tags, properties, envelope } = current;
  const patch = respellIdentities(body, envelope["identity"]);
  const whole = mergePatch({ ...envelope, location, properties }, patch) as object;
  const { resource } = await arm.putResource({
    resourceId: current.id,
    // A PATCH that names tags replaces them all.
    body: "tags" in body ? whole : { ...whole, tags },
    principal: call.principal,
    precondition: { ifMatch: [current.etag] },
  });
  const answer = { status: 200, body: describeResource(resource) };
  return withStatus(call, answer, { type, resource, startedAt }, deps);
}

async function deleteResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  const startedAt = deps.clock.now();
  const resource = await deps.arm.findResource(idOf(call));
  const isGone = await deps.arm.deleteResource(idOf(call), readPrecondition(call));
  if (!isGone || resource === undefined) return { status: 204 };
  const answer = { status: type.polling === undefined ? 200 : 202 };
  return withStatus(call, answer, { type, resource, startedAt }, deps);
}

/** A group that is named must be there. @throws {Failure} `arm/group-not-found`. */
export async function requireGroup(
  call: ArmCall,
  scope: string,
  arm: RouteDependencies["arm"],
): Promise<void> {
  if (call.keys[2] !== "resourcegroups") return;
  const groupId = scope.split("/").slice(0, 5).join("/");
  if ((await arm.findResourceGroup(groupId)) !== undefined) return;
  throw new Failure("arm/group-not-found", "no such group", {
    facts: { group: call.path[3] ?? "" },
  });
}

export interface ResourceBody {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly [envelope: string]: unknown;
}

export function describeResource(resource: Resource): ResourceBody {
  const { id, name, type, location, tags, etag, properties, envelope } = resource;
  return {
    ...envelope,
    id,
    name,
    type,
    ...(location === undefined ? {} : { location, tags }),
    etag: `"${etag}"`,
    properties,
  };
}
