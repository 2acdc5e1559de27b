export type { AuthenticationFailureCode, Authenticator, Principal } from "./principal.ts";
export type { SurfaceName } from "./surface-name.ts";
