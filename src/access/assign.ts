import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Directory, Repositories, RoleAssignmentRow } from "../storage/index.ts";
import { foldCase, isAssignableScope, scopeKey, subscriptionKeyOf } from "./arm-scope.ts";
import { isGuid } from "./guid.ts";
import { delayOf } from "./propagation.ts";
import { fromRow, type PrincipalType, type RoleAssignment } from "./role-assignment.ts";
import type { RoleCatalog } from "./role-catalog.ts";
import { isConditional, type RoleDefinition } from "./role-definition.ts";

/** A role assignment that somebody asks for. */
export interface AssignRequest {
  /** Tenant of the principal and of the scope's subscription. */
  readonly tenantId: string;
  readonly armScope: string;
  /** GUID. */
  readonly assignmentName: string;
  /** GUID, or a role definition's resource id at any scope. */
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  /** Object id of who asks. */
  readonly createdBy: string;
  readonly description?: string | undefined;
  readonly condition?: string | undefined;
  /** Counts at once, whatever the delay is: what a new store begins with. */
  readonly isImmediate?: boolean | undefined;
}

export interface AssignOutcome {
  readonly assignment: RoleAssignment;
  readonly isNew: boolean;
}

export interface AssignDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly propagationDelayMs: number;
  readonly roles: RoleCatalog;
  /** Told of the rows whose removal took effect, once the store forgets them. */
  readonly noteEnded: (rows: readonly RoleAssignmentRow[]) => void;
}

const PRINCIPAL_TYPES: readonly PrincipalType[] = ["User", "Group", "ServicePrincipal"];

/**
 * Stores a role assignment; asking for the same one again under the same name changes nothing.
 *
 * @throws {Failure} `access/invalid-scope`, `access/invalid-assignment`,
 * `access/role-definition-not-found`, `access/condition-not-supported`,
 * `access/role-assignment-exists`, `access/assignment-update-not-permitted`,
 * `access/assignment-limit`.
 */
export async function assign(
  request: AssignRequest,
  deps: AssignDependencies,
): Promise<AssignOutcome> {
  const wanted = newRow(request, deps);
  return deps.directory.write(async (stores) => {
    const row = { ...wanted, effectiveAt: await effectiveTime(request, wanted, stores, deps) };
    const named = await stores.roleAssignments.find(row.tenantId, row.name);
    if (named !== undefined) return update(named, row, stores);
    const same = await stores.roleAssignments.findSame(row);
    if (same !== undefined) {
      throw new Failure("access/role-assignment-exists", "the role is already assigned", {
        facts: { assignmentName: same.name },
      });
    }
    await checkLimit(row, stores);
    deps.noteEnded(await stores.roleAssignments.deleteEnded(deps.clock.now()));
    await stores.roleAssignments.insert(row);
    return { assignment: fromRow(row), isNew: true };
  });
}

async function effectiveTime(
  { isImmediate = false }: AssignRequest,
  { name, createdAt }: RoleAssignmentRow,
  stores: Repositories,
  { propagationDelayMs }: AssignDependencies,
): Promise<number> {
  return isImmediate ? createdAt : createdAt + (await delayOf(name, stores, propagationDelayMs));
}

/**
 * Takes an assignment away; with a propagation delay it goes on granting until that has passed.
 *
 * @throws {Failure} `access/assignment-not-found`.
 */
export async function unassign(
  place: { tenantId: string; armScope: string; assignmentName: string },
  deps: AssignDependencies,
): Promise<RoleAssignment> {
  return deps.directory.write(async (stores) => {
    const now = deps.clock.now();
    const row = await stores.roleAssignments.find(place.tenantId, foldCase(place.assignmentName));
    if (row === undefined || row.scopeKey !== scopeKey(place.armScope)) {
      throw new Failure("access/assignment-not-found", "no such role assignment", {
        facts: { assignmentName: place.assignmentName },
      });
    }
    const delayMs = await delayOf(row.name, stores, deps.propagationDelayMs);
    const removed = { updatedAt: now, removedEffectiveAt: now + delayMs };
    await stores.roleAssignments.markRemoved(row.rowId, removed);
    deps.noteEnded(await stores.roleAssignments.deleteEnded(now));
    return fromRow(row);
  });
}

const DEFINITIONS = "/providers/microsoft.authorization/roledefinitions/";

/**
 * The definition's GUID in a bare id or a resource id; the GUID is checked by the lookup.
 *
 * Built-in roles are the same at every scope; a text that is no scope names none of them.
 */
