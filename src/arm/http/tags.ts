import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { TagNameUse, TagValueUse } from "../tag-names.ts";
import type { TagOperation } from "../tag-scopes.ts";
import { checkTags } from "../tags.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkFields, checkQuery, isObject, methodNotAllowed, readObject } from "./check-call.ts";
import { listAnswer } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** Versions that have tags apart from what they are on. */
export const tagVersions: readonly string[] = resourceVersions.filter(
  (version) => version >= "2019-10-01",
);

const SUFFIX = ["providers", "microsoft.resources", "tags", "default"];

/** Whether a path is `{scope}/providers/Microsoft.Resources/tags/default`. */
export function isTagsPath({ keys }: ArmCall): boolean {
  return keys.length >= SUFFIX.length && SUFFIX.every((part, at) => keys.at(at - 4) === part);
}

/** The tags of a subscription, a resource group or a resource, with a role for tags alone. */
export async function tagsAtScope(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, tagVersions);
  const armScope = idOf(call, call.path.length - SUFFIX.length);
  const { tagScopes } = deps.arm;
  const requireRole = (verb: string): Promise<void> =>
    deps.authorizer.require(call, `Microsoft.Resources/tags/${verb}`, armScope);
  switch (call.method) {
    case "GET":
      await requireRole("read");
      return describe(armScope, await tagScopes.read(armScope));
    case "PUT": {
      await requireRole("write");
      const { tags } = readTags(call, []);
      return describe(armScope, await tagScopes.change(armScope, "Replace", tags));
    }
    case "PATCH": {
      await requireRole("write");
      const { tags, operation } = readTags(call, ["operation"]);
      return describe(armScope, await tagScopes.change(armScope, operation, tags));
    }
    case "DELETE":
      await requireRole("delete");
      await tagScopes.change(armScope, "Replace", {});
      return { status: 200 };
    default:
      throw methodNotAllowed(call, "GET, PUT, PATCH, DELETE");
  }
}

const OPERATIONS: readonly TagOperation[] = ["Merge", "Replace", "Delete"];

function readTags(
  call: ArmCall,
  fields: readonly string[],
): { tags: Readonly<Record<string, string>>; operation: TagOperation } {
  const body = readObject(call);
  checkFields(body, ["id", "name", "type", "properties", ...fields], "tags");
  const properties = body["properties"];
  if (!isObject(properties)) throw invalid("properties must be an object");
  checkFields(properties, ["tags"], "tags");
  const tags = checkTags(properties["tags"]);
  if (!fields.includes("operation")) return { tags, operation: "Replace" };
  const given = body["operation"];
  const operation = OPERATIONS.find(
    (one) => typeof given === "string" && foldCase(one) === foldCase(given),
  );
  if (operation === undefined) throw invalid("operation must be Merge, Replace or Delete");
  return { tags, operation };
}

function invalid(reason: string): Failure {
  return new Failure("arm/invalid-body", "not tags", {
    facts: { reason: `The request content is not valid: ${reason}.` },
  });
}

/** `{"id":"…","name":"default","type":"Microsoft.Resources/tags","properties":{"tags":{}}}` */
function describe(armScope: string, tags: Readonly<Record<string, string>>): ArmAnswer {
  const id = `${armScope}/providers/Microsoft.Resources/tags/default`;
  const body = { id, name: "default", type: "Microsoft.Resources/tags", properties: { tags } };
  return { status: 200, body };
}

const NAMES = "Microsoft.Resources/subscriptions/tagNames";

/** `…/tagNames`: every name of tags that the subscription offers or something in it has. */
export async function listTagNames(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions);
  await deps.authorizer.require(call, `${NAMES}/read`, idOf(call, 2));
  const uses = await deps.arm.tagNames.list(call.path[1] ?? "");
  return listAnswer(
    call,
    uses.map((use) => describeName(idOf(call), use)),
  );
}

/** `…/tagNames/{name}[/tagValues/{value}]`: what the subscription offers. */
export async function oneTagName(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  checkQuery(call, resourceVersions);
  const [, subscriptionId = "", , name = "", , value] = call.path;
  const action = value === undefined ? NAMES : `${NAMES}/tagValues`;
  switch (call.method) {
    case "PUT": {
      await deps.authorizer.require(call, `${action}/write`, idOf(call, 2));
      const { use, isNew } = await deps.arm.tagNames.put(subscriptionId, name, value);
      const [list, found] = [idOf(call, 3), use.values.find((one) => one.value === value)];
      const body =
        found === undefined ? describeName(list, use) : describeValue(`${list}/${use.name}`, found);
      return { status: isNew ? 201 : 200, body };
    }
    case "DELETE": {
      await deps.authorizer.require(call, `${action}/delete`, idOf(call, 2));
      const isGone = await deps.arm.tagNames.delete(subscriptionId, name, value);
      return { status: isGone ? 200 : 204 };
    }
    default:
      throw methodNotAllowed(call, "PUT, DELETE");
  }
}

function describeName(list: string, { name, count, values }: TagNameUse): object {
  const id = `${list}/${name}`;
  return {
    id,
    tagName: name,
    count: { type: "Total", value: count },
    values: values.map((value) => describeValue(id, value)),
  };
}

function describeValue(nameId: string, { value, count }: TagValueUse): object {
  return {
    id: `${nameId}/tagValues/${value}`,
    tagValue: value,
    count: { type: "Total", value: count },
  };
}
