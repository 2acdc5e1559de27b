import { readBody } from "../../bodies/reader.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { contextOf } from "../answers.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { answerPrincipals, idsOf } from "../principal-lists.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** Paths of what can be in a group, and at which place of them the object is named. */
const MEMBERS = ["me", "users/*", "groups/*", "serviceprincipals/*", "directoryobjects/*"];

/** What an object owns. */
const ownedRoutes: readonly Route[] = ["me", "users/*", "serviceprincipals/*"].map((path) => ({
  method: "GET",
  path: `${path}/ownedobjects`,
  rule: rules.readDirectory,
  isCastable: true,
  async run(call, deps) {
    const objectId = await requireMember(call, deps);
    const owned = await deps.identity.objects.ownedBy(call.principal.tenantId, objectId);
    return await answerPrincipals(call, deps, idsOf(owned));
  },
}));

/** The groups that an object is in. */
const groupRoutes: readonly Route[] = MEMBERS.flatMap((path): Route[] => [
  ...(["memberof", "transitivememberof"] as const).map(
    (list): Route => ({
      method: "GET",
      path: `${path}/${list}`,
      rule: rules.readDirectory,
      isCastable: true,
      async run(call, deps) {
        const { tenantId } = call.principal;
        const objectId = await requireMember(call, deps);
        const { direct, all } = await deps.identity.findMemberships(tenantId, objectId);
        return await answerPrincipals(call, deps, idsOf(list === "memberof" ? direct : all));
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
      const asked = (body.texts("groupIds") ?? []).map((id) => id.toLowerCase());
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

/** The id of the object that the path names; `me` is the caller. */
async function requireMember(call: GraphCall, { identity }: RouteDependencies): Promise<string> {
  const { principal, segments, pattern } = call;
  if (pattern[0] === "me") {
    if (principal.kind !== "user") throw refuse("graph/me-without-user");
    return principal.objectId;
  }
  const id = segments[1] ?? "";
  const user =
    pattern[0] === "users"
      ? await identity.objects.users.findNamed(principal.tenantId, id)
      : undefined;
  const found = user?.objectId ?? id;
  const object = await identity.objects.findAny(principal.tenantId, found);
  if (object === undefined || !TYPES[pattern[0] ?? ""]?.includes(object.type)) {
    throw refuse("graph/not-found", { id });
  }
  return object.item.objectId;
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  users: ["user"],
  groups: ["group"],
  serviceprincipals: ["servicePrincipal"],
  directoryobjects: ["user", "group", "servicePrincipal"],
};
