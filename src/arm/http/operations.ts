import { Failure, limits } from "../../base/index.ts";
import type { AsyncOperation, OperationPlace } from "../async-operations.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import type { TypeRegistry } from "../type-registry.ts";
import { resourceVersions } from "./api-versions.ts";
import { type ArmAnswer, type ArmCall, idOf, wireTime } from "./call.ts";
import { checkQuery, methodNotAllowed } from "./check-call.ts";
import type { RouteDependencies } from "./route-deps.ts";

const READ = "Microsoft.Resources/subscriptions/operationresults/read";

/** `…/subscriptions/{id}/operationresults/{id}`: what came of a deletion of a group. */
export async function ownResult(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const place = { subscriptionId: call.path[1] ?? "", provider: "", location: "" };
  await findOperation(call, place, resourceVersions, deps);
  return { status: 200 };
}

/** `…/providers/{provider}/locations/{region}/operationResults/{id}`: what came of a deletion. */
export async function providerResult(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  await findOperation(call, placeOf(call), versionsOf(call, deps.arm.types), deps);
  return { status: 204 };
}

/**
 * `…/providers/{provider}/locations/{region}/operationStatuses/{id}`:
 * `{"id":"…","name":"…","status":"Succeeded","startTime":"…","endTime":"…"}`.
 */
export async function providerStatus(call: ArmCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const versions = versionsOf(call, deps.arm.types);
  const operation = await findOperation(call, placeOf(call), versions, deps);
  return {
    status: 200,
    body: {
      id: idOf(call),
      name: operation.id,
      status: "Succeeded",
      percentComplete: 100,
      startTime: wireTime(operation.startedAt),
      endTime: wireTime(operation.endedAt),
    },
  };
}

/** Whoever asked for it may ask about it, and so may who can read all of the subscription. */
async function findOperation(
  call: ArmCall,
  place: OperationPlace,
  apiVersions: readonly string[],
  { arm, authorizer }: RouteDependencies,
): Promise<AsyncOperation> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, apiVersions);
  const subscription = idOf(call, 2);
  await authorizer.requireTenant(call, subscription);
  const id = call.path.at(-1) ?? "";
  const operation = await arm.operations.find(place, id);
  if (operation?.principalId !== call.principal.objectId) {
    await authorizer.require(call, READ, subscription);
  }
  if (operation !== undefined) return operation;
  throw new Failure("arm/operation-not-found", "no such operation", { facts: { id } });
}

function placeOf({ path }: ArmCall): OperationPlace {
  const [, subscriptionId = "", , provider = "", , location = ""] = path;
  return { subscriptionId, provider, location };
}

function versionsOf(call: ArmCall, types: TypeRegistry): readonly string[] {
  const provider = call.keys[3] ?? "";
  const own = types.all.filter((type) => type.provider.toLowerCase() === provider);
  if (own.length === 0) {
    throw new Failure("arm/provider-not-found", "no such provider", { facts: { provider } });
  }
  return own.flatMap(({ apiVersions }) => apiVersions);
}

/** Adds to the answer of a deleted group where to ask whether it is gone. */
export async function acceptGroupDeletion(
  call: ArmCall,
  startedAt: number,
  { arm }: RouteDependencies,
): Promise<ArmAnswer> {
  const subscriptionId = call.path[1] ?? "";
  const operation = await arm.operations.note({
    place: { subscriptionId, provider: "", location: "" },
    resourceId: idOf(call),
    principal: call.principal,
    startedAt,
  });
  const path = `${idOf(call, 2)}/operationresults/${operation.id}`;
  return { status: 202, headers: { location: addressOf(call, path), ...RETRY() } };
}

/** Adds to the answer of a write where to ask for the status of the operation. */
export async function withStatus(
  call: ArmCall,
  answer: ArmAnswer,
  done: {
    readonly type: ResourceType;
    readonly resource: Pick<Resource, "id" | "location">;
    readonly startedAt: number;
  },
  { arm }: RouteDependencies,
): Promise<ArmAnswer> {
  const { resource, startedAt, type } = done;
  if (type.polling === undefined) return answer;
  const location = resource.location ?? "global";
  const subscriptionId = call.path[1] ?? "";
  const operation = await arm.operations.note({
    place: { subscriptionId, provider: type.provider, location },
    resourceId: resource.id,
    principal: call.principal,
    startedAt,
  });
  const path = `${idOf(call, 2)}/providers/${type.provider}/locations/${location}`;
  const status = addressOf(call, `${path}/operationStatuses/${operation.id}`);
  const result = addressOf(call, `${path}/operationResults/${operation.id}`);
  const headers = {
    "azure-asyncoperation": status,
    ...(answer.status === 202 ? { location: result } : {}),
    ...RETRY(),
  };
  return { ...answer, headers };
}

function addressOf(call: ArmCall, path: string): string {
  return `${call.origin}${path}?api-version=${call.query.get("api-version") ?? ""}`;
}

const RETRY = (): Readonly<Record<string, string>> => ({
  "retry-after": String(limits.arm.retryAfterSeconds),
});
