import type { ServicePrincipalChange } from "../../identity/index.ts";
import { refuse } from "../refuse.ts";
import { readCredentials } from "./credential-bodies.ts";
import type { BodyReader } from "./reader.ts";

/**
 * Reads what a body says of a service principal, and leaves the rest to be refused by name.
 *
 * Source: Microsoft Graph v1.0, servicePrincipal.
 *
 * @throws {Failure} `graph/body-invalid`, `graph/property-unsupported`.
 */
export function readServicePrincipalChange(body: BodyReader): ServicePrincipalChange {
  const isEnabled = readSwitch(body, "accountEnabled");
  const requiresAssignment = readSwitch(body, "appRoleAssignmentRequired");
  const details = readDetails(body);
  const credentials = readCredentials(body);
  return {
    ...(isEnabled !== undefined && { isEnabled }),
    ...(requiresAssignment !== undefined && { requiresAssignment }),
    ...(details !== undefined && { details }),
    ...(Object.keys(credentials).length > 0 && { credentials }),
  };
}

/** Seen: az sends switches as texts. */
function readSwitch(body: BodyReader, name: string): boolean | undefined {
  const value = body.take(name);
  if (value === undefined || typeof value === "boolean") return value;
  if (value === "True" || value === "true") return true;
  if (value === "False" || value === "false") return false;
  throw body.invalid(name);
}

const MODE = "preferredSingleSignOnMode";
/** Sign-on that nothing here serves. */
const UNSERVED_SIGN_ON: readonly string[] = ["saml", "password"];
const SIGN_ON: readonly string[] = ["oidc", "notSupported"];

/** What is only shown; a property that is null is shown no more. */
function readDetails(body: BodyReader): ServicePrincipalChange["details"] {
  const details: Record<string, string | readonly string[] | null> = {};
  for (const name of ["tags", "notificationEmailAddresses"]) {
    const texts = body.texts(name);
    if (texts !== undefined) details[name] = texts;
  }
  for (const name of ["notes", "description", "homepage", "loginUrl"]) {
    if (body.has(name)) details[name] = body.text(name) ?? null;
  }
  if (body.has(MODE)) details[MODE] = readSignOn(body);
  return Object.keys(details).length === 0 ? undefined : details;
}

function readSignOn(body: BodyReader): string | null {
  const mode = body.text(MODE) ?? null;
  if (mode === null || SIGN_ON.includes(mode)) return mode;
  if (!UNSERVED_SIGN_ON.includes(mode)) throw body.invalid(MODE);
  throw refuse("graph/property-unsupported", { property: `${MODE}=${mode}` });
}
