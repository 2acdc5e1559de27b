import { readReference } from "../../bodies/reference-body.ts";
import { applicationEntity } from "../../entities/application.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { type Rule, rules } from "../../permissions.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { relatedByIds, relatedRoutes } from "../related-lists.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

const rule: Rule = rules.changeApplications;

/** Who may manage registrations and service principals besides administrators. */
export const ownerRoutes: readonly Route[] = ["applications", "serviceprincipals"].flatMap(
  (set): Route[] => [
    ...relatedRoutes({
      path: `${set}/*/owners`,
      rule: rules.readApplications,
      async find(call, deps) {
        const { objectId } = await requireOwned(set, call, deps);
        const owners = await deps.identity.objects.ownersOf(objectId);
        return relatedByIds(["user", "servicePrincipal"], owners);
      },
    }),
    {
      method: "POST",
      path: `${set}/*/owners/$ref`,
      rule,
      async run(call, deps) {
        const { tenantId, objectId } = await requireManaged(set, call, deps);
        const ownerId = readReference(call.body);
        await deps.identity.addOwner({ tenantId, objectId, ownerId });
        return { status: 204 };
      },
    },
    {
      method: "DELETE",
      path: `${set}/*/owners/*/$ref`,
      rule,
      async run(call, deps) {
        const { tenantId, objectId } = await requireManaged(set, call, deps);
        const ownerId = (call.segments[3] ?? "").toLowerCase();
        await deps.identity.removeOwner({ tenantId, objectId, ownerId });
        return { status: 204 };
      },
    },
  ],
);

async function requireOwned(
  set: string,
  call: GraphCall,
  deps: RouteDependencies,
): Promise<{ readonly tenantId: string; readonly objectId: string }> {
  return set === "applications"
    ? await requireObject(call, deps, applicationEntity)
    : await requireObject(call, deps, servicePrincipalEntity);
}

async function requireManaged(set: string, call: GraphCall, deps: RouteDependencies) {
  const owned = await requireOwned(set, call, deps);
  await requireOwnership(call.principal, rule, deps.identity, owned.objectId);
  return owned;
}
