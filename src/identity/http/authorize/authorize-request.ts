import { Failure } from "../../../base/index.ts";
import type { CodeChallenge, CodeRedirect } from "../../sign-in/authorization-codes.ts";
import type { ScopeRequest } from "../../sign-in/scope-request.ts";
import type { Client } from "../../token-directory.ts";
import { type ResponseType, requireFrontChannel } from "../../tokens/answer-authorization.ts";
import { readCapabilities, wantsAuthTime } from "../claims-parameter.ts";
import { refuseUnsupported } from "../token-form.ts";
import { optional, requireOnce } from "./authorize-form.ts";
import { readAuthorizeScope } from "./authorize-scope.ts";
import { type Prompt, readPrompts } from "./prompts.ts";
import type { AnswerTarget, ResponseMode } from "./send-answer.ts";

/** An authorization request that is good, as far as it tells itself. */
export interface AuthorizeRequest {
  readonly responseTypes: ReadonlySet<ResponseType>;
  readonly asked: ScopeRequest;
  readonly nonce: string | undefined;
  readonly challenge: CodeChallenge | undefined;
  readonly capabilities: readonly string[];
  readonly tellsAuthTime: boolean;
  readonly prompts: ReadonlySet<Prompt>;
  readonly loginHint: string | undefined;
  readonly domainHint: string | undefined;
  readonly sid: string | undefined;
  readonly idTokenHint: string | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly hasClientInfo: boolean;
}

/** In the order in which discovery documents name them together. */
export const RESPONSE_TYPES: readonly ResponseType[] = ["code", "id_token", "token"];
export const RESPONSE_MODES: readonly ResponseMode[] = ["query", "fragment", "form_post"];

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

/**
 * Where the answer goes whatever it will be: in the mode that was asked for, where it may be, else in
 * the response type's own.
 */
export function readTarget(form: URLSearchParams, { uri }: CodeRedirect): AnswerTarget {
  const types = (optional(form, "response_type") ?? "").split(" ");
  const hasToken = types.includes("token") || types.includes("id_token");
  const mode = optional(form, "response_mode") ?? "";
  const isGood = isOneOf(RESPONSE_MODES, mode) && !(hasToken && mode === "query");
  const own = hasToken ? "fragment" : "query";
  return { uri, mode: isGood ? (mode as ResponseMode) : own, state: optional(form, "state") };
}

/**
 * Reads and judges everything but client and redirect URI, which were found to be good.
 *
 * Source: RFC 6749 sections 4.1.1 and 4.2.1, OpenID Connect Core section 3, RFC 7636 section 4.3;
 * learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow. Unknown parameters are
 * ignored, as RFC 6749 section 3.1 demands.
 *
 * @throws {Failure} `identity/…`, for the redirect URI to be told.
 */
export function readAuthorizeRequest(
  form: URLSearchParams,
  version: 1 | 2,
  client: Client,
  redirect: CodeRedirect,
): AuthorizeRequest {
  requireOnce(form);
  refuseRequestObjects(form);
  refuseUnsupported(form);
  const responseTypes = readResponseTypes(form, client);
  requireResponseMode(form, responseTypes);
  const hasIdToken = responseTypes.has("id_token");
  const asked = readAuthorizeScope(form, version, hasIdToken);
  const nonce = optional(form, "nonce");
  if (hasIdToken && nonce === undefined) {
    throw new Failure("identity/nonce-missing", "an id token needs a nonce");
  }
  const maxAgeSeconds = readMaxAge(optional(form, "max_age"));
  const claims = form.get("claims");
  const domainHint = optional(form, "domain_hint");
  if (domainHint?.toLowerCase() === "consumers") {
    throw wrong("domain_hint", "there are no personal accounts here");
  }
  return {
    responseTypes,
    asked,
    nonce,
    challenge: readChallenge(form, client, redirect, responseTypes),
    capabilities: readCapabilities(claims),
    tellsAuthTime: wantsAuthTime(claims) || maxAgeSeconds !== undefined,
    prompts: readPrompts(optional(form, "prompt")),
    loginHint: optional(form, "login_hint")?.trim(),
    domainHint: domainHint?.toLowerCase() === "organizations" ? undefined : domainHint,
    sid: optional(form, "sid"),
    idTokenHint: optional(form, "id_token_hint"),
    maxAgeSeconds,
    hasClientInfo: optional(form, "client_info") === "1",
  };
}

