import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { ResourceGroup } from "../entities.ts";
import { checkTags } from "../tags.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkFields, checkQuery, methodNotAllowed, readObject } from "./check-call.ts";
import { listAnswer, readSkipToken, readVisible } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

const READ = "Microsoft.Resources/subscriptions/resourceGroups/read";
const WRITE = "Microsoft.Resources/subscriptions/resourceGroups/write";
const DELETE = "Microsoft.Resources/subscriptions/resourceGroups/delete";
const READ_ONLY_FIELDS = ["id", "name", "type", "properties"];

/** `GET …/resourcegroups`: those that the caller may read. */
export async function listGroups(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions, ["$skiptoken"]);
  const subscription = idOf(call, 2);
  const mayAll = await authorizer.mayListAll(call, READ, subscription);
  const list = {
    read: (after: string | undefined) => arm.listResourceGroups(call.path[1] ?? "", after),
    isVisible: ({ id }: ResourceGroup) => mayAll || authorizer.can(call.principal, READ, id),
    keyOf: ({ id }: ResourceGroup) => foldCase(id),
  };
  const { items, next } = await readVisible(list, readSkipToken(call));
  return listAnswer(call, items.map(describe), next);
}

/** One resource group; DELETE takes all that is in it along, and answers when it is done. */
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
  checkFields(body, [...READ_ONLY_FIELDS, "location", "tags"], "a resource group");
  const location = body["location"];
  if (typeof location !== "string" || location === "") {
    throw new Failure("arm/invalid-resource", "no location", {
      facts: { reason: "a resource group needs a location", code: "LocationRequired" },
    });
  }
  const [, subscriptionId = "", , name = ""] = call.path;
  const request = { subscriptionId, name, location, tags: body["tags"] };
  const { group, isNew } = await deps.arm.createResourceGroup(request);
  return { status: isNew ? 201 : 200, body: describe(group) };
}

async function patchGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, WRITE, idOf(call));
  const body = readObject(call);
  checkFields(body, [...READ_ONLY_FIELDS, "tags"], "a resource group's PATCH");
  const current = await deps.arm.findResourceGroup(idOf(call));
  if (current === undefined) throw notFound(call);
  const tags = body["tags"] === undefined ? current.tags : checkTags(body["tags"]);
  const [, subscriptionId = ""] = call.path;
  const { name, location } = current;
  const request = { subscriptionId, name, location, tags };
  const { group } = await deps.arm.createResourceGroup(request);
  return { status: 200, body: describe(group) };
}

async function deleteGroup(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, DELETE, idOf(call));
  if (!(await deps.arm.deleteResourceGroup(idOf(call)))) throw notFound(call);
  return { status: 200 };
}

function notFound(call: ArmCall): Failure {
  return new Failure("arm/group-not-found", "no such group", {
    facts: { group: call.path[3] ?? "" },
  });
}

function describe({ id, name, location, tags }: ResourceGroup): object {
  return {
    id,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    tags,
    properties: { provisioningState: "Succeeded" },
  };
}
