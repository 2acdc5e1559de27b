import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { ResourceGroup } from "../entities.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import {
  checkFields,
  checkQuery,
  filterNotSupported,
  methodNotAllowed,
  readFilter,
  readObject,
} from "./check-call.ts";
import { acceptGroupDeletion } from "./operations.ts";
import { listAnswer, readSkipToken, readTop, readVisible } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";
import { type TagPredicate, tagFilter } from "./tag-filter.ts";

const READ = "Microsoft.Resources/subscriptions/resourceGroups/read";
const WRITE = "Microsoft.Resources/subscriptions/resourceGroups/write";
const DELETE = "Microsoft.Resources/subscriptions/resourceGroups/delete";
const READ_ONLY_FIELDS = ["id", "name", "type", "properties"];
/** Source: ResourceGroups_Delete; nothing here runs that would have to be forced. */
const FORCED_TYPES = [
  "microsoft.compute/virtualmachines",
  "microsoft.compute/virtualmachinescalesets",
];

/** `GET …/resourcegroups`: those that the caller may read. */
export async function listGroups(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions, ["$filter", "$top", "$skiptoken"]);
  const isTagged = groupFilter(readFilter(call));
  const subscription = idOf(call, 2);
  const mayAll = await authorizer.mayListAll(call, READ, subscription);
  const list = {
    read: (after: string | undefined) => arm.listResourceGroups(call.path[1] ?? "", after),
    isVisible: ({ id, tags }: ResourceGroup) =>
      isTagged(tags) && (mayAll || authorizer.can(call.principal, READ, id)),
    keyOf: ({ id }: ResourceGroup) => foldCase(id),
  };
  const { items, next } = await readVisible(list, readSkipToken(call), readTop(call));
  return listAnswer(call, items.map(describe), next);
}

function groupFilter(filter: string | undefined): TagPredicate {
  const predicate = filter === undefined ? () => true : tagFilter(filter);
  if (predicate === undefined) throw filterNotSupported(filter ?? "");
  return predicate;
}

/** One resource group; DELETE takes all that is in it along, and is told of under another address. */
export async function oneGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  switch (call.method) {
    case "GET":
    case "HEAD":
      return readGroup(call, deps);
    case "PUT":
      return putGroup(call, deps);
    case "PATCH":
      return patchGroup(call, deps);
    case "DELETE":
      return deleteGroup(call, deps);
    default:
      throw methodNotAllowed(call, "GET, HEAD, PUT, PATCH, DELETE");
  }
}

async function readGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, READ, idOf(call));
  const group = await deps.arm.findResourceGroup(idOf(call));
  if (call.method === "HEAD") return { status: group === undefined ? 404 : 204 };
  if (group === undefined) throw notFound(call);
  return { status: 200, body: describe(group) };
}

async function putGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, WRITE, idOf(call));
  const body = readObject(call);
  checkFields(body, [...READ_ONLY_FIELDS, "location", "managedBy", "tags"], "a resource group");
  const location = body["location"];
  if (typeof location !== "string" || location === "") {
    throw new Failure("arm/invalid-resource", "no location", {
      facts: { reason: "a resource group needs a location", code: "LocationRequired" },
    });
  }
  const [, subscriptionId = "", , name = ""] = call.path;
  checkOwnName(body, name);
  const { managedBy, tags } = body;
  const request = { subscriptionId, name, location, managedBy, tags };
  const { group, isNew } = await deps.arm.createResourceGroup(request);
  return { status: isNew ? 201 : 200, body: describe(group) };
}

async function patchGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, WRITE, idOf(call));
  const body = readObject(call);
  checkFields(body, [...READ_ONLY_FIELDS, "managedBy", "tags"], "a resource group's PATCH");
  const current = await deps.arm.findResourceGroup(idOf(call));
  if (current === undefined) throw notFound(call);
  const [, subscriptionId = ""] = call.path;
  const { name, location } = current;
  checkOwnName(body, name);
  const { managedBy, tags } = body;
  const request = { subscriptionId, name, location, managedBy, tags, isPatch: true };
  const { group } = await deps.arm.createResourceGroup(request);
  return { status: 200, body: describe(group) };
}

async function deleteGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions, ["forcedeletiontypes"]);
  checkForcedTypes(call);
  await deps.authorizer.require(call, DELETE, idOf(call));
  const startedAt = deps.clock.now();
  if (!(await deps.arm.deleteResourceGroup(idOf(call)))) throw notFound(call);
  return acceptGroupDeletion(call, startedAt, deps);
}

function checkForcedTypes(call: ArmCall): void {
  const given = call.query.get("forcedeletiontypes")?.split(",") ?? [];
  const unknown = given.find((type) => !FORCED_TYPES.includes(foldCase(type.trim())));
  if (unknown === undefined) return;
  throw new Failure("arm/not-supported", "not a forced type", {
    facts: { what: `The forced deletion type '${unknown.slice(0, 100)}'` },
  });
}

/** A group cannot be renamed: a body that names another one is about something else. */
function checkOwnName(body: Readonly<Record<string, unknown>>, name: string): void {
  const given = body["name"];
  if (given === undefined || given === null) return;
  if (typeof given === "string" && foldCase(given) === foldCase(name)) return;
  throw new Failure("arm/invalid-resource", "another name", {
    facts: {
      reason: "the name in the body is not that of the group",
      code: "InvalidResourceGroup",
    },
  });
}

function notFound(call: ArmCall): Failure {
  return new Failure("arm/group-not-found", "no such group", {
    facts: { group: call.path[3] ?? "" },
  });
}

function describe({ id, name, location, managedBy, tags }: ResourceGroup): object {
  return {
    id,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    ...(managedBy === undefined ? {} : { managedBy }),
    tags,
    properties: { provisioningState: "Succeeded" },
  };
}
