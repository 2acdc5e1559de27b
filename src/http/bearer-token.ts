import { Failure } from "../base/index.ts";

/** Source: RFC 6750 section 2.1 (b64token); the scheme has no case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * The token of an `Authorization: Bearer …` header.
 *
 * @throws {Failure} `http/token-missing` without a header, else `http/token-malformed`.
 */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === "") {
    throw new Failure("http/token-missing", "the request has no Authorization header");
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) {
    throw new Failure("http/token-malformed", "the Authorization header is not a bearer token");
  }
  return token;
}
