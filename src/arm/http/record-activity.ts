import { STATUS_CODES } from "node:http";
import { foldCase } from "../../access/index.ts";
import type { Clock, Ids } from "../../base/index.ts";
import { type Principal, refusalOf } from "../../http/index.ts";
import type {
  ActivityCaller,
  ActivityEvent,
  ActivityEvents,
  ActivityOperation,
  ActivityStatus,
} from "../activity-events.ts";
import { parseResourceId, type ResourceId, typeOfId } from "../resource-id.ts";
import { type ArmAnswer, type ArmCall, type ArmRequest, idOf } from "./call.ts";
import { writeArmError } from "./failures.ts";
import { makeOperationTrace } from "./operation-trace.ts";

export interface ActivityDependencies {
  readonly events: ActivityEvents;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How an operation ended, or that it has not. */
interface Outcome {
  readonly status: ActivityStatus;
  readonly httpStatus?: number;
  readonly failure?: ActivityEvent["failure"];
}

/**
 * Runs a request of a known caller and tells the activity log of it. No route can leave itself out:
 * whatever is not a GET or a HEAD is recorded, a POST that only reads (its action says so) excepted.
 */
export async function recordActivity(
  request: ArmRequest,
  principal: Principal,
  { events, clock, ids }: ActivityDependencies,
  run: (call: ArmCall) => Promise<ArmAnswer>,
): Promise<ArmAnswer> {
  const record = (outcome: Outcome): void => {
    if (!isWrite(call)) return;
    const time = clock.now();
    events.record(describe(call, { eventDataId: ids.guid(), time, ...outcome }));
  };
  const trace = makeOperationTrace(() => record({ status: "Started" }));
  const call: ArmCall = { ...request, principal, trace };
  try {
    const answer = await run(call);
    record(outcomeOf(answer));
    // What is to be polled is done before it is answered; the log tells of both.
    if (answer.status === 202) record({ status: "Succeeded", httpStatus: 200 });
    return answer;
  } catch (error) {
    const { status: httpStatus, body } = writeArmError(refusalOf(error));
    record({ status: "Failed", httpStatus, failure: failureIn(body) });
    throw error;
  }
}

function isWrite({ method, trace }: ArmCall): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const { action = "" } = trace.asked ?? {};
  return method !== "POST" || !foldCase(action).endsWith("/read");
}

function outcomeOf({ status, body }: ArmAnswer): Outcome {
  if (status >= 400) return { status: "Failed", httpStatus: status, failure: failureIn(body) };
  return { status: status === 202 ? "Accepted" : "Succeeded", httpStatus: status };
}

const MESSAGE_CHARACTERS_MAX = 2_000;

/** The code and message of a body in ARM's error form; an action words its own as text. */
function failureIn(body: unknown): ActivityEvent["failure"] {
  const { error } = ((): { error?: unknown } => {
    if (typeof body !== "string") return (body ?? {}) as { error?: unknown };
    try {
      return (JSON.parse(body) ?? {}) as { error?: unknown };
    } catch {
      return {};
    }
  })();
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  return { code, message: message.slice(0, MESSAGE_CHARACTERS_MAX) };
}

function describe(
  call: ArmCall,
  { status, httpStatus, failure, ...when }: Outcome & { eventDataId: string; time: number },
): ActivityEvent {
  const clientRequestId = call.headers["x-ms-client-request-id"];
  const isGiven = typeof clientRequestId === "string" && /^[\w.{}-]{1,64}$/.test(clientRequestId);
  return {
    ...when,
    ...operationOf(call),
    category: "Administrative",
    level: status === "Failed" ? "Error" : "Informational",
    status,
    httpStatus,
    // The names of statuses in the activity log are those of HTTP without their spaces.
    substatus: (STATUS_CODES[httpStatus ?? 0] ?? "").replaceAll(" ", ""),
    caller: callerOf(call),
    httpMethod: call.method,
    clientRequestId: isGiven ? clientRequestId : undefined,
    operationId: call.requestId,
    correlationId: call.requestId,
    requestId: call.requestId,
    failure,
  };
}

/** Source: learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema (names of claims). */
function callerOf({ principal, clientAddress }: ArmCall): ActivityCaller {
  const { kind, tenantId, objectId, appId, name, audience, scopes, roles } = principal;
  const claims = {
    aud: audience,
    appid: appId,
    "http://schemas.microsoft.com/identity/claims/objectidentifier": objectId,
    "http://schemas.microsoft.com/identity/claims/tenantid": tenantId,
    ...(kind === "user"
      ? { "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": name }
      : {}),
    ...(scopes.length === 0
      ? {}
      : { "http://schemas.microsoft.com/identity/claims/scope": scopes.join(" ") }),
    ...(roles.length === 0 ? {} : { roles: roles.join(" ") }),
  };
  return { kind, tenantId, objectId, appId, name, ipAddress: clientAddress, claims };
}

function operationOf(call: ArmCall): ActivityOperation {
  const path = idOf(call);
  const whole = parseResourceId(path);
  const asked = call.trace.asked;
  // A path that is no resource is one with an action behind it.
  const id = whole ?? parseResourceId(asked?.armScope ?? idOf(call, call.path.length - 1));
  const operationName = asked?.action ?? actionOf(call, id, whole !== undefined);
  return {
    operationName,
    armScope: asked?.armScope ?? path,
    resourceId: id?.text ?? path,
    resourceProvider: operationName.split("/", 1)[0] ?? "",
    resourceGroup: id?.resourceGroup,
    subscriptionId: id?.subscriptionId,
  };
}

const VERBS: Readonly<Record<string, string>> = {
  PUT: "write",
  PATCH: "write",
  DELETE: "delete",
};

/** What a request was about that was refused before a role was looked for. */
function actionOf(call: ArmCall, id: ResourceId | undefined, isWhole: boolean): string {
  const type = id === undefined ? "Microsoft.Resources" : (typeOfId(id) ?? containerType(id));
  if (isWhole) return `${type}/${VERBS[call.method] ?? "action"}`;
  return `${type}/${call.path.at(-1) ?? ""}/${VERBS[call.method] ?? "action"}`;
}

function containerType({ subscriptionId, resourceGroup }: ResourceId): string {
  if (subscriptionId === undefined) return "Microsoft.Resources";
  const subscriptions = "Microsoft.Resources/subscriptions";
  return resourceGroup === undefined ? subscriptions : `${subscriptions}/resourceGroups`;
}
