import { type Clock, Failure, type Ids, limits } from "../base/index.ts";
import type { Directory, RoleAssignmentRow } from "../storage/index.ts";
import { coveringKeys, foldCase, scopeKey } from "./arm-scope.ts";
import { type AssignOutcome, type AssignRequest, assign, roleGuidOf, unassign } from "./assign.ts";
import { type DeniedAccess, type DeniedPrincipal, deniedAccess } from "./denied-access.ts";
import { EndedRows } from "./ended-rows.ts";
import { type AccessDecision, type AccessRequest, decide, hasEnded } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { openPropagation, type Propagation } from "./propagation.ts";
import { fromRow, type RoleAssignment } from "./role-assignment.ts";
import { openRoleCatalog, type RoleCatalog } from "./role-catalog.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { makeRowsReader } from "./rows-reader.ts";
import { openRoleFinder } from "./smallest-role.ts";

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
  /** Unconditional permission blocks that count for the principal at a scope, now. */
  permissions(who: {
    readonly principalIds: readonly string[];
    readonly armScope: string;
  }): Promise<readonly Permission[]>;
  /** See assign.ts for what it refuses. */
  assign(request: AssignRequest): Promise<AssignOutcome>;
  /** @throws {Failure} `access/assignment-not-found`. */
  unassign(place: AssignmentPlace): Promise<RoleAssignment>;
  /** Whether any assignment of the principal counts now at a scope, above it or below it. */
  reaches(who: {
    readonly principalIds: readonly string[];
    readonly armScope: string;
  }): Promise<boolean>;
  /** @throws {Failure} `access/assignment-not-found`. */
  get(place: AssignmentPlace): Promise<RoleAssignment>;
  /** One page in the order of the names. @throws {Failure} `access/invalid-scope`. */
  list(selection: AssignmentList): Promise<AssignmentPage>;
  /** By GUID or resource id. */
  findRole(roleDefinitionId: string): RoleDefinition | undefined;
  findRoleByName(roleName: string): RoleDefinition | undefined;
  listRoles(): readonly RoleDefinition[];
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
  const roles = openRoleCatalog();
  const { propagationDelayMs = 0 } = deps;
  const ended = new EndedRows();
  const all = { ...deps, propagationDelayMs, roles, noteEnded: ended.note };
  const reader = makeRowsReader(directory);
  const finder = openRoleFinder(() => roles.list());
  return {
    async evaluate(request) {
      const rows = await reader.covering(request.principalIds, request.armScope);
      return decide(rows, request, roles, clock.now());
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
        roles,
        now: clock.now(),
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
        roles,
      );
    },
    async reaches({ principalIds, armScope }) {
      const now = clock.now();
      const rows = await reader.reaching(principalIds, armScope);
      return rows.some((row) => row.effectiveAt <= now && !hasEnded(row, now));
    },
    assign: (request) => assign(request, all),
    unassign: (place) => unassign(place, all),
    get: (place) => get(place, directory),
    list: (selection) => list(selection, directory),
    findRole: (roleDefinitionId) => roles.find(roleGuidOf(roleDefinitionId)),
    findRoleByName: (roleName) => roles.findByName(roleName),
    listRoles: () => roles.list(),
  };
}

function isAtOrAbove(key: string, armScope: string): boolean {
  const asked = scopeKey(armScope);
  return asked !== undefined && coveringKeys(asked).includes(key);
}

function effectivePermissions(
  rows: readonly RoleAssignmentRow[],
  roles: RoleCatalog,
): readonly Permission[] {
  const held = [...new Set(rows.map((row) => row.roleId))].flatMap((id) => roles.find(id) ?? []);
  return held.flatMap((role) => role.permissions).filter((block) => block.condition === null);
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