/** Source: OpenID Connect Core sections 6.1 and 7.2.1, for servers that take none. */
function refuseRequestObjects(form: URLSearchParams): void {
  const refusals = {
    request: "identity/request-object",
    request_uri: "identity/request-uri",
    registration: "identity/client-registration",
  } as const;
  for (const [parameter, code] of Object.entries(refusals)) {
    if (form.has(parameter)) throw new Failure(code, `${parameter} is not supported`);
  }
}

function readResponseTypes(form: URLSearchParams, client: Client): ReadonlySet<ResponseType> {
  const responseType = optional(form, "response_type");
  if (responseType === undefined) {
    throw new Failure("identity/response-type-missing", "no response type");
  }
  const names = responseType.split(" ").filter((name) => name !== "");
  const types = new Set(names);
  if (
    types.size < names.length ||
    names.length === 0 ||
    !names.every((name) => isOneOf(RESPONSE_TYPES, name))
  ) {
    throw new Failure("identity/response-type-unsupported", "not a response type", {
      facts: { responseType },
    });
  }
  const known = types as ReadonlySet<ResponseType>;
  requireFrontChannel(client, known);
  return known;
}

function requireResponseMode(form: URLSearchParams, types: ReadonlySet<ResponseType>): void {
  const mode = optional(form, "response_mode");
  if (mode === undefined) return;
  const hasToken = types.has("token") || types.has("id_token");
  if (isOneOf(RESPONSE_MODES, mode) && !(hasToken && mode === "query")) return;
  throw new Failure("identity/response-mode-unsupported", "not this response mode", {
    facts: { responseMode: mode, responseType: [...types].join(" ") },
  });
}

const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/;
const S256_CHARACTERS = 43;

function readChallenge(
  form: URLSearchParams,
  client: Client,
  { platform }: CodeRedirect,
  types: ReadonlySet<ResponseType>,
): CodeChallenge | undefined {
  const text = optional(form, "code_challenge");
  // RFC 7636 section 4.3: the verifier itself, where no method is named.
  const method = optional(form, "code_challenge_method");
  if (text === undefined) {
    if (method !== undefined) throw badChallenge("a method was sent without one");
    if (platform === "spa" && types.has("code")) {
      throw new Failure("identity/challenge-missing", "a page must prove its key");
    }
    return undefined;
  }
  const facts = { method: method ?? "plain", appId: client.appId };
  if (method !== "S256" && method !== "plain" && method !== undefined) {
    throw new Failure("identity/challenge-method", "not this method", { facts });
  }
  if (!CHALLENGE.test(text)) throw badChallenge("43 to 128 letters, digits or -._~ are needed");
  if (method === "S256") {
    if (text.length !== S256_CHARACTERS) throw badChallenge("S256 makes 43 characters");
    return { text, method };
  }
  if (!client.allowsPlainPkce) {
    throw new Failure("identity/challenge-method", "plain is not allowed", { facts });
  }
  return { text, method: "plain" };
}

function readMaxAge(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw wrong("max_age", "a number of seconds is needed");
  return Number(text);
}

function badChallenge(reason: string): Failure {
  return new Failure("identity/challenge-malformed", "not a challenge", { facts: { reason } });
}

function wrong(parameter: string, reason: string): Failure {
  return new Failure("identity/parameter-wrong", reason, { facts: { parameter, reason } });
}
