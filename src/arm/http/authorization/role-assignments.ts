import { type AssignmentList, foldCase, type RoleAssignment } from "../../../access/index.ts";
import { Failure } from "../../../base/index.ts";
import { groupIdOf, parseResourceId } from "../../resource-id.ts";
import { authorizationVersions } from "../api-versions.ts";
import { principalIdsOf } from "../authorizer.ts";
import { type ArmAnswer, wireTime } from "../call.ts";
import { checkQuery, filterNotSupported, methodNotAllowed, readFilter } from "../check-call.ts";
import { splitAnd } from "../filter-clauses.ts";
import { listAnswer, readSkipToken } from "../paging.ts";
import { requireGroup, resourceNotFound } from "../resources.ts";
import type { RouteDependencies } from "../route-deps.ts";
import { readAssignment } from "./read-assignment.ts";
import { roleDefinitionId } from "./role-definitions.ts";
import type { ScopedCall } from "./scoped-call.ts";

const TYPE = "Microsoft.Authorization/roleAssignments";

/** `…/roleAssignments`: those at the scope, above it and, unless `atScope()` is asked, below it. */
export async function listRoleAssignments(
  call: ScopedCall,
  { access, arm, authorizer }: RouteDependencies,
): Promise<ArmAnswer> {
  if (call.method !== "GET") throw methodNotAllowed(call, "GET");
  checkQuery(call, authorizationVersions, ["$filter", "$skiptoken"]);
  const selection = readSelection(call);
  await authorizer.require(call, `${TYPE}/read`, call.armScope);
  await requireGroup(call, call.armScope, arm);
  const { assignments, hasMore } = await access.list(selection);
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
  const { tenantId } = call.principal;
  const place = { tenantId, armScope: call.armScope, assignmentName: call.objectName };
  switch (call.method) {
    case "GET": {
      await deps.authorizer.require(call, `${TYPE}/read`, call.armScope);
      const found = await deps.access.get(place);
      return { status: 200, body: describe(found, call.armScope) };
    }
    case "PUT":
      await deps.authorizer.require(call, `${TYPE}/write`, call.armScope);
      return put(call, deps);
    case "DELETE":
      await deps.authorizer.require(call, `${TYPE}/delete`, call.armScope);
      await requireGroup(call, call.armScope, deps.arm);
      return remove(call, place, deps);
    default:
      throw methodNotAllowed(call, "GET, PUT, DELETE");
  }
}

async function put(call: ScopedCall, deps: RouteDependencies): Promise<ArmAnswer> {
  const wanted = readAssignment(call);
  await requireScope(call.armScope, deps);
  const principalType = await principalTypeOf(call, wanted, deps);
  const { assignment, isNew } = await deps.access.assign({
    tenantId: call.principal.tenantId,
    armScope: call.armScope,
    assignmentName: call.objectName,
    roleDefinitionId: wanted.roleDefinitionId,
    principalId: wanted.principalId,
    principalType,
    createdBy: call.principal.objectId,
    description: wanted.description,
    condition: wanted.condition,
  });
  return { status: isNew ? 201 : 200, body: describe(assignment, call.armScope) };
}

async function remove(
  call: ScopedCall,
  place: { tenantId: string; armScope: string; assignmentName: string },
  { access }: RouteDependencies,
): Promise<ArmAnswer> {
  try {
    return { status: 200, body: describe(await access.unassign(place), call.armScope) };
  } catch (error) {
    const isMissing = error instanceof Failure && error.code === "access/assignment-not-found";
    if (isMissing) return { status: 204 };
    throw error;
  }
}

const TYPES_OF_KINDS = { user: "User", group: "Group", servicePrincipal: "ServicePrincipal" };

/**
 * The principal's type; a given one stands in for a principal that is not there yet.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/troubleshooting (principalType).
 */
async function principalTypeOf(
  call: ScopedCall,
  wanted: { readonly principalId: string; readonly principalType: string | undefined },
  { principals }: RouteDependencies,
): Promise<string> {
  const { principalId, principalType: given } = wanted;
  const { tenantId } = call.principal;
  const found = await principals.findPrincipal(tenantId, foldCase(principalId));
  if (found === undefined) {
    if (given !== undefined) return given;
    throw new Failure("arm/principal-not-found", "no such principal", {
      facts: { principalId, tenantId },
    });
  }
  const actual = TYPES_OF_KINDS[found.kind];
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

/** Clauses joined by `and`: `atScope()`, `principalId eq '…'`, `assignedTo('…')`. */
function readSelection(call: ScopedCall): AssignmentList {
  const filter = readFilter(call);
  let extent: AssignmentList["extent"] = "all";
  let principalIds: readonly string[] | undefined;
  for (const clause of filter === undefined ? [] : splitAnd(filter)) {
    const ids = principalsOf(clause, call);
    if (ids !== undefined && principalIds === undefined) principalIds = ids;
    else if (/^atScope\(\)$/i.test(clause)) extent = "atAndAbove";
    else throw filterNotSupported(filter ?? "");
  }
  const { tenantId } = call.principal;
  return { tenantId, armScope: call.armScope, extent, principalIds, after: readSkipToken(call) };
}

/** `assignedTo` counts groups as well, and only the caller's own groups are known here. */
function principalsOf(clause: string, call: ScopedCall): readonly string[] | undefined {
  const [, equal] = /^principalId\s+eq\s+'?([0-9a-f-]{36})'?$/i.exec(clause) ?? [];
  if (equal !== undefined) return [equal];
  const [, assigned] = /^assignedTo\('([0-9a-f-]{36})'\)$/i.exec(clause) ?? [];
  if (assigned === undefined || foldCase(assigned) !== foldCase(call.principal.objectId)) {
    return undefined;
  }
  return principalIdsOf(call.principal);
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
      condition: null,
      conditionVersion: null,
      createdOn: wireTime(assignment.createdAt),
      updatedOn: wireTime(assignment.updatedAt),
      createdBy: assignment.createdBy,
      updatedBy: assignment.updatedBy,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description ?? null,
    },
  };
}
