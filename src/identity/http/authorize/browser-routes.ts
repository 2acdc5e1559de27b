import type { FastifyInstance } from "fastify";
import type { SignInHint } from "../pages/page.ts";
import { addAdminConsentRoutes } from "./admin-consent-routes.ts";
import { type AuthorizeDependencies, addAuthorizeRoutes } from "./authorize-routes.ts";
import { addLogoutRoutes } from "./logout-routes.ts";
import { addSignInSteps, type SignInSteps } from "./sign-in-steps.ts";

export interface BrowserDependencies extends AuthorizeDependencies {
  /** Who may be signed in with one click; of a demo only. */
  readonly signInHints?: readonly SignInHint[];
}

/** Everything that browsers ask of the login host; what other purposes need to sign people in. */
export function addBrowserRoutes(surface: FastifyInstance, deps: BrowserDependencies): SignInSteps {
  const { identity, clock, ids, signInHints = [] } = deps;
  const { interactive, signInEvents: events } = identity;
  const steps = addSignInSteps(surface, { interactive, events, clock, ids, hints: signInHints });
  addAuthorizeRoutes(surface, steps, deps);
  addAdminConsentRoutes(surface, steps, deps);
  addLogoutRoutes(surface, deps);
  return steps;
}
