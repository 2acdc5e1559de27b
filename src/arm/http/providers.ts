import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { locations } from "../locations.ts";
import type { TypeRegistry } from "../type-registry.ts";
import {
  authorizationVersions,
  denyAssignmentVersions,
  lockVersions,
  resourceVersions,
  subscriptionVersions,
} from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkFields, checkQuery, isObject, methodNotAllowed, readObject } from "./check-call.ts";
import { listAnswer } from "./paging.ts";
import type { RouteDependencies } from "./route-deps.ts";

interface ProviderType {
  readonly resourceType: string;
  readonly apiVersions: readonly string[];
  readonly locations: readonly string[];
}

/** Providers that every subscription has. */
const FREE: readonly string[] = ["microsoft.authorization", "microsoft.resources"];

/** `…/providers`: everything that is served or kept. */
export async function listProviders(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions);
  await requireRead(call, call.path.length - 1, authorizer);
  const scope = await readScope(call, arm);
  const value = [...providersOf(arm.types)].map((provider) => describe(scope, provider));
  return listAnswer(call, value);
}

/** `…/providers/{namespace}`. */
export async function getProvider(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions);
  await requireRead(call, call.path.length - 2, authorizer);
  const found = findProvider(call.path.at(-1) ?? "", arm.types);
  return { status: 200, body: describe(await readScope(call, arm), found) };
}

/** `…/providers/{namespace}/resourceTypes`. */
export async function listProviderTypes(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, resourceVersions);
  await requireRead(call, 2, authorizer);
  const [, types] = findProvider(call.path[3] ?? "", arm.types);
  return listAnswer(call, types);
}

/** `POST …/register` and `POST …/unregister`: the state is the new one at once. */
export async function changeRegistration(
  call: ArmCall,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "POST") throw methodNotAllowed(call, "POST");
  checkQuery(call, resourceVersions);
  const [, subscriptionId = "", , provider = ""] = call.path;
  const verb = call.keys.at(-1) === "register" ? "register" : "unregister";
  await authorizer.require(call, `${provider}/${verb}/action`, idOf(call, 2));
  if (call.body.length > 0) refuseConsent(call);
  const found = findProvider(provider, arm.types);
  const isFree = FREE.includes(foldCase(found[0]));
  if (isFree && verb === "unregister") {
    const what = `Unregistering '${found[0]}', which needs no registration,`;
    throw new Failure("arm/not-supported", "always registered", { facts: { what } });
  }
  const state = verb === "register" ? "Registered" : "Unregistered";
  if (!isFree) await arm.registrations.set(subscriptionId, found[0], state);
  return { status: 200, body: describe(await readScope(call, arm), found) };
}

/** Consent to what a provider of somebody else's may do; there are none of those here. */
function refuseConsent(call: ArmCall): void {
  const body = readObject(call);
  checkFields(body, ["thirdPartyProviderConsent"], "a registration");
  const consent = body["thirdPartyProviderConsent"] ?? {};
  if (isObject(consent) && consent["consentToAuthorization"] !== true) return;
  throw new Failure("arm/not-supported", "no consent", {
    facts: { what: "Consent to a third party's provider" },
  });
}

type ProviderEntry = readonly [namespace: string, types: readonly ProviderType[]];

function findProvider(provider: string, types: TypeRegistry): ProviderEntry {
  for (const entry of providersOf(types)) {
    if (foldCase(entry[0]) === foldCase(provider)) return entry;
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

/** Where a list of providers was asked for; undefined for the tenant as a whole. */
type Scope = { readonly id: string; readonly unregistered: ReadonlySet<string> } | undefined;

async function readScope(call: ArmCall, arm: RouteDependencies["arm"]): Promise<Scope> {
  if (call.keys[0] !== "subscriptions") return undefined;
  const unregistered = await arm.registrations.unregistered(call.path[1] ?? "");
  return { id: idOf(call, 2), unregistered };
}

function describe(scope: Scope, [namespace, resourceTypes]: ProviderEntry): object {
  if (scope === undefined) return { namespace, resourceTypes };
  const key = foldCase(namespace);
  return {
    id: `${scope.id}/providers/${namespace}`,
    namespace,
    registrationPolicy: FREE.includes(key) ? "RegistrationFree" : "RegistrationRequired",
    registrationState: scope.unregistered.has(key) ? "Unregistered" : "Registered",
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
  add("Microsoft.Authorization", "denyAssignments", denyAssignmentVersions);
  add("Microsoft.Authorization", "locks", lockVersions);
  for (const name of ["resourceGroups", "resources", "tags"]) {
    add("Microsoft.Resources", name, resourceVersions);
  }
  add("Microsoft.Resources", "subscriptions", subscriptionVersions);
  // Newest first: clients take the first that is no preview (seen: az resource create).
  for (const { provider, type, apiVersions } of types.all) {
    add(provider, type, [...apiVersions].sort().reverse());
  }
  return providers;
}

const REGIONS = (): string[] => locations.map(({ displayName }) => displayName);
