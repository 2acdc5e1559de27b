import { Failure } from "../../base/index.ts";

interface ClaimsParameter {
  readonly access_token?: unknown;
}

interface ClaimRequest {
  readonly essential?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

const CAPABILITY = "CP1";

/**
 * The client capabilities in a `claims` parameter; absent counts as none.
 *
 * Seen: `{"access_token":{"xms_cc":{"values":["CP1"]}}}` from az, `cp1` from JavaScript clients.
 * Other requests are voluntary (OpenID Connect Core section 5.5.1) unless marked essential, and an
 * essential one that cannot be met is refused. `nbf` asks for a token issued after a moment, which
 * each new token is.
 *
 * @throws {Failure} `identity/claims-malformed`, `identity/claim-unsupported` (fact: `claim`).
 */
export function readCapabilities(text: string | null): readonly string[] {
  if (text === null || text === "") return [];
  const { access_token: accessToken = {} }: ClaimsParameter = asObject(parse(text));
  const requested = asObject(accessToken);
  const requests = Object.entries(requested) as readonly (readonly [string, ClaimRequest | null])[];
  for (const [claim, request] of requests) {
    if (request?.essential === true && claim !== "xms_cc" && claim !== "nbf") {
      throw new Failure("identity/claim-unsupported", "an essential claim cannot be given", {
        facts: { claim },
      });
    }
  }
  const capabilities = requests.find(([claim]) => claim === "xms_cc")?.[1]?.values;
  const isCapable =
    Array.isArray(capabilities) &&
    capabilities.some((value) => typeof value === "string" && value.toUpperCase() === CAPABILITY);
  return isCapable ? [CAPABILITY] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed();
  return value as Readonly<Record<string, unknown>>;
}

function malformed(): Failure {
  return new Failure("identity/claims-malformed", "not a claims request");
}
