import { readReference } from "../../bodies/reference-body.ts";
import { applicationEntity } from "../../entities/application.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { type Rule, rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { relatedByIds, relatedRoutes } from "../related-lists.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";
import { requireGroup } from "./groups.ts";

interface Owned {
  readonly tenantId: string;
  readonly objectId: string;
}

/** A set whose objects have owners: who may read and change them, and the object of the path. */
interface OwnedSet {
  readonly set: string;
  readonly read: Rule;
  readonly change: Rule;
  find(call: GraphCall, deps: RouteDependencies): Promise<Owned>;
}

const SETS: readonly OwnedSet[] = [
  {
    set: "applications",
    read: rules.readApplications,
    change: rules.changeApplications,
    find: (call, deps) => requireObject(call, deps, applicationEntity),
  },
  {
    set: "serviceprincipals",
    read: rules.readApplications,
    change: rules.changeApplications,
    find: (call, deps) => requireObject(call, deps, servicePrincipalEntity),
  },
  { set: "groups", read: rules.readGroups, change: rules.changeGroups, find: requireGroup },
];

/** Who may manage registrations, service principals and groups besides administrators. */
export const ownerRoutes: readonly Route[] = SETS.flatMap((owned): Route[] => [
  ...relatedRoutes({
    path: `${owned.set}/*/owners`,
    rule: owned.read,
    async find(call, deps) {
      const { objectId } = await owned.find(call, deps);
      const owners = await deps.identity.objects.ownersOf(objectId);
      return relatedByIds(["user", "servicePrincipal"], owners);
    },
  }),
  {
    method: "POST",
    path: `${owned.set}/*/owners/$ref`,
    rule: owned.change,
    async run(call, deps) {
      const { tenantId, objectId } = await requireManaged(owned, call, deps);
      const ownerId = readReference(call.body);
      await deps.identity.addOwner({ tenantId, objectId, ownerId });
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: `${owned.set}/*/owners/*/$ref`,
    rule: owned.change,
    async run(call, deps) {
      const { tenantId, objectId } = await requireManaged(owned, call, deps);
      const ownerId = (call.segments[3] ?? "").toLowerCase();
      if (owned.set === "groups") await requireAnotherOwner(objectId, ownerId, deps);
      await deps.identity.removeOwner({ tenantId, objectId, ownerId });
      return { status: 204 };
    },
  },
]);

/** Source: learn.microsoft.com/graph/api/group-delete-owners: the last owner of a group stays. */
async function requireAnotherOwner(
  groupId: string,
  ownerId: string,
  { identity }: RouteDependencies,
): Promise<void> {
  const owners = await identity.objects.ownersOf(groupId);
  if (owners.length !== 1 || owners[0] !== ownerId) return;
  throw refuse("graph/body-invalid", {
    reason: "The group must have at least one owner, hence this owner cannot be removed.",
  });
}

async function requireManaged(
  { find, change }: OwnedSet,
  call: GraphCall,
  deps: RouteDependencies,
): Promise<Owned> {
  const owned = await find(call, deps);
  await requireOwnership(call.principal, change, deps.identity, owned.objectId);
  return owned;
}
