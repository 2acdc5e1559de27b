import { Failure, limits } from "../../base/index.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import { findUserGrant } from "../grants/find-grant.ts";
import type { UserGrant } from "../grants/user-grant.ts";
import { resourceKey } from "../resource-name.ts";
import { DEFAULT_SCOPE, OPENID_SCOPES, type ScopeRequest } from "../sign-in/scope-request.ts";
import type { UserTokenRequest } from "../tokens/user-token-request.ts";
import { wantsAuthTime } from "./claims-parameter.ts";
import { readTokenBase, requireParameter, type TokenForm } from "./token-form.ts";
import { readResourceV1 } from "./token-v1.ts";

/** Source: RFC 6749 section 3.3, scope-token. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Turns either dialect's form into a request for a user.
 *
 * @throws {Failure} what `readTokenBase` throws, `identity/parameter-missing`, and what the
 * dialect's reader of scopes throws.
 */
export function readUserTokenForm(tokenForm: TokenForm, version: 1 | 2): UserTokenRequest {
  const base = readTokenBase(tokenForm);
  const { form } = tokenForm;
  const grant = findUserGrant(base.grantType);
  const parameters = new Map([
    ...grant.parameters.map((name) => [name, readOne(form, name, grant)] as const),
    ...(grant.optionalParameters ?? []).map((name) => [name, form.get(name) ?? ""] as const),
  ]);
  const isAbsent = (form.get(version === 1 ? "resource" : "scope")?.trim() ?? "") === "";
  refuseOtherDialect(form, version);
  const asked = grant.isScopeOptional && isAbsent ? undefined : readScopes(form, version);
  const { browserOrigin, ipAddress } = tokenForm;
  const tellsAuthTime = wantsAuthTime(form.get("claims"));
  return { ...base, version, parameters, asked, browserOrigin, ipAddress, tellsAuthTime };
}

/** A parameter of a grant as sent, under either of its names: a password may begin with a blank. */
function readOne(form: URLSearchParams, name: string, { otherNames }: UserGrant): string {
  const other = otherNames?.[name];
  const second = other === undefined ? "" : (form.get(other) ?? "");
  if (second.trim() === "") {
    requireParameter(form, name);
    return form.get(name) ?? "";
  }
  const first = form.get(name) ?? "";
  if (first.trim() === "" || first === second) return second;
  throw new Failure("identity/parameter-repeated", "its two names differ", {
    facts: { parameter: name },
  });
}

/**
 * What either dialect's form asks for.
 *
 * @throws {Failure} what `readScopesV1` and `readScopesV2` throw, `identity/resource-parameter`.
 */
export function readScopes(form: URLSearchParams, version: 1 | 2): ScopeRequest {
  refuseOtherDialect(form, version);
  return version === 1 ? readScopesV1(form) : readScopesV2(form);
}

function refuseOtherDialect(form: URLSearchParams, version: 1 | 2): void {
  if (version === 2) refuseResource(form);
  else readOpenIdScopes(form);
}

/** The v1.0 dialect names the API alone: the token gets all that was granted. */
export function readScopesV1(form: URLSearchParams): ScopeRequest {
  const resource = readResourceV1(form);
  const openid = splitScope(form.get("scope") ?? "");
  return { resource, prefix: "", permissions: [DEFAULT_SCOPE], openid };
}

/**
 * The v2.0 dialect names permissions of one API, each after the API's identifier and a slash; a
 * bare name is a permission of Microsoft Graph, and so are OpenID's scopes alone.
 *
 * @throws {Failure} `identity/parameter-missing`, `identity/scope-malformed`,
 * `identity/scope-without-resource`, `identity/scopes-of-several-resources` (fact: `scope`).
 */
export function readScopesV2(form: URLSearchParams): ScopeRequest {
  const scope = requireParameter(form, "scope");
  const facts = { scope };
  const scopes = splitScope(scope);
  const isWellFormed =
    scopes.length <= limits.identity.scopesPerRequestMax &&
    scopes.every((value) => SCOPE_TOKEN.test(value) && !value.endsWith("/"));
  if (!isWellFormed) {
    throw new Failure("identity/scope-malformed", "not a list of scopes", { facts });
  }
  const openid = scopes.filter((value) => OPENID_SCOPES.has(value));
  const others = scopes.filter((value) => !OPENID_SCOPES.has(value)).map(splitName);
  const [first] = others;
  if (first === undefined) return ofOpenIdAlone(openid, facts);
  if (others.some(({ prefix, name }) => name === DEFAULT_SCOPE && prefix.length < 2)) {
    throw new Failure("identity/scope-without-resource", "the scope names no resource", { facts });
  }
  if (others.some(({ prefix }) => keyOf(prefix) !== keyOf(first.prefix))) {
    throw new Failure("identity/scopes-of-several-resources", "one resource a token", { facts });
  }
  return {
    resource: first.prefix === "" ? firstPartyAppIds.microsoftGraph : first.prefix.slice(0, -1),
    prefix: first.prefix,
    permissions: others.map(({ name }) => name),
    openid,
  };
}

/**
 * The scopes of version 1.0: OpenID's alone. Read also where the request leaves the API to its
 * grant, so that no scope is passed over in silence.
 *
 * @throws {Failure} `identity/scope-malformed` (fact: `scope`).
 */
export function readOpenIdScopes(form: URLSearchParams): readonly string[] {
  const scope = form.get("scope") ?? "";
  const scopes = splitScope(scope);
  if (scopes.some((value) => !OPENID_SCOPES.has(value))) {
    throw new Failure("identity/scope-malformed", "v1.0 takes no such scope", { facts: { scope } });
  }
  return scopes;
}

function refuseResource(form: URLSearchParams): void {
  if (form.has("resource")) {
    throw new Failure("identity/resource-parameter", "v2.0 takes scope, not resource");
  }
}

function ofOpenIdAlone(
  openid: readonly string[],
  facts: Readonly<Record<string, string>>,
): ScopeRequest {
  const permissions = openid.filter((value) => value !== "offline_access");
  if (permissions.length === 0) {
    throw new Failure("identity/scope-without-resource", "the scope names no resource", { facts });
  }
  return { resource: firstPartyAppIds.microsoftGraph, prefix: "", permissions, openid };
}

const splitScope = (scope: string): readonly string[] => [
  ...new Set(scope.split(" ").filter((value) => value !== "")),
];

/** `https://graph.microsoft.com/User.Read` is a prefix with its slash, and a name. */
function splitName(scope: string): { readonly prefix: string; readonly name: string } {
  const slash = scope.lastIndexOf("/");
  return { prefix: scope.slice(0, slash + 1), name: scope.slice(slash + 1) };
}

const keyOf = (prefix: string): string => resourceKey(prefix.slice(0, -1));
