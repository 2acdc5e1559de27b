import type { KeyRing } from "../../identity/index.ts";
import type { ControlHandlers } from "./control-protocol.ts";

/** The commands about the keys that sign tokens. */
export function keyCommands(keys: Pick<KeyRing, "places" | "rotate">): ControlHandlers {
  return {
    "keys/list": async () => ({ keys: keys.places() }),
    "keys/rotate": async (request) => ({ keys: await keys.rotate(request) }),
  };
}
