import { Failure } from "../base/index.ts";
import { foldCase } from "./arm-scope.ts";
import { checkOwnConditions } from "./check-role.ts";
import type { Permission, RoleDefinition } from "./role-definition.ts";
import { compileOperation } from "./wildcard.ts";

/** What a role must grant, and where its name will be looked for. */
export interface WantedOperations {
  readonly action?: string | undefined;
  readonly dataAction?: string | undefined;
}

export interface RoleChoice {
  readonly role: RoleDefinition;
  /** How many of the operations that built-in roles name it grants. */
  readonly operations: number;
}

export interface RoleChoices {
  /** The role that grants the fewest operations beside the wanted ones. */
  readonly smallest: RoleChoice;
  /** The smallest of the roles that everybody knows, where that is another one. */
  readonly wellKnown: RoleChoice | undefined;
}

/** Roles that people know by name, the first ones preferred. Our own choice. */
const WELL_KNOWN: readonly string[] = [
  "Reader",
  "Log Analytics Data Reader",
  "Log Analytics Reader",
  "Monitoring Metrics Publisher",
  "Monitoring Reader",
  "Tag Contributor",
  "Managed Identity Operator",
  "Managed Identity Contributor",
  "Log Analytics Contributor",
  "Monitoring Contributor",
  "Role Based Access Control Administrator",
  "User Access Administrator",
  "Contributor",
  "Owner",
];

/** Finds the smallest built-in role that grants operations without a condition. */
export interface RoleFinder {
  /** Undefined where no role grants them. */
  find(wanted: WantedOperations): RoleChoices | undefined;
}

/**
 * Counts what each role grants among all operations that the roles name one by one; of two that
 * grant as many the well-known one comes first, then the one whose name does.
 */
export function openRoleFinder(roles: () => readonly RoleDefinition[]): RoleFinder {
  // One entry for each built-in role at most.
  const sizes = new Map<string, number>();
  let named: NamedOperations | undefined;
  const sizeOf = (role: RoleDefinition): number => {
    named ??= namedOperations(roles());
    const known = sizes.get(role.id) ?? countOf(role, named);
    sizes.set(role.id, known);
    return known;
  };
  return {
    find(wanted) {
      const choices = roles()
        .filter((role) => grantsAll(role, wanted) && canBeGiven(role))
        .map((role) => ({ role, operations: sizeOf(role) }))
        .sort(bySize);
      const [smallest] = choices;
      if (smallest === undefined) return undefined;
      const wellKnown = choices.find(({ role }) => WELL_KNOWN.includes(role.roleName));
      return { smallest, wellKnown: wellKnown === smallest ? undefined : wellKnown };
    },
  };
}

function bySize(left: RoleChoice, right: RoleChoice): number {
  return (
    left.operations - right.operations ||
    rankOf(left.role) - rankOf(right.role) ||
    (left.role.roleName < right.role.roleName ? -1 : 1)
  );
}

function rankOf({ roleName }: RoleDefinition): number {
  const at = WELL_KNOWN.indexOf(roleName);
  return at < 0 ? WELL_KNOWN.length : at;
}

interface NamedOperations {
  readonly actions: ReadonlySet<string>;
  readonly dataActions: ReadonlySet<string>;
}

function namedOperations(roles: readonly RoleDefinition[]): NamedOperations {
  const blocks = roles.flatMap((role) => role.permissions);
  const plain = (patterns: readonly string[]): Set<string> =>
    new Set(patterns.filter((pattern) => !pattern.includes("*")).map(foldCase));
  return {
    actions: plain(blocks.flatMap((block) => [...block.actions, ...block.notActions])),
    dataActions: plain(blocks.flatMap((block) => [...block.dataActions, ...block.notDataActions])),
  };
}

function countOf(role: RoleDefinition, named: NamedOperations): number {
  const actions = new Set<string>();
  const dataActions = new Set<string>();
  for (const block of role.permissions) {
    for (const operation of granted(block.actions, block.notActions, named.actions)) {
      actions.add(operation);
    }
    for (const operation of granted(block.dataActions, block.notDataActions, named.dataActions)) {
      dataActions.add(operation);
    }
  }
  return actions.size + dataActions.size;
}

/** Plain names are looked up, so that only patterns are tried on every operation. */
function granted(
  patterns: readonly string[],
  excluded: readonly string[],
  named: ReadonlySet<string>,
): readonly string[] {
  const wild = patterns.filter((pattern) => pattern.includes("*")).map(compileOperation);
  const plain = patterns.filter((pattern) => !pattern.includes("*")).map(foldCase);
  const taken = excluded.map(compileOperation);
  const found = [...named].filter((operation) => wild.some((matches) => matches(operation)));
  return [...plain, ...found].filter((operation) => !taken.some((matches) => matches(operation)));
}

/** Some built-in roles have conditions of their own that are refused when they are assigned. */
function canBeGiven(role: RoleDefinition): boolean {
  try {
    checkOwnConditions(role);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function grantsAll(role: RoleDefinition, { action, dataAction }: WantedOperations): boolean {
  const blocks = role.permissions.filter((block) => block.condition === null);
  const grants = (
    operation: string | undefined,
    pick: (block: Permission) => readonly [readonly string[], readonly string[]],
  ): boolean => {
    if (operation === undefined) return true;
    const key = foldCase(operation);
    const covers = (patterns: readonly string[]): boolean =>
      patterns.some((pattern) => compileOperation(pattern)(key));
    return blocks.map(pick).some(([given, taken]) => covers(given) && !covers(taken));
  };
  return (
    grants(action, (block) => [block.actions, block.notActions]) &&
    grants(dataAction, (block) => [block.dataActions, block.notDataActions])
  );
}
