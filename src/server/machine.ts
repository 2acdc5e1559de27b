import { contoso, contosoMachine } from "../demo/index.ts";
import type { Machine } from "../identity/http/index.ts";
import type { ServerConfig } from "./options.ts";

/**
 * What the metadata service speaks for: in the demo a machine to which every user-assigned identity
 * is attached, beside its own. Any process of the machine may ask, so elsewhere nothing is attached.
 */
export function machineOf({ hasDemo }: Pick<ServerConfig, "hasDemo">): Machine {
  return {
    resourceId: hasDemo ? contosoMachine : undefined,
    identityHeader: hasDemo ? contoso.identityHeader : undefined,
    attaches: ({ assignment, resourceId }) =>
      hasDemo &&
      (assignment === "user" || resourceId.toLowerCase() === contosoMachine.toLowerCase()),
  };
}
