import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import { checkTags } from "../tags.ts";
import { nameOfType } from "../type-registry.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkFields, checkQuery, methodNotAllowed, readObject } from "./check-call.ts";
import { listAnswer, readSkipToken, readVisible } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** All resources of one type in a subscription, in a group, or nested in a resource. */
export async function listTyped(
  call: ArmCall,
  type: ResourceType,
  scope: string,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, type.apiVersions, ["$skiptoken"]);
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
  const { items, next } = await readVisible(list, readSkipToken(call));
  return listAnswer(call, items.map(describeResource), next);
}

/** One resource of a registered type. */
export async function oneResource(
  call: ArmCall,
  type: ResourceType,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  checkQuery(call, type.apiVersions);
  const name = nameOfType(type);
  switch (call.method) {
    case "GET":
    case "HEAD":
      await deps.authorizer.require(call, `${name}/read`, idOf(call));
      return readResource(call, deps);
    case "PUT":
      await deps.authorizer.require(call, `${name}/write`, idOf(call));
      return putResource(call, deps);
    case "PATCH":
      await deps.authorizer.require(call, `${name}/write`, idOf(call));
      return patchResource(call, deps);
    case "DELETE": {
      await deps.authorizer.require(call, `${name}/delete`, idOf(call));
      return { status: (await deps.arm.deleteResource(idOf(call))) ? 200 : 204 };
    }
    default:
      throw methodNotAllowed(call, "GET, HEAD, PUT, PATCH, DELETE");
  }
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

async function putResource(call: ArmCall, { arm }: RouteDependencies): Promise<ArmAnswer> {
  const { resource, isNew } = await arm.putResource({
    resourceId: idOf(call),
    body: readObject(call),
    principal: call.principal,
  });
  return { status: isNew ? 201 : 200, body: describeResource(resource) };
}

/** Only tags change by PATCH; anything else is refused by name. */
async function patchResource(call: ArmCall, { arm }: RouteDependencies): Promise<ArmAnswer> {
  const body = readObject(call);
  checkFields(body, ["tags"], "a resource's PATCH");
  const current = await arm.findResource(idOf(call));
  if (current === undefined) throw resourceNotFound(idOf(call));
  const tags = body["tags"] === undefined ? current.tags : checkTags(body["tags"]);
  return { status: 200, body: describeResource(await arm.setTags(current.id, tags)) };
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
}

export function describeResource(resource: Resource): ResourceBody {
  const { id, name, type, location, tags, etag, properties } = resource;
  return {
    id,
    name,
    type,
    ...(location === undefined ? {} : { location, tags }),
    etag: `"${etag}"`,
    properties,
  };
}
