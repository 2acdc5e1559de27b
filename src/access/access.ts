import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Directory, RoleAssignmentRow } from "../storage/index.ts";
import { coveringKeys, foldCase, scopeKey } from "./arm-scope.ts";
import { type AssignOutcome, type AssignRequest, assign, unassign } from "./assign.ts";
import { roleGuidOf } from "./check-role.ts";
import { checkRoleDraft, type RoleDraft } from "./check-role-draft.ts";
import { CONDITION_VERSION } from "./conditions/compile-condition.ts";
import { rememberConditions } from "./conditions/remember-conditions.ts";
import { removeRole, writeRole } from "./custom-roles.ts";
import { type DeniedAccess, type DeniedPrincipal, deniedAccess } from "./denied-access.ts";
import { EndedRows } from "./ended-rows.ts";
import {
  type AccessDecision,
  type AccessRequest,
  type DecisionFacts,
  decide,
  hasEnded,
} from "./evaluate.ts";
import { explain } from "./explain.ts";
import { openKnownOperations } from "./known-operations.ts";
import { openPropagation, type Propagation } from "./propagation.ts";
import { fromRow, type RoleAssignment } from "./role-assignment.ts";
import { openRoleCatalog, type RoleCatalog } from "./role-catalog.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { makeRowsReader } from "./rows-reader.ts";
import { openRoleFinder } from "./smallest-role.ts";
import { readTenantRoles, type TenantRoles } from "./tenant-roles.ts";

export interface AccessDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long a change takes until it counts, unless the store says otherwise; 0 for at once. */
  readonly propagationDelayMs?: number;
}

/** Which standing assignments to list. */
export interface AssignmentList {
  readonly tenantId: string;
  readonly armScope: string;
  /** `atAndAbove` leaves out the assignments below the scope. */
  readonly extent: "atAndAbove" | "all";
  readonly principalIds?: readonly string[] | undefined;
  /** Name of the last assignment of the page before. */
  readonly after?: string | undefined;
}

export interface AssignmentPage {
  readonly assignments: readonly RoleAssignment[];
  readonly hasMore: boolean;
}

/** Azure role-based access control over the store's assignments and the built-in roles. */
export interface Access {
  /** Whether the principal may do it, now. A scope that cannot exist is granted to nobody. */
  evaluate(request: AccessRequest): Promise<AccessDecision>;
  /** Why it is refused, now; what `evaluate` decides, one assignment after the other. */
  explainDenial(principal: DeniedPrincipal, request: WantedAccess): Promise<DeniedAccess>;
  /** How long changes take until they count, and what is on its way. */
  readonly propagation: Propagation;
  /** Permission blocks that count for the principal at a scope, now, with their conditions. */
  permissions(who: {
    readonly principalIds: readonly string[];
    readonly armScope: string;
  }): Promise<readonly Permission[]>;
  /** See assign.ts for what it refuses. */
  assign(request: AssignRequest): Promise<AssignOutcome>;
  /** @throws {Failure} `access/assignment-not-found`. */
  unassign(place: AssignmentPlace): Promise<RoleAssignment>;
  /** The principal is gone, and its assignments with it, at once. */
  forgetPrincipal(principalId: string): Promise<void>;
  /** Whether any assignment of the principal counts now at a scope, above it or below it. */
  reaches(who: {
    readonly principalIds: readonly string[];
    readonly armScope: string;
  }): Promise<boolean>;
  /** @throws {Failure} `access/assignment-not-found`. */
  get(place: AssignmentPlace): Promise<RoleAssignment>;
  /** One page in the order of the names. @throws {Failure} `access/invalid-scope`. */
  list(selection: AssignmentList): Promise<AssignmentPage>;
  /** Refuses what is wrong with a custom role by itself; see check-role-draft.ts. */
  checkRole(draft: RoleDraft): void;
  /** See custom-roles.ts for what both refuse. */
  writeRole(draft: RoleDraft): Promise<RoleDefinition>;
  removeRole(
    role: Pick<RoleDraft, "tenantId" | "id" | "seenScopes">,
  ): Promise<RoleDefinition | undefined>;
  /** By GUID or resource id. */
  findRole(tenantId: string, roleDefinitionId: string): Promise<RoleDefinition | undefined>;
  /** The built-in roles and the tenant's own, in the order of their ids. */
  listRoles(tenantId: string): Promise<readonly RoleDefinition[]>;
}

/** What a principal wanted, and where. */
export type WantedAccess = Omit<AccessRequest, "principalIds">;

export interface AssignmentPlace {
  readonly tenantId: string;
  readonly armScope: string;
  readonly assignmentName: string;
}

