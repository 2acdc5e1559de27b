import { Failure } from "../../base/index.ts";
import type { Subscription } from "../entities.ts";
import { locations } from "../locations.ts";
import { subscriptionVersions } from "./api-versions.ts";
import { principalIdsOf } from "./authorizer.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkQuery, methodNotAllowed } from "./check-call.ts";
import { listAnswer, readSkipToken, readVisible } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

/** Subscriptions in which the caller has any role; without one the list is empty, not refused. */
export async function listSubscriptions(
  call: ArmCall,
  { access, arm }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, subscriptionVersions, ["$skiptoken"]);
  const principalIds = principalIdsOf(call.principal);
  const list = {
    read: (after: string | undefined) => arm.listSubscriptions(call.principal.tenantId, after),
    isVisible: ({ subscriptionId }: Subscription) =>
      access.reaches({ principalIds, armScope: `/subscriptions/${subscriptionId}` }),
    keyOf: ({ subscriptionId }: Subscription) => subscriptionId,
  };
  const { items, next } = await readVisible(list, readSkipToken(call));
  return listAnswer(call, items.map(describe), next);
}

export async function getSubscription(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, subscriptionVersions);
  await authorizer.require(call, "Microsoft.Resources/subscriptions/read", idOf(call));
  const subscriptionId = call.path[1] ?? "";
  const subscription = await arm.findSubscription(subscriptionId);
  if (subscription === undefined) {
    throw new Failure("arm/subscription-not-found", "gone", { facts: { subscriptionId } });
  }
  return { status: 200, body: describe(subscription) };
}

/** The caller's own tenant; a token says nothing of others that the person may be a guest in. */
export async function listTenants(
  call: ArmCall,
  { principals }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, subscriptionVersions);
  const { tenantId } = call.principal;
  const tenant = await principals.findTenant(tenantId);
  if (tenant === undefined) return listAnswer(call, []);
  const value = {
    id: `/tenants/${tenantId}`,
    tenantId,
    displayName: tenant.displayName,
    domains: tenant.domains,
    ...(tenant.domains[0] === undefined ? {} : { defaultDomain: tenant.domains[0] }),
    tenantCategory: "Home",
    tenantType: "AAD",
  };
  return listAnswer(call, [value]);
}

export async function listLocations(
  call: ArmCall,
  { authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  // Extended locations are left out of the list, or are none.
  checkQuery(call, subscriptionVersions, ["includeextendedlocations"]);
  const subscription = idOf(call, 2);
  await authorizer.require(call, "Microsoft.Resources/subscriptions/locations/read", subscription);
  const value = locations.map(({ name, displayName, geographyGroup }) => ({
    id: `${subscription}/locations/${name}`,
    name,
    type: "Region",
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: { regionType: "Physical", regionCategory: "Recommended", geographyGroup },
  }));
  return listAnswer(call, value);
}

function describe({ subscriptionId, tenantId, displayName, tags }: Subscription): object {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}
