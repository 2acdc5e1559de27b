import { foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import { isInGroup, parseResourceId, type ResourceId, typeOfId } from "../resource-id.ts";
import type { ResourceAction, ResourceType } from "../resource-type.ts";
import { routeAuthorization } from "./authorization/route.ts";
import { type ArmAnswer, type ArmCall, idOf } from "./call.ts";
import { checkApiVersion, refusePreconditions } from "./check-call.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { listGroups, oneGroup } from "./groups.ts";
import { listAnyResources } from "./list-resources.ts";
import { checkNameAvailability, checkResourceName } from "./name-checks.ts";
import { ownResult, providerResult, providerStatus } from "./operations.ts";
import { isOwnIdentityPath, ownIdentity } from "./own-identity.ts";
import { changeRegistration, getProvider, listProviders, listProviderTypes } from "./providers.ts";
import { refuseUnserved } from "./refused-paths.ts";
import { listTyped, oneResource, resourceNotFound } from "./resources.ts";
import type { RouteDependencies } from "./route-deps.ts";
import { getSubscription, listLocations, listSubscriptions, listTenants } from "./subscriptions.ts";
import { isTagsPath, listTagNames, oneTagName, tagsAtScope } from "./tags.ts";

type Route = (call: ArmCall, deps: RouteDependencies) => Promise<ArmAnswer>;

/** Fixed paths; `*` stands for one segment. */
const ROUTES: readonly (readonly [pattern: string, route: Route])[] = [
  ["subscriptions", listSubscriptions],
  ["subscriptions/*", getSubscription],
  ["subscriptions/*/tagnames", listTagNames],
  ["subscriptions/*/tagnames/*", oneTagName],
  ["subscriptions/*/tagnames/*/tagvalues/*", oneTagName],
  ["subscriptions/*/locations", listLocations],
  ["subscriptions/*/resourcegroups", listGroups],
  ["subscriptions/*/resourcegroups/*", oneGroup],
  ["subscriptions/*/resourcegroups/*/resources", listAnyResources],
  ["subscriptions/*/resources", listAnyResources],
  ["subscriptions/*/providers", listProviders],
  ["subscriptions/*/providers/*", getProvider],
  ["subscriptions/*/providers/*/register", changeRegistration],
  ["subscriptions/*/providers/*/unregister", changeRegistration],
  ["subscriptions/*/providers/*/resourcetypes", listProviderTypes],
  ["subscriptions/*/providers/*/checknameavailability", checkNameAvailability],
  ["subscriptions/*/providers/*/locations/*/operationstatuses/*", providerStatus],
  ["subscriptions/*/providers/*/locations/*/operationresults/*", providerResult],
  ["subscriptions/*/operationresults/*", ownResult],
  ["tenants", listTenants],
  ["providers", listProviders],
  ["providers/*", getProvider],
  ["providers/microsoft.resources/checkresourcename", checkResourceName],
  ["lazurite/why/*", explainRefusal],
];

/**
 * Sends a request to what serves its path: a fixed path, Microsoft.Authorization at any scope, or
 * a resource, an action or a list of a type that a room contributed.
 */
export async function dispatch(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const typed = findType(call, deps);
  if (typed !== undefined) return oneResource(call, typed, deps);
  refusePreconditions(call);
  refuseUnserved(call);
  const authorization = routeAuthorization(call);
  if (authorization !== undefined) return authorization(call, deps);
  if (isTagsPath(call)) return tagsAtScope(call, deps);
  if (isOwnIdentityPath(call)) return ownIdentity(call, deps);
  for (const [pattern, route] of ROUTES) {
    if (matches(pattern, call.keys)) return route(call, deps);
  }
  return dispatchTyped(call, deps);
}

function matches(pattern: string, keys: readonly string[]): boolean {
  const parts = pattern.split("/");
  return (
    parts.length === keys.length && parts.every((part, at) => part === "*" || part === keys[at])
  );
}

/** The type of the resource that the path names, if rooms contributed it. */
function findType(call: ArmCall, { arm }: RouteDependencies): ResourceType | undefined {
  const id = parseResourceId(idOf(call));
  if (id === undefined || !isInGroup(id)) return undefined;
  return arm.types.find(typeOfId(id) ?? "");
}

async function dispatchTyped(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const { types } = deps.arm;
  const path = idOf(call);
  const id = parseResourceId(path);
  const name = id === undefined ? undefined : typeOfId(id);
  const found = findAction(call, deps);
  if (found !== undefined) return runAction(call, found, deps);
  // A list is a path that a name would complete.
  const item = parseResourceId(`${path}/name`);
  const itemType = item === undefined ? undefined : typeOfId(item);
  const listed = itemType === undefined ? undefined : types.find(itemType);
  if (listed !== undefined && item !== undefined && isListed(item, listed))
    return listTyped(call, listed, scopeOfList(call, listed.type), deps);
  refuseKeptOperation(call, deps);
  throw unknownPath(call, name ?? itemType, deps);
}

/** Lists are those of a group, or of a whole subscription, but not of what nests in a resource. */
function isListed(item: ResourceId, { type }: ResourceType): boolean {
  if (isInGroup(item)) return true;
  return item.subscriptionId !== undefined && item.chain.length === 1 && !type.includes("/");
}

interface FoundAction {
  readonly action: ResourceAction;
  readonly resourceId: string;
}

/** The longest resource id that begins the path and whose type has the rest as an action. */
function findAction(call: ArmCall, { arm }: RouteDependencies): FoundAction | undefined {
  for (let count = call.path.length - 1; count > 0; count -= 1) {
    const resourceId = idOf(call, count);
    const id = parseResourceId(resourceId);
    const type = arm.types.find((id === undefined ? undefined : typeOfId(id)) ?? "");
    const rest = call.keys.slice(count).join("/");
    const action = type?.actions.find(
      ({ path, methods }) => path === rest && methods.some((method) => method === call.method),
    );
    if (action !== undefined) return { action, resourceId };
  }
  return undefined;
}

/** The action words its own answer; who may call it, and whether it is there, is ARM's to say. */
async function runAction(
  call: ArmCall,
  { action, resourceId }: FoundAction,
  { arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  call.trace.ask(action.action, resourceId);
  if (action.apiVersions !== undefined) checkApiVersion(call, action.apiVersions);
  await authorizer.require(call, action.action, resourceId);
  const resource = await arm.findResource(resourceId);
  if (resource === undefined) throw resourceNotFound(resourceId);
  const { principal, method, query, headers, body, requestId, signal } = call;
  return action.run({ resource, principal, method, query, headers, body, requestId, signal });
}

/**
 * A resource that is only kept does nothing: whatever it is told to do is refused by name.
 *
 * @throws {Failure} `arm/not-supported`.
 */
function refuseKeptOperation(call: ArmCall, { arm }: RouteDependencies): void {
  if (call.method !== "POST") return;
  for (let count = call.path.length - 1; count > 0; count -= 1) {
    const id = parseResourceId(idOf(call, count));
    const name = (id === undefined ? undefined : typeOfId(id)) ?? "";
    if (arm.types.find(name)?.isKept === undefined) continue;
    const operation = call.path.slice(count).join("/");
    const what = `'${operation}' of '${name}', which is kept and not served,`;
    throw new Failure("arm/not-supported", "a kept resource does nothing", { facts: { what } });
  }
}

/** The list's scope: before `/providers/…`, or the parent of a nested type. */
function scopeOfList(call: ArmCall, type: string): string {
  const isNested = type.includes("/");
  return idOf(call, call.path.length - (isNested ? 1 : 3));
}

/** Providers that serve something although no room contributes a type of theirs. */
const OWN_PROVIDERS: readonly string[] = ["microsoft.authorization", "microsoft.resources"];

function unknownPath(call: ArmCall, name: string | undefined, deps: RouteDependencies): Failure {
  if (name === undefined) {
    return new Failure("arm/path-not-found", "no such path", { facts: { path: idOf(call) } });
  }
  const [provider = "", ...rest] = name.split("/");
  const isOwn = OWN_PROVIDERS.includes(foldCase(provider));
  if (!isOwn && !deps.arm.types.hasProvider(provider)) {
    return new Failure("arm/provider-not-found", "no such provider", { facts: { provider } });
  }
  return new Failure("arm/type-not-found", "no such type", {
    facts: { provider, type: rest.join("/") },
  });
}
