import type {
  Identity,
  ObjectName,
  ServicePrincipalChange,
  ServicePrincipalObject,
} from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { readServicePrincipalChange } from "../../bodies/service-principal-body.ts";
import { servicePrincipalEntity } from "../../entities/service-principal.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { answerMadeNow } from "../answers.ts";
import { requireOwnership } from "../authorize.ts";
import type { GraphCall } from "../call.ts";
import { requireObject } from "../require-object.ts";
import type { Route, RouteDependencies } from "../route.ts";

const rule = rules.changeApplications;

/** Applications as they are present in the tenant, to be made, switched and removed. */
export const servicePrincipalChangeRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "serviceprincipals",
    rule: rules.createApplications,
    async run(call, deps) {
      const { identity } = deps;
      const { tenantId, objectId: ownerId } = call.principal;
      const body = readBody(call.body, "servicePrincipal");
      const appId = body.requiredText("appId");
      const change = readServicePrincipalChange(body);
      body.requireUnset(...PROPERTIES);
      body.requireEnd();
      if (appId === undefined) {
        throw refuse("graph/body-invalid", {
          reason: "A value is required for property 'appId' of resource 'ServicePrincipal'.",
        });
      }
      await requireMayAdd(call, deps, appId);
      const { objectId } = await identity.createServicePrincipal({
        tenantId,
        appId,
        change,
        ownerId,
      });
      return await answerMadeNow(call, deps, servicePrincipalEntity, objectId);
    },
  },
  {
    method: "PATCH",
    path: "serviceprincipals/*",
    rule,
    async run(call, deps) {
      const item = await requireManagedPrincipal(call, deps);
      const { tenantId, objectId } = item;
      const body = readBody(call.body, "servicePrincipal");
      const change = readServicePrincipalChange(body);
      body.requireUnchanged(servicePrincipalEntity.render(item), ...PROPERTIES);
      body.requireEnd();
      await changeAnything({ tenantId, objectId }, change, deps.identity);
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "serviceprincipals/*",
    rule,
    async run(call, deps) {
      await deps.identity.deleteServicePrincipal(await requireManagedPrincipal(call, deps));
      return { status: 204 };
    },
  },
];

/** A body that says nothing changes nothing, and leaves no trace in the audit. */
async function changeAnything(
  name: ObjectName,
  change: ServicePrincipalChange,
  identity: Identity,
): Promise<void> {
  if (Object.keys(change).length > 0) await identity.changeServicePrincipal(name, change);
}

/** What a body does not say of a service principal follows from its registration. */
const PROPERTIES: readonly string[] = [...servicePrincipalEntity.properties.values()].map(
  ({ name }) => name,
);

/** Who has no role may bring in what he owns. */
async function requireMayAdd(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  appId: string,
): Promise<void> {
  const { items } = await identity.objects.applications.page(principal.tenantId, {
    condition: { kind: "compare", column: "appId", operator: "eq", value: appId.toLowerCase() },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 1,
  });
  await requireOwnership(principal, rule, identity, items[0]?.objectId ?? "");
}

/** The service principal of the path, which the caller may manage; Microsoft's own stay as they are. */
export async function requireManagedPrincipal(
  call: GraphCall,
  deps: RouteDependencies,
): Promise<ServicePrincipalObject> {
  const item = await requireObject(call, deps, servicePrincipalEntity);
  await requireOwnership(call.principal, rule, deps.identity, item.objectId);
  if (item.createdAt === undefined || item.kind === "ManagedIdentity") throw refuse("graph/denied");
  return item;
}
