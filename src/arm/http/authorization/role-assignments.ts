import {
  type AssignmentList,
  type AssignmentPlace,
  foldCase,
  type RoleAssignment,
  readPrincipalType,
  roleGuidOf,
} from "../../../access/index.ts";
import { Failure } from "../../../base/index.ts";
import { groupIdOf, parseResourceId } from "../../resource-id.ts";
import { authorizationVersions } from "../api-versions.ts";
import { type ArmAnswer, wireTime } from "../call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "../check-call.ts";
import { splitAnd } from "../filter-clauses.ts";
import { listAnswer, readSkipToken } from "../paging.ts";
import { requireGroup, resourceNotFound } from "../resources.ts";
import type { Principals, RouteDependencies } from "../route-deps.ts";
import { roleDefinitionId } from "./describe-role.ts";
import { readAssignment, type WantedAssignment } from "./read-assignment.ts";
import type { ScopedCall } from "./scoped-call.ts";

const TYPE = "Microsoft.Authorization/roleAssignments";

/** `…/roleAssignments`: those at the scope, above it and, unless `atScope()` is asked, below it. */
export async function listRoleAssignments(
  call: ScopedCall,
  { access, arm, authorizer, principals }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, authorizationVersions, ["$filter", "$skiptoken"]);
  const filter = readSelection(call);
  await authorizer.require(call, `${TYPE}/read`, call.armScope);
  await requireGroup(call, call.armScope, arm);
  const { tenantId } = call.principal;
  const { assignments, hasMore } = await access.list({
    tenantId,
    armScope: call.armScope,
    extent: filter.extent,
    principalIds: await principalsOf(filter, tenantId, principals),
    after: readSkipToken(call),
  });
  return listAnswer(
    call,
    assignments.map((assignment) => describe(assignment, call.armScope)),
    hasMore ? assignments.at(-1)?.name : undefined,
  );
}

/** One role assignment at the scope where it stands. */
export async function oneRoleAssignment(
  call: ScopedCall,
  deps: RouteDependencies,
): Promise<ArmAnswer> {
  checkQuery(call, authorizationVersions);
  switch (call.method) {
    case "GET": {
      await deps.authorizer.require(call, `${TYPE}/read`, call.armScope);
      const found = await deps.access.get(placeOf(call));
      return { status: 200, body: describe(found, call.armScope) };
    }
    case "PUT":
      return put(call, deps);
    case "DELETE":
      return remove(call, deps);
    default:
      throw methodNotAllowed(call, "GET, PUT, DELETE");
  }
}

/** The caller's own role may have a condition on what is asked, so the body is read first. */
async function put(call: ScopedCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const wanted = readAssignment(call);
  const { tenantId, objectId: createdBy } = call.principal;
  const found = await deps.principals.findPrincipal(tenantId, foldCase(wanted.principalId));
  const actual = found === undefined ? undefined : TYPES_OF_KINDS[found.kind];
  const { principalType: given } = wanted;
  const principalType = actual ?? (given === undefined ? given : readPrincipalType(given));
  const { roleDefinitionId, principalId } = wanted;
  const request = { roleDefinitionId: roleGuidOf(roleDefinitionId), principalId, principalType };
  await deps.authorizer.require(call, `${TYPE}/write`, call.armScope, { request });
  await requireScope(call.armScope, deps);
  const { assignment, isNew } = await deps.access.assign({
    ...wanted,
    tenantId,
    armScope: call.armScope,
    assignmentName: call.objectName,
    principalType: checkPrincipalType(call, wanted, actual),
    createdBy,
  });
  return { status: isNew ? 201 : 200, body: describe(assignment, call.armScope) };
}

async function remove(call: ScopedCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const current = await findAssignment(call, deps);
  const resource =
    current === undefined ? undefined : { ...current, roleDefinitionId: current.roleId };
  await deps.authorizer.require(call, `${TYPE}/delete`, call.armScope, { resource });
  await requireGroup(call, call.armScope, deps.arm);
  if (current === undefined) return { status: 204 };
  try {
    const removed = await deps.access.unassign(placeOf(call));
    return { status: 200, body: describe(removed, call.armScope) };
  } catch (error) {
    if (isMissing(error)) return { status: 204 };
    throw error;
  }
}

