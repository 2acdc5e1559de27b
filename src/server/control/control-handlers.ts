import { Failure } from "../../base/index.ts";
import { type FirstTenantDependencies, makeFirstTenant } from "../first-tenant.ts";
import type { ControlHandlers } from "./control-protocol.ts";
import { keyCommands } from "./key-commands.ts";

/** Every command that a store takes, whether a server runs on it or not. */
export function controlHandlers(deps: FirstTenantDependencies): ControlHandlers {
  let isMaking = false;
  return {
    ...keyCommands(deps.identity.signingKeys),
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
