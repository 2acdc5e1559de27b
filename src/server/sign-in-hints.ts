import { contoso } from "../demo/index.ts";
import type { SignInHint } from "../identity/http/index.ts";
import type { ServerConfig } from "./options.ts";

/** Whom the sign-in page offers with one click: the demo's people, whose passwords are public. */
export function signInHintsOf({ hasDemo }: Pick<ServerConfig, "hasDemo">): readonly SignInHint[] {
  if (!hasDemo) return [];
  return [contoso.administrator, contoso.reader, contoso.operator].map(({ name, password }) => ({
    userName: name,
    password,
  }));
}