/** Opens access control over a store. */
export function createAccess(deps: AccessDependencies): Access {
  const { directory, clock } = deps;
  const { propagationDelayMs = 0 } = deps;
  const conditions = rememberConditions();
  const roles = readTenantRoles(directory, openRoleCatalog(conditions), conditions);
  const operations = openKnownOperations(() => roles.builtIn.list());
  const ended = new EndedRows();
  const all = { ...deps, propagationDelayMs, roles, operations, noteEnded: ended.note };
  const reader = makeRowsReader(directory);
  const factsFor = async (rows: readonly RoleAssignmentRow[]): Promise<DecisionFacts> => ({
    roles: await rolesOf(rows, roles),
    conditions,
    now: clock.now(),
  });
  const finder = openRoleFinder(() => roles.builtIn.list());
  return {
    async evaluate(request) {
      const rows = await reader.covering(request.principalIds, request.armScope);
      return decide(rows, request, await factsFor(rows));
    },
    async explainDenial(principal, request) {
      const principalIds = [principal.objectId, ...principal.groupIds];
      const stored = await reader.anywhere(principalIds);
      const covering = await reader.covering(principalIds, request.armScope);
      const gone = ended.of(principalIds, stored);
      const facts = {
        request: { ...request, principalIds },
        rows: [...stored, ...gone],
        // What is gone reached the scopes below its own; of other tenants nothing is remembered.
        covering: [
          ...covering,
          ...gone.filter((row) => isAtOrAbove(row.scopeKey, request.armScope)),
        ],
        decision: await factsFor([...stored, ...gone]),
        assignmentsMax: limits.access.explainedAssignmentsMax,
      };
      return deniedAccess(explain(facts), principal, finder);
    },
    propagation: openPropagation({ directory, clock, propagationDelayMs }),
    async permissions({ principalIds, armScope }) {
      const now = clock.now();
      const rows = await reader.covering(principalIds, armScope);
      return effectivePermissions(
        rows.filter((row) => row.effectiveAt <= now && !hasEnded(row, now)),
        await rolesOf(rows, roles),
      );
    },
    async reaches({ principalIds, armScope }) {
      const now = clock.now();
      const rows = await reader.reaching(principalIds, armScope);
      return rows.some((row) => row.effectiveAt <= now && !hasEnded(row, now));
    },
    assign: (request) => assign(request, all),
    unassign: (place) => unassign(place, all),
    forgetPrincipal: (principalId) =>
      directory.write((stores) => stores.roleAssignments.deleteOfPrincipal(foldCase(principalId))),
    get: (place) => get(place, directory),
    list: (selection) => list(selection, directory),
    checkRole: (draft) => checkRoleDraft(draft, operations),
    writeRole: (draft) => writeRole(draft, all),
    removeRole: (role) => removeRole(role, all),
    async findRole(tenantId, roleDefinitionId) {
      return (await roles.of(tenantId)).find(roleGuidOf(roleDefinitionId));
    },
    async listRoles(tenantId) {
      return (await roles.of(tenantId)).list();
    },
  };
}

function isAtOrAbove(key: string, armScope: string): boolean {
  const asked = scopeKey(armScope);
  return asked !== undefined && coveringKeys(asked).includes(key);
}

/** The catalog of every tenant that a row is of. */
async function rolesOf(
  rows: readonly RoleAssignmentRow[],
  roles: TenantRoles,
): Promise<ReadonlyMap<string, RoleCatalog>> {
  const catalogs = new Map<string, RoleCatalog>();
  for (const { tenantId } of rows) {
    if (!catalogs.has(tenantId)) catalogs.set(tenantId, await roles.of(tenantId));
  }
  return catalogs;
}

/** Each block once; a condition of the assignment stands beside one of the role. */
function effectivePermissions(
  rows: readonly RoleAssignmentRow[],
  roles: ReadonlyMap<string, RoleCatalog>,
): readonly Permission[] {
  const held = new Map<string, readonly Permission[]>();
  for (const { tenantId, roleId, condition } of rows) {
    const permissions = roles.get(tenantId)?.find(roleId)?.permissions ?? [];
    held.set(`${roleId} ${condition ?? ""}`, withCondition(permissions, condition));
  }
  return [...held.values()].flat();
}

function withCondition(
  permissions: readonly Permission[],
  condition: string | null,
): readonly Permission[] {
  if (condition === null) return permissions;
  return permissions.map((block) => ({
    ...block,
    condition: block.condition === null ? condition : `(${block.condition}) AND (${condition})`,
    conditionVersion: CONDITION_VERSION,
  }));
}

async function get(place: AssignmentPlace, directory: Directory): Promise<RoleAssignment> {
  const name = foldCase(place.assignmentName);
  const row = await directory.read.roleAssignments.find(place.tenantId, name);
  if (row === undefined || row.scopeKey !== scopeKey(place.armScope)) {
    throw new Failure("access/assignment-not-found", "no such role assignment", {
      facts: { assignmentName: place.assignmentName },
    });
  }
  return fromRow(row);
}

async function list(selection: AssignmentList, directory: Directory): Promise<AssignmentPage> {
  const key = scopeKey(selection.armScope);
  if (key === undefined) {
    throw new Failure("access/invalid-scope", "not a scope", {
      facts: { armScope: selection.armScope },
    });
  }
  const size = limits.arm.pageSize;
  const rows = await directory.read.roleAssignments.list(
    {
      tenantId: selection.tenantId,
      scopeKeys: coveringKeys(key),
      belowKey: selection.extent === "all" ? key.replace(/^\/$/, "") : undefined,
      principalIds: selection.principalIds?.map(foldCase),
    },
    selection.after ?? "",
    size + 1,
  );
  return { assignments: rows.slice(0, size).map(fromRow), hasMore: rows.length > size };
}
