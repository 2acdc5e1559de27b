import { type Clock, Failure } from "../../base/index.ts";
import { type DenialLog, explainDenial } from "../../http/index.ts";
import type { Identity } from "../../identity/index.ts";
import type { ControlHandlers } from "./control-protocol.ts";

export interface WhyDependencies {
  readonly denials: DenialLog | undefined;
  readonly identity: Pick<Identity, "findPrincipal">;
  readonly clock: Clock;
}

/** The command that tells why a request was refused; refusals are kept by the server that refused. */
export function whyCommands({
  denials,
  identity,
  clock,
}: WhyDependencies): Pick<ControlHandlers, "why/show"> {
  return {
    async "why/show"({ id }) {
      if (denials === undefined) throw new Failure("server/denials-gone", "no server runs");
      const denial = id === undefined ? denials.last() : denials.find(id);
      if (denial === undefined) {
        throw new Failure("server/denial-unknown", "no such refusal", { facts: { id: id ?? "" } });
      }
      return await explainDenial(denial, clock.now(), async (tenantId, objectId) => {
        const found = await identity.findPrincipal(tenantId, objectId);
        return found?.name;
      });
    },
  };
}