export function roleGuidOf(roleDefinitionId: string): string {
  const id = foldCase(roleDefinitionId);
  const at = id.lastIndexOf(DEFINITIONS);
  if (at < 0) return id;
  const scope = at === 0 ? "/" : id.slice(0, at);
  const key = scopeKey(scope);
  const isScope = key === scope && isAssignableScope(key);
  return isScope ? id.slice(at + DEFINITIONS.length) : "";
}

function newRow(request: AssignRequest, deps: AssignDependencies): RoleAssignmentRow {
  const key = scopeKey(request.armScope);
  if (key === undefined || !isAssignableScope(key)) {
    throw new Failure("access/invalid-scope", "no role can be assigned at this scope", {
      facts: { armScope: request.armScope },
    });
  }
  const role = checkRole(request, deps.roles);
  const now = deps.clock.now();
  return {
    rowId: deps.ids.guid(),
    tenantId: request.tenantId,
    name: checkGuid("assignmentName", request.assignmentName),
    scope: request.armScope,
    scopeKey: key,
    subscriptionKey: subscriptionKeyOf(key) ?? null,
    roleId: role.id,
    principalId: checkGuid("principalId", request.principalId),
    principalType: checkPrincipalType(request.principalType),
    description: checkDescription(request.description),
    createdBy: request.createdBy,
    updatedBy: request.createdBy,
    createdAt: now,
    updatedAt: now,
    effectiveAt: now,
    removedEffectiveAt: null,
  };
}

/** A condition we cannot evaluate must not be stored as if it held, nor as if it never did. */
function checkRole(request: AssignRequest, roles: RoleCatalog): RoleDefinition {
  const role = roles.find(roleGuidOf(request.roleDefinitionId));
  if (role === undefined) {
    throw new Failure("access/role-definition-not-found", "no such role definition", {
      facts: { roleDefinitionId: request.roleDefinitionId },
    });
  }
  if (request.condition !== undefined) {
    throw new Failure("access/condition-not-supported", "conditions are not evaluated", {
      facts: { what: "A condition on a role assignment" },
    });
  }
  if (isConditional(role)) {
    throw new Failure("access/condition-not-supported", "conditions are not evaluated", {
      facts: { what: `The role '${role.roleName}', whose permissions carry a condition,` },
    });
  }
  return role;
}

function checkGuid(field: string, value: string): string {
  const text = foldCase(value);
  if (!isGuid(text)) throw invalid(`The ${field} '${value}' is not a GUID.`);
  return text;
}

function checkPrincipalType(value: string): PrincipalType {
  const type = PRINCIPAL_TYPES.find((known) => foldCase(known) === foldCase(value));
  if (type === undefined) {
    throw invalid(`The principalType '${value}' is not one of ${PRINCIPAL_TYPES.join(", ")}.`);
  }
  return type;
}

function checkDescription(description: string | undefined): string | null {
  const max = limits.access.descriptionCharactersMax;
  if (description !== undefined && description.length > max) {
    throw invalid(`The description has more than ${max} characters.`);
  }
  return description ?? null;
}

function invalid(reason: string): Failure {
  return new Failure("access/invalid-assignment", "the assignment is not valid", {
    facts: { reason },
  });
}

/** Only the description of a standing assignment may change. */
async function update(
  current: RoleAssignmentRow,
  wanted: RoleAssignmentRow,
  stores: Repositories,
): Promise<AssignOutcome> {
  const isSame =
    current.scopeKey === wanted.scopeKey &&
    current.roleId === wanted.roleId &&
    current.principalId === wanted.principalId;
  if (!isSame) {
    throw new Failure("access/assignment-update-not-permitted", "the name is taken", {
      facts: { assignmentName: current.name },
    });
  }
  const { description, updatedBy, updatedAt } = wanted;
  if (description === current.description) {
    return { assignment: fromRow(current), isNew: false };
  }
  const changes = { description, updatedBy, updatedAt };
  await stores.roleAssignments.update(current.rowId, changes);
  return { assignment: fromRow({ ...current, ...changes }), isNew: false };
}

async function checkLimit(row: RoleAssignmentRow, stores: Repositories): Promise<void> {
  const max =
    row.subscriptionKey === null
      ? limits.access.roleAssignmentsAboveSubscriptionsMax
      : limits.access.roleAssignmentsPerSubscriptionMax;
  if ((await stores.roleAssignments.count(row.tenantId, row.subscriptionKey)) >= max) {
    throw new Failure("access/assignment-limit", "no more role assignments here", {
      facts: { limit: String(max) },
    });
  }
}