async function findAssignment(
  call: ScopedCall,
  { access }: RouteDependencies,
): Promise<RoleAssignment | undefined> {
  try {
    return await access.get(placeOf(call));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Failure && error.code === "access/assignment-not-found";
}

function placeOf(call: ScopedCall): AssignmentPlace {
  const { principal, armScope, objectName: assignmentName } = call;
  return { tenantId: principal.tenantId, armScope, assignmentName };
}

const TYPES_OF_KINDS = { user: "User", group: "Group", servicePrincipal: "ServicePrincipal" };

/**
 * The principal's type; a given one stands in for a principal that is not there yet.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/troubleshooting (principalType).
 */
function checkPrincipalType(
  call: ScopedCall,
  { principalId, principalType: given }: WantedAssignment,
  actual: string | undefined,
): string {
  if (actual === undefined) {
    if (given !== undefined) return given;
    throw new Failure("arm/principal-not-found", "no such principal", {
      facts: { principalId, tenantId: call.principal.tenantId },
    });
  }
  if (given === undefined || foldCase(given) === foldCase(actual)) return actual;
  throw new Failure("arm/principal-type-mismatch", "the principal is of another type", {
    facts: { principalId, actual, given },
  });
}

/** What a role is assigned on must be there: else it would count for what is made later. */
async function requireScope(armScope: string, { arm }: RouteDependencies): Promise<void> {
  const id = parseResourceId(armScope);
  if (id === undefined) return;
  const groupId = groupIdOf(id);
  if (groupId !== undefined && (await arm.findResourceGroup(groupId)) === undefined) {
    throw new Failure("arm/group-not-found", "no such group", {
      facts: { group: id.resourceGroup ?? "" },
    });
  }
  if (id.chain.length > 0 && (await arm.findResource(armScope)) === undefined) {
    throw resourceNotFound(armScope);
  }
}

/** What a `$filter` asks for: one principal's assignments, or those of its groups as well. */
interface AssignmentFilter {
  readonly extent: AssignmentList["extent"];
  readonly principalId?: string;
  readonly hasGroups?: boolean;
}

/** Clauses joined by `and`: `atScope()`, `principalId eq '…'`, `assignedTo('…')`. */
function readSelection(call: ScopedCall): AssignmentFilter {
  const filter = readFilter(call);
  let selection: AssignmentFilter = { extent: "all" };
  for (const clause of filter === undefined ? [] : splitAnd(filter)) {
    const principal = readPrincipalClause(clause);
    if (principal !== undefined && selection.principalId === undefined) {
      selection = { ...selection, ...principal };
    } else if (/^atScope\(\)$/i.test(clause)) selection = { ...selection, extent: "atAndAbove" };
    else throw filterNotSupported(filter ?? "");
  }
  return selection;
}

function readPrincipalClause(
  clause: string,
): { principalId: string; hasGroups: boolean } | undefined {
  const [, equal] = /^principalId\s+eq\s+'?([0-9a-f-]{36})'?$/i.exec(clause) ?? [];
  if (equal !== undefined) return { principalId: equal, hasGroups: false };
  const [, assigned] = /^assignedTo\('([0-9a-f-]{36})'\)$/i.exec(clause) ?? [];
  return assigned === undefined ? undefined : { principalId: assigned, hasGroups: true };
}

/** Undefined for everybody. */
async function principalsOf(
  { principalId, hasGroups }: AssignmentFilter,
  tenantId: string,
  principals: Principals,
): Promise<readonly string[] | undefined> {
  if (principalId === undefined) return undefined;
  if (hasGroups !== true) return [principalId];
  const { security } = await principals.findMemberships(tenantId, foldCase(principalId));
  return [principalId, ...security];
}

function describe(assignment: RoleAssignment, askedScope: string): object {
  const { name, armScope } = assignment;
  return {
    id: `${armScope === "/" ? "" : armScope}/providers/${TYPE}/${name}`,
    type: TYPE,
    name,
    properties: {
      roleDefinitionId: roleDefinitionId(assignment.roleId, askedScope),
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope: armScope,
      condition: assignment.condition ?? null,
      conditionVersion: assignment.conditionVersion ?? null,
      createdOn: wireTime(assignment.createdAt),
      updatedOn: wireTime(assignment.updatedAt),
      createdBy: assignment.createdBy,
      updatedBy: assignment.updatedBy,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description ?? null,
    },
  };
}
