import { Failure } from "../../base/index.ts";
import type { DenialLog } from "../../http/index.ts";
import { type FirstTenantDependencies, makeFirstTenant } from "../first-tenant.ts";
import type { ControlHandlers } from "./control-protocol.ts";
import { delayCommands } from "./delay-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { whyCommands } from "./why-commands.ts";

export interface ControlDependencies extends FirstTenantDependencies {
  /** What the server refused; undefined where none runs. */
  readonly denials: DenialLog | undefined;
}

/** Every command that a store takes, whether a server runs on it or not. */
export function controlHandlers(deps: ControlDependencies): ControlHandlers {
  let isMaking = false;
  return {
    ...keyCommands(deps.identity.signingKeys),
    ...delayCommands(deps.access),
    ...whyCommands(deps),
    async "store/init"(request) {
      if (isMaking) throw new Failure("server/init-running", "another one is at it");
      isMaking = true;
      try {
        return await makeFirstTenant(request, deps);
      } finally {
        isMaking = false;
      }
    },
  };
}
