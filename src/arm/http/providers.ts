import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { locations } from "../locations.ts";
import type { TypeRegistry } from "../type-registry.ts";
import {
  authorizationVersions,
  lockVersions,
  resourceVersions,
  subscriptionVersions,
} from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkQuery, methodNotAllowed } from "./check-call.ts";
import { listAnswer } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

interface ProviderType {
  readonly resourceType: string;
  readonly apiVersions: readonly string[];
  readonly locations: readonly string[];
}

/** `…/providers`: everything that is served, and that is always registered. */
export async function listProviders(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions);
  await requireRead(call, call.path.length - 1, authorizer);
  const value = [...providersOf(arm.types)].map(([namespace, types]) =>
    describe(call, call.path.length, namespace, types),
  );
  return listAnswer(call, value);
}

/** `…/providers/{namespace}`, and `POST …/register`, which changes nothing. */
export async function getProvider(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  const isRegister = call.keys.at(-1) === "register" && call.keys.at(-3) === "providers";
  const method = isRegister ? "POST" : "GET";
  if (call.method !== method) throw methodNotAllowed(call, method);
  checkQuery(call, resourceVersions);
  const at = call.path.length - (isRegister ? 2 : 1);
  const provider = call.path[at] ?? "";
  if (isRegister) await authorizer.require(call, `${provider}/register/action`, idOf(call, at - 1));
  else await requireRead(call, at - 1, authorizer);
  for (const [namespace, types] of providersOf(arm.types)) {
    if (foldCase(namespace) !== foldCase(provider)) continue;
    return { status: 200, body: describe(call, at, namespace, types) };
  }
  throw new Failure("arm/provider-not-found", "no such provider", { facts: { provider } });
}

/** Tenant-wide, the list of providers is the same for everybody and needs no role. */
async function requireRead(
  call: ArmCall,
  scopeSegments: number,
  authorizer: RouteDependencies["authorizer"],
): Promise<void> {
  if (scopeSegments <= 0) return;
  const scope = idOf(call, scopeSegments);
  await authorizer.require(call, "Microsoft.Resources/subscriptions/providers/read", scope);
}

function describe(
  call: ArmCall,
  segments: number,
  namespace: string,
  resourceTypes: readonly ProviderType[],
): object {
  const isInSubscription = call.keys[0] === "subscriptions";
  return {
    ...(isInSubscription ? { id: `${idOf(call, Math.min(segments, 3))}/${namespace}` } : {}),
    namespace,
    ...(isInSubscription
      ? { registrationPolicy: "RegistrationRequired", registrationState: "Registered" }
      : {}),
    resourceTypes,
  };
}

function providersOf(types: TypeRegistry): ReadonlyMap<string, readonly ProviderType[]> {
  const providers = new Map<string, ProviderType[]>();
  const add = (provider: string, resourceType: string, apiVersions: readonly string[]): void => {
    const regions = provider.startsWith("Microsoft.Authorization") ? [] : REGIONS();
    const entry = { resourceType, locations: regions, apiVersions };
    providers.set(provider, [...(providers.get(provider) ?? []), entry]);
  };
  for (const name of ["roleAssignments", "roleDefinitions", "permissions"]) {
    add("Microsoft.Authorization", name, authorizationVersions);
  }
  add("Microsoft.Authorization", "locks", lockVersions);
  add("Microsoft.Resources", "resourceGroups", resourceVersions);
  add("Microsoft.Resources", "subscriptions", subscriptionVersions);
  for (const { provider, type, apiVersions } of types.all) add(provider, type, apiVersions);
  return providers;
}

const REGIONS = (): string[] => locations.map(({ displayName }) => displayName);
