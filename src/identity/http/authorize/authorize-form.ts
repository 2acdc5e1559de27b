import type { FastifyRequest } from "fastify";
import { Failure, limits } from "../../../base/index.ts";
import { InvalidInput } from "../../../http/index.ts";

/** Parameters that mean something here: each may be sent once. Source: RFC 6749 section 3.1. */
const PARAMETERS: ReadonlySet<string> = new Set([
  "client_id",
  "response_type",
  "redirect_uri",
  "response_mode",
  "scope",
  "resource",
  "state",
  "nonce",
  "prompt",
  "login_hint",
  "domain_hint",
  "sid",
  "max_age",
  "claims",
  "code_challenge",
  "code_challenge_method",
  "client_info",
  "id_token_hint",
  "acr_values",
  "display",
  "request",
  "request_uri",
  "registration",
]);

/**
 * An authorization request as it arrived: of a query, a form, or both.
 *
 * @throws {Failure} `identity/request-too-long`, `identity/request-malformed`.
 */
export function readAuthorizeForm({ raw, body }: FastifyRequest): URLSearchParams {
  const { url = "" } = raw;
  const queryAt = url.indexOf("?");
  const query = queryAt < 0 ? "" : url.slice(queryAt + 1);
  requireReadable(query);
  const form = new URLSearchParams(query);
  const posted = body ?? new URLSearchParams();
  if (!(posted instanceof URLSearchParams)) {
    throw new InvalidInput("unsupported-media-type", "The request body must be a form.");
  }
  for (const [name, value] of posted) form.append(name, value);
  // A page carries all of it, and what pages post back is bounded too.
  if (form.toString().length > limits.identity.authorizeCharactersMax) {
    throw new Failure("identity/request-too-long", "too long to be carried by a page");
  }
  return form;
}

/** Strict about what `URLSearchParams` would repair: a `state` must come back as it was sent. */
function requireReadable(query: string): void {
  try {
    decodeURIComponent(query);
  } catch {
    throw new Failure("identity/request-malformed", "its percent-encoding cannot be read");
  }
}

/** A parameter that is there once; an empty one counts as missing. Source: RFC 6749 section 3.1. */
export function optional(form: URLSearchParams, parameter: string): string | undefined {
  const [value, ...others] = form.getAll(parameter);
  return value === undefined || value === "" || others.length > 0 ? undefined : value;
}

/** @throws {Failure} `identity/parameter-repeated` (fact: `parameter`). */
export function requireOnce(
  form: URLSearchParams,
  parameters: Iterable<string> = PARAMETERS,
): void {
  for (const parameter of parameters) {
    if (form.getAll(parameter).length > 1) {
      throw new Failure("identity/parameter-repeated", "sent twice", { facts: { parameter } });
    }
  }
}
