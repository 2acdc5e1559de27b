import { readBody } from "../../bodies/reader.ts";
import { type Rule, rules } from "../../permissions.ts";
import { contextOf } from "../answers.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { relatedByIds, relatedRoutes } from "../related-lists.ts";
import { requireMember } from "../require-member.ts";
import type { Route } from "../route.ts";

/** Paths of what can be in a group, and at which place of them the object is named. */
const MEMBERS = ["me", "users/*", "groups/*", "serviceprincipals/*", "directoryobjects/*"];

/**
 * Who may see what an object is in.
 *
 * Source: learn.microsoft.com/graph/api/user-list-memberof and group-list-memberof.
 */
function membershipRule(path: string): Rule {
  if (path === "me" || path === "users/*") return rules.readMemberships;
  return path === "groups/*" ? rules.readGroups : rules.readDirectory;
}

/** What an object owns. */
const ownedRoutes: readonly Route[] = ["me", "users/*", "serviceprincipals/*"].flatMap((path) =>
  relatedRoutes({
    path: `${path}/ownedobjects`,
    rule: rules.readOwned,
    async find(call, deps) {
      const objectId = await requireMember(call, deps);
      const owned = await deps.identity.objects.ownedBy(call.principal.tenantId, objectId);
      return relatedByIds(["application", "servicePrincipal", "group"], owned);
    },
  }),
);

/** The groups that an object is in, and the roles in the directory that it holds. */
const groupRoutes: readonly Route[] = MEMBERS.flatMap((path): Route[] => [
  ...(["memberof", "transitivememberof"] as const).flatMap((list) =>
    relatedRoutes({
      path: `${path}/${list}`,
      rule: membershipRule(path),
      async find(call, deps) {
        const { tenantId } = call.principal;
        const objectId = await requireMember(call, deps);
        const { direct, all } = await deps.identity.findMemberships(tenantId, objectId);
        const roles = await deps.identity.objects.directoryRolesOf(tenantId, objectId);
        const groups = list === "memberof" ? direct : all;
        return relatedByIds(["group", "directoryRole"], groups, roles);
      },
    }),
  ),
  {
    method: "POST",
    path: `${path}/checkmembergroups`,
    rule: rules.readDirectory,
    async run(call, deps) {
      const objectId = await requireMember(call, deps);
      const body = readBody(call.body, "directoryObject");
      const asked = body.guids("groupIds") ?? [];
      body.requireEnd();
      if (asked.length === 0 || asked.length > GROUPS_PER_CHECK_MAX) throw body.invalid("groupIds");
      const { all } = await deps.identity.findMemberships(call.principal.tenantId, objectId);
      return answerIds(
        call,
        asked.filter((id) => all.includes(id)),
      );
    },
  },
  {
    method: "POST",
    path: `${path}/getmembergroups`,
    rule: rules.readDirectory,
    async run(call, deps) {
      const objectId = await requireMember(call, deps);
      const body = readBody(call.body, "directoryObject");
      const isSecurityOnly = body.flag("securityEnabledOnly") ?? false;
      body.requireEnd();
      const found = await deps.identity.findMemberships(call.principal.tenantId, objectId);
      return answerIds(call, isSecurityOnly ? found.security : found.all);
    },
  },
]);

/** What an object is in, and what it owns. */
export const membershipRoutes: readonly Route[] = [...groupRoutes, ...ownedRoutes];

/** Source: learn.microsoft.com/graph/api/directoryobject-checkmembergroups. */
const GROUPS_PER_CHECK_MAX = 20;

function answerIds(call: GraphCall, value: readonly string[]): GraphAnswer {
  return {
    status: 200,
    body: { "@odata.context": contextOf(call, "Collection(Edm.String)"), value },
  };
}
