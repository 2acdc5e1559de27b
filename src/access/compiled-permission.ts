import type { CompiledCondition } from "./conditions/compile-condition.ts";
import type { Conditions } from "./conditions/remember-conditions.ts";
import type { Permission } from "./role-definition.ts";
import { compileOperation, type OperationMatcher } from "./wildcard.ts";

/** The matchers of one permission block. */
export interface CompiledPermission {
  readonly actions: readonly OperationMatcher[];
  readonly notActions: readonly OperationMatcher[];
  readonly dataActions: readonly OperationMatcher[];
  readonly notDataActions: readonly OperationMatcher[];
  /** What else must hold for the block to grant. */
  readonly condition: CompiledCondition | undefined;
}

/** Understands a block once, so that it can be asked often. */
export function compilePermission(block: Permission, conditions: Conditions): CompiledPermission {
  return {
    actions: block.actions.map(compileOperation),
    notActions: block.notActions.map(compileOperation),
    dataActions: block.dataActions.map(compileOperation),
    notDataActions: block.notDataActions.map(compileOperation),
    condition:
      block.condition === null
        ? undefined
        : conditions.find(block.condition, block.conditionVersion),
  };
}
