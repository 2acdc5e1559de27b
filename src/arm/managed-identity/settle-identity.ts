import { foldCase } from "../../access/index.ts";
import { limits } from "../../base/index.ts";
import type { IdentityRequest, ResourceIdentities } from "../resource-identities.ts";
import type { ManagedPrincipal, ManagedPrincipals } from "./managed-principals.ts";
import { invalidBody, readFields } from "./read-fields.ts";

/** What an `identity` block asks for. */
interface WantedIdentity {
  readonly hasSystem: boolean;
  /** Ids of user-assigned identities in the spelling of the body. */
  readonly userIds: readonly string[];
}

/** Gives resources their identities: one of their own, others that stand for themselves, or both. */
export function createResourceIdentities(principals: ManagedPrincipals): ResourceIdentities {
  return {
    settle: (request) => settle(request, principals),
    async find(resourceId) {
      const found = await principals.find(resourceId);
      return found?.assignment === "system" ? found : undefined;
    },
    remove: (resourceId) => principals.remove(resourceId),
  };
}

/** `{"type":"SystemAssigned","principalId":"…","tenantId":"…"}` and `userAssignedIdentities`. */
async function settle(
  { resourceId, name: displayName, tenantId, wanted, current }: IdentityRequest,
  principals: ManagedPrincipals,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { hasSystem, userIds } = readWanted(wanted);
  if (!hasSystem && userIds.length === 0) return undefined;
  const users = new Map<string, object>();
  for (const id of userIds) {
    const user = await requireUser(id, tenantId, resourceId, principals);
    requireSame(user, current);
    // Under one spelling only: else taking it away would leave the others.
    users.set(user.resourceId, { principalId: user.principalId, clientId: user.clientId });
  }
  const system = hasSystem
    ? ((await principals.find(resourceId)) ??
      (await principals.create({ tenantId, displayName, assignment: "system", resourceId })))
    : undefined;
  return {
    type: [
      ...(hasSystem ? ["SystemAssigned"] : []),
      ...(users.size > 0 ? ["UserAssigned"] : []),
    ].join(", "),
    ...(system === undefined ? {} : { principalId: system.principalId, tenantId: system.tenantId }),
    ...(users.size === 0 ? {} : { userAssignedIdentities: Object.fromEntries(users) }),
  };
}

async function requireUser(
  id: string,
  tenantId: string,
  resourceId: string,
  principals: ManagedPrincipals,
): Promise<ManagedPrincipal> {
  const found = await principals.find(id);
  if (found?.assignment === "user" && found.tenantId === tenantId) return found;
  const reason = `the identity '${id.slice(0, 500)}' of '${resourceId}' was not found`;
  throw invalidBody("FailedIdentityOperation", reason);
}

/** A new identity under the name of one that is gone is another: it is attached by whoever may. */
function requireSame({ resourceId, principalId }: ManagedPrincipal, current: unknown): void {
  const attached = usersIn(current).find(([id]) => foldCase(id) === foldCase(resourceId))?.[1];
  if (attached === undefined) return;
  if ((attached as { readonly principalId?: unknown } | null)?.principalId === principalId) return;
  const reason = `the identity '${resourceId}' is not the one that was attached, which is deleted`;
  throw invalidBody("FailedIdentityOperation", `${reason}: detach it first`);
}

/** A resource's PATCH with the ids of identities spelled as those that the resource has. */
export function respellIdentities(
  patch: Readonly<Record<string, unknown>>,
  current: unknown,
): Readonly<Record<string, unknown>> {
  const given = usersIn(patch["identity"]);
  if (given.length === 0) return patch;
  const stored = new Map(usersIn(current).map(([id]) => [foldCase(id), id]));
  const respelled = given.map(([id, value]) => {
    const known = stored.get(foldCase(id.replace(/\/$/, "")));
    return [known ?? id, value] as const;
  });
  const userAssignedIdentities = Object.fromEntries(respelled);
  return { ...patch, identity: { ...(patch["identity"] as object), userAssignedIdentities } };
}

const TYPES = ["none", "systemassigned", "userassigned"];

/** The ids that a body's `identity` attaches; a null takes one away. */
export function userIdsOf(identity: unknown): readonly string[] {
  return usersIn(identity)
    .filter(([, value]) => value !== null)
    .map(([id]) => id);
}

function usersIn(identity: unknown): readonly (readonly [id: string, value: unknown])[] {
  const { userAssignedIdentities } = (identity ?? {}) as { userAssignedIdentities?: unknown };
  const isMap =
    typeof userAssignedIdentities === "object" && !Array.isArray(userAssignedIdentities);
  return Object.entries(isMap ? (userAssignedIdentities ?? {}) : {});
}

/** Source: ManagedServiceIdentity of the common types of resource management. */
function readWanted(wanted: unknown): WantedIdentity {
  if (wanted === undefined || wanted === null) return { hasSystem: false, userIds: [] };
  const known = ["type", "principalId", "tenantId", "userAssignedIdentities"];
  const fields = readFields(wanted, "identity", known);
  const { type, userAssignedIdentities: map = {} } = fields;
  const types = typeof type === "string" ? type.split(",").map((one) => foldCase(one.trim())) : [];
  const isKnown =
    types.length > 0 &&
    types.every((one) => TYPES.includes(one)) &&
    new Set(types).size === types.length &&
    (types.length === 1 || !types.includes("none"));
  if (!isKnown) {
    const rule = "None, SystemAssigned, UserAssigned or 'SystemAssigned, UserAssigned'";
    throw invalidBody("InvalidIdentityType", `identity.type must be ${rule}`);
  }
  if (typeof map !== "object" || map === null || Array.isArray(map)) {
    throw invalidBody("InvalidRequestContent", "userAssignedIdentities must be an object");
  }
  for (const [id, value] of Object.entries(map)) {
    readFields(value, `the identity '${id.slice(0, 500)}'`, ["principalId", "clientId"]);
  }
  const userIds = userIdsOf(fields);
  const hasUsers = types.includes("userassigned");
  if (userIds.length > limits.arm.userIdentitiesPerResourceMax) {
    throw invalidBody("InvalidRequestContent", "there are too many user-assigned identities");
  }
  if (hasUsers !== userIds.length > 0) {
    const rule =
      "user-assigned identities are named where the type says UserAssigned, and there only";
    throw invalidBody("InvalidRequestContent", rule);
  }
  return { hasSystem: types.includes("systemassigned"), userIds };
}
