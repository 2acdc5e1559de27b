import { type Access, type ConditionAttributes, foldCase } from "../../access/index.ts";
import { Failure } from "../../base/index.ts";
import type { Principal } from "../../http/index.ts";
import type { Arm } from "../arm.ts";
import { parseResourceId } from "../resource-id.ts";
import type { ArmCall } from "./call.ts";
import { refuseLocked } from "./refuse-locked.ts";

/** The gate that every route passes before it looks at what is stored. */
export interface Authorizer {
  /**
   * Lets the caller do one thing at a scope, or refuses before anything is told of what exists
   * there. What the operation is about must not be locked against it either. Conditions of the
   * caller's roles may ask about the attributes.
   * @throws {Failure} `arm/subscription-not-found`, `arm/tenant-mismatch`,
   * `arm/authorization-failed`, `arm/scope-locked`.
   */
  require(
    call: ArmCall,
    action: string,
    armScope: string,
    attributes?: ConditionAttributes,
  ): Promise<void>;
  /** Whether the caller may do it. */
  can(principal: Principal, action: string, armScope: string): Promise<boolean>;
  /**
   * For lists: true when the caller may see all of the scope, false when some of it.
   * @throws {Failure} as `require`, when the caller has no role at the scope, above or below it.
   */
  mayListAll(call: ArmCall, action: string, armScope: string): Promise<boolean>;
  /** The subscription must be there and be of the caller's tenant. */
  requireTenant(call: ArmCall, armScope: string): Promise<void>;
  /** `hasCondition` if a role would have granted it, had its condition been fulfilled. */
  denied(call: ArmCall, action: string, armScope: string, hasCondition?: boolean): Failure;
}

export function principalIdsOf(principal: Principal): readonly string[] {
  return [principal.objectId, ...principal.groupIds];
}

export function makeAuthorizer(deps: { readonly arm: Arm; readonly access: Access }): Authorizer {
  const { arm, access } = deps;

  const can: Authorizer["can"] = async (principal, action, armScope) => {
    const principalIds = principalIdsOf(principal);
    return (await access.evaluate({ principalIds, action, armScope })).allowed;
  };

  const requireTenant: Authorizer["requireTenant"] = async (call, armScope) => {
    const subscriptionId = parseResourceId(armScope)?.subscriptionId;
    if (subscriptionId === undefined) return;
    const subscription = await arm.findSubscription(subscriptionId);
    if (subscription === undefined) {
      throw new Failure("arm/subscription-not-found", "no such subscription", {
        facts: { subscriptionId },
      });
    }
    if (foldCase(subscription.tenantId) === foldCase(call.principal.tenantId)) return;
    throw new Failure("arm/tenant-mismatch", "the subscription is of another tenant", {
      facts: { tokenTenant: call.principal.tenantId, tenant: subscription.tenantId },
    });
  };

  const denied: Authorizer["denied"] = (call, action, armScope, hasCondition = false) =>
    new Failure("arm/authorization-failed", "no role grants this", {
      facts: {
        client: call.principal.name,
        objectId: call.principal.objectId,
        action,
        armScope,
        orCondition: hasCondition ? "or an ABAC condition not fulfilled " : "",
      },
    });

  return {
    can,
    requireTenant,
    denied,
    async require(call, action, armScope, attributes) {
      const isMain = call.trace.ask(action, armScope);
      await requireTenant(call, armScope);
      const principalIds = principalIdsOf(call.principal);
      const decision = await access.evaluate({ principalIds, action, armScope, attributes });
      if (!decision.allowed) {
        throw denied(call, action, armScope, decision.conditional.length > 0);
      }
      if (isMain) await refuseLocked(call, action, armScope, arm.locks);
      call.trace.grant();
    },
    async mayListAll(call, action, armScope) {
      await requireTenant(call, armScope);
      if (await can(call.principal, action, armScope)) return true;
      const principalIds = principalIdsOf(call.principal);
      if (await access.reaches({ principalIds, armScope })) return false;
      throw denied(call, action, armScope);
    },
  };
}
