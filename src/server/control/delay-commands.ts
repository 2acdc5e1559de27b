import type { Access, PendingChange, PropagationState } from "../../access/index.ts";
import type { ControlHandlers, DelayAnswer, PendingAnswer } from "./control-protocol.ts";

/** The commands about how long changes of role assignments take until they count. */
export function delayCommands(
  access: Pick<Access, "propagation" | "findRole">,
): Pick<ControlHandlers, "delay/show" | "delay/set" | "delay/apply"> {
  const { propagation } = access;
  const pendingAnswer = async (change: PendingChange): Promise<PendingAnswer> => {
    const { tenantId, assignmentName, armScope, principalId, roleId, effectiveAt } = change;
    const role = await access.findRole(tenantId, roleId);
    return {
      assignmentName,
      change: change.change,
      scope: armScope,
      principalId,
      roleId,
      roleName: role?.roleName ?? null,
      effectiveAt: new Date(effectiveAt).toISOString(),
    };
  };
  const answer = async (state: PropagationState): Promise<DelayAnswer> => ({
    delayMs: state.delayMs,
    assignments: Object.entries(state.assignments).map(([assignmentName, delayMs]) => ({
      assignmentName,
      delayMs,
    })),
    pending: await Promise.all(state.pending.map(pendingAnswer)),
    pendingOmitted: state.omitted,
  });
  return {
    "delay/show": async () => await answer(await propagation.read()),
    async "delay/set"({ delayMs, assignmentName }) {
      if (assignmentName !== undefined) {
        const own = delayMs ?? undefined;
        return await answer(await propagation.setAssignmentDelay(assignmentName, own));
      }
      // Null gives one assignment back to the delay of all, which there must be.
      return await answer(await propagation.setDelay(delayMs ?? Number.NaN));
    },
    async "delay/apply"({ assignmentName }) {
      const applied = await propagation.apply(assignmentName);
      return { applied: await Promise.all(applied.map(pendingAnswer)) };
    },
  };
}
