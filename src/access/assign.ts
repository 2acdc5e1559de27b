import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Directory, Repositories, RoleAssignmentRow } from "../storage/index.ts";
import { foldCase, isAssignableScope, scopeKey, subscriptionKeyOf } from "./arm-scope.ts";
import { checkCondition, checkRole } from "./check-role.ts";
import { isGuid } from "./guid.ts";
import { delayOf } from "./propagation.ts";
import { fromRow, type PrincipalType, type RoleAssignment } from "./role-assignment.ts";
import type { TenantRoles } from "./tenant-roles.ts";

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
  /** 2.0, which is also taken when there is a condition without a version. */
  readonly conditionVersion?: string | undefined;
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
  readonly roles: TenantRoles;
  /** Told of the rows whose removal took effect, once the store forgets them. */
  readonly noteEnded: (rows: readonly RoleAssignmentRow[]) => void;
}

const PRINCIPAL_TYPES: readonly PrincipalType[] = ["User", "Group", "ServicePrincipal"];

/**
 * Stores a role assignment; asking for the same one again under the same name changes nothing.
 *
 * @throws {Failure} `access/invalid-scope`, `access/invalid-assignment`,
 * `access/role-definition-not-found`, `access/role-not-assignable-here`,
 * `access/condition-not-supported`, `access/condition-invalid`, `access/role-assignment-exists`,
 * `access/assignment-update-not-permitted`, `access/assignment-limit`.
 */
export async function assign(
  request: AssignRequest,
  deps: AssignDependencies,
): Promise<AssignOutcome> {
  const wanted = await newRow(request, deps);
  return deps.directory.write(async (stores) => {
    const row = { ...wanted, effectiveAt: await effectiveTime(request, wanted, stores, deps) };
    await checkRoleStands(row, deps, stores);
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

async function newRow(
  request: AssignRequest,
  { roles, clock, ids }: AssignDependencies,
): Promise<RoleAssignmentRow> {
  const key = scopeKey(request.armScope);
  if (key === undefined || !isAssignableScope(key)) {
    throw new Failure("access/invalid-scope", "no role can be assigned at this scope", {
      facts: { armScope: request.armScope },
    });
  }
  const catalog = await roles.of(request.tenantId);
  const role = checkRole(request.roleDefinitionId, key, catalog);
  const now = clock.now();
  return {
    rowId: ids.guid(),
    tenantId: request.tenantId,
    name: checkGuid("assignmentName", request.assignmentName),
    scope: request.armScope,
    scopeKey: key,
    subscriptionKey: subscriptionKeyOf(key) ?? null,
    roleId: role.id,
    principalId: checkGuid("principalId", request.principalId),
    principalType: readPrincipalType(request.principalType),
    description: checkDescription(request.description),
    ...checkCondition(request.condition, request.conditionVersion),
    createdBy: request.createdBy,
    updatedBy: request.createdBy,
    createdAt: now,
    updatedAt: now,
    effectiveAt: now,
    removedEffectiveAt: null,
  };
}

/** A custom role may have been deleted since it was found: here nobody else writes. */
async function checkRoleStands(
  row: RoleAssignmentRow,
  { roles }: AssignDependencies,
  stores: Repositories,
): Promise<void> {
  if (roles.builtIn.find(row.roleId) !== undefined) return;
  if ((await stores.customRoles.find(row.tenantId, row.roleId)) !== undefined) return;
  throw new Failure("access/role-definition-not-found", "the role is gone", {
    facts: { roleDefinitionId: row.roleId },
  });
}

function checkGuid(field: string, value: string): string {
  const text = foldCase(value);
  if (!isGuid(text)) throw invalid(`The ${field} '${value}' is not a GUID.`);
  return text;
}

/**
 * A type of principals in its own spelling, which conditions compare with.
 *
 * @throws {Failure} `access/invalid-assignment`.
 */
export function readPrincipalType(value: string): PrincipalType {
  const type = PRINCIPAL_TYPES.find((known) => foldCase(known) === foldCase(value));
  if (type === undefined) {
    const given = value.slice(0, 100);
    throw invalid(`The principalType '${given}' is not one of ${PRINCIPAL_TYPES.join(", ")}.`);
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

/** Only the description and the condition of a standing assignment may change. */
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
  const { description, condition, conditionVersion, updatedBy, updatedAt } = wanted;
  if (description === current.description && condition === current.condition) {
    return { assignment: fromRow(current), isNew: false };
  }
  const changes = { description, condition, conditionVersion, updatedBy, updatedAt };
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
