import type { KeyRing } from "../../identity/index.ts";
import type { ControlHandlers } from "./control-protocol.ts";

/** The commands about the keys that sign tokens. */
export function keyCommands(
  keys: Pick<KeyRing, "places" | "rotate">,
): Pick<ControlHandlers, "keys/list" | "keys/rotate"> {
  return {
    "keys/list": async () => ({ keys: keys.places() }),
    "keys/rotate": async (request) => ({ keys: await keys.rotate(request) }),
  };
}
