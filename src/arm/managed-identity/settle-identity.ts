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
  { resourceId, name: displayName, tenantId, wanted }: IdentityRequest,
  principals: ManagedPrincipals,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { hasSystem, userIds } = readWanted(wanted);
  if (!hasSystem && userIds.length === 0) return undefined;
  const users: [string, object][] = [];
  for (const id of userIds) {
    const { principalId, clientId } = await requireUser(id, tenantId, resourceId, principals);
    users.push([id, { principalId, clientId }]);
  }
  const system = hasSystem
    ? ((await principals.find(resourceId)) ??
      (await principals.create({ tenantId, displayName, assignment: "system", resourceId })))
    : undefined;
  return {
    type: [
      ...(hasSystem ? ["SystemAssigned"] : []),
      ...(users.length > 0 ? ["UserAssigned"] : []),
    ].join(", "),
    ...(system === undefined ? {} : { principalId: system.principalId, tenantId: system.tenantId }),
    ...(users.length === 0 ? {} : { userAssignedIdentities: Object.fromEntries(users) }),
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

const TYPES = ["none", "systemassigned", "userassigned"];

/** The ids that a body's `identity` attaches; a null takes one away. */
export function userIdsOf(identity: unknown): readonly string[] {
  const { userAssignedIdentities } = (identity ?? {}) as { userAssignedIdentities?: unknown };
  const isMap =
    typeof userAssignedIdentities === "object" && !Array.isArray(userAssignedIdentities);
  return Object.entries(isMap ? (userAssignedIdentities ?? {}) : {})
    .filter(([, value]) => value !== null)
    .map(([id]) => id);
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
