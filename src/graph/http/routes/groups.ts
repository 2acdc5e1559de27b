import { type GroupObject, requireGroupNames } from "../../../identity/index.ts";
import { type BodyReader, readBody } from "../../bodies/reader.ts";
import { readReference } from "../../bodies/reference-body.ts";
import { groupEntity } from "../../entities/group.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerMadeNow } from "../answers.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { relatedRoutes } from "../related-lists.ts";
import type { Route, RouteDependencies } from "../route.ts";
import { readRoutes } from "./read-routes.ts";

const rule = rules.changeGroups;
const memberRule = rules.changeMembers;

/** Groups and their members. */
export const groupRoutes: readonly Route[] = [
  ...readRoutes(groupEntity, rules.readGroups, requireGroup),
  ...["members", "transitivemembers"].flatMap((list) =>
    relatedRoutes({
      path: `groups/*/${list}`,
      rule: rules.readGroups,
      async find(call, deps) {
        const { objectId: groupId } = await requireGroup(call, deps);
        const isTransitive = list === "transitivemembers";
        const collection = isTransitive ? "transitiveMemberOf" : "memberOf";
        return {
          types: ["user", "group", "servicePrincipal"],
          scope: { kind: "has", collection, match: "equal", value: groupId },
          readIds: (after, limit) =>
            deps.identity.objects.membersOf({ groupId, isTransitive, after, limit }),
        };
      },
    }),
  ),
  {
    method: "POST",
    path: "groups",
    rule: rules.createGroups,
    run: createGroup,
  },
  {
    method: "PATCH",
    path: "groups/*",
    rule,
    async run(call, deps) {
      const group = await requireManaged(call, deps);
      const body = readBody(call.body, "group");
      const names = readNames(body);
      if ((body.flag("securityEnabled") ?? group.isSecurityEnabled) !== group.isSecurityEnabled) {
        throw body.invalid("securityEnabled");
      }
      body.requireUnchanged(groupEntity.render(group), ...OTHERS);
      body.requireEnd();
      await deps.identity.changeGroup(group, names);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "groups/*",
    rule: rules.deleteGroups,
    async run(call, deps) {
      await deps.identity.deleteGroup(await requireManaged(call, deps, rules.deleteGroups));
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "groups/*/members/$ref",
    rule: memberRule,
    async run(call, deps) {
      const { tenantId, objectId: groupId } = await requireManaged(call, deps, memberRule);
      const memberId = readReference(call.body);
      const [present] = await deps.identity.objects.membersOf({
        groupId,
        isTransitive: false,
        after: predecessor(memberId),
        limit: 1,
      });
      if (present === memberId) {
        throw refuse("graph/body-invalid", {
          reason:
            "One or more added object references already exist for the following " +
            "modified properties: 'members'.",
        });
      }
      await deps.identity.addGroupMember({ tenantId, groupId, memberId });
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "groups/*/members/*/$ref",
    rule: memberRule,
    async run(call, deps) {
      const { tenantId, objectId: groupId } = await requireManaged(call, deps, memberRule);
      const memberId = call.segments[3] ?? "";
      await deps.identity.removeGroupMember({ tenantId, groupId, memberId });
      return { status: 204 };
    },
  },
];

/** A text that comes before an id, and behind every smaller one. */
function predecessor(id: string): string {
  return id.slice(0, -1);
}

async function createGroup(call: GraphCall, deps: RouteDependencies) {
  const { identity } = deps;
  const { tenantId, objectId: ownerId, kind } = call.principal;
  const body = readBody(call.body, "group");
  const { displayName, mailNickname, description } = readNames(body);
  requireSecurityGroup(body);
  body.requireEnd();
  if (displayName === undefined) throw body.missing("displayName");
  if (mailNickname === undefined) throw body.missing("mailNickname");
  requireGroupNames({ displayName, mailNickname });
  const made = await identity.createGroup({ tenantId, displayName });
  await identity.changeGroup(made, {
    mailNickname,
    ...(description !== undefined && { description }),
  });
  if (kind === "user") await identity.addOwner({ tenantId, objectId: made.objectId, ownerId });
  return await answerMadeNow(call, deps, groupEntity, made.objectId);
}

function readNames(body: BodyReader) {
  const displayName = body.requiredText("displayName");
  const mailNickname = body.requiredText("mailNickname");
  const hasDescription = body.has("description");
  const description = body.text("description") ?? null;
  return {
    ...(displayName !== undefined && { displayName }),
    ...(mailNickname !== undefined && { mailNickname }),
    ...(hasDescription && { description }),
  };
}

/** Only assigned security groups without an address are kept here; a body has to say so. */
function requireSecurityGroup(body: BodyReader): void {
  if (!body.has("mailEnabled")) throw body.missing("mailEnabled");
  const isSecurityEnabled = body.flag("securityEnabled");
  if (isSecurityEnabled === undefined) throw body.missing("securityEnabled");
  if (!isSecurityEnabled) throw body.invalid("securityEnabled");
  body.requireUnset(...OTHERS);
}

/** What a body may name besides what is kept of it. */
const OTHERS: readonly string[] = [
  ...[...groupEntity.properties.values()].map(({ name }) => name),
  "members@odata.bind",
  "owners@odata.bind",
];

/** The group of the path. @throws {Failure} `graph/not-found`. */
export async function requireGroup(
  { principal, segments }: GraphCall,
  { identity }: RouteDependencies,
): Promise<GroupObject> {
  const id = segments[1] ?? "";
  const group = await identity.objects.groups.find(principal.tenantId, id);
  if (group === undefined) throw refuse("graph/not-found", { id });
  return group;
}

async function requireManaged(
  call: GraphCall,
  deps: RouteDependencies,
  wanted = rule,
): Promise<GroupObject> {
  const group = await requireGroup(call, deps);
  await requireOwnership(call.principal, wanted, deps.identity, group.objectId);
  return group;
}
