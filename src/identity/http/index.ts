export {
  createImdsSurface,
  type ImdsSurfaceDependencies,
  type Machine,
} from "./imds/imds-surface.ts";
export { createLoginSurface, type LoginSurfaceDependencies } from "./login-surface.ts";
export type { SignInHint } from "./pages/page.ts";
export { addPortalConsent } from "./portal-consent-route.ts";
