import { Failure } from "../../base/index.ts";

interface ClaimsParameter {
  readonly access_token?: unknown;
  readonly id_token?: unknown;
  readonly userinfo?: unknown;
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
  const requests = entriesOf(accessToken);
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

/** Claims that are told, some of them only with their scope, however they are asked for. */
const TOLD: ReadonlySet<string> = new Set([
  "iss",
  "aud",
  "sub",
  "exp",
  "iat",
  "tid",
  "oid",
  "auth_time",
  "name",
  "given_name",
  "family_name",
  "preferred_username",
  "email",
]);

/**
 * Whether a `claims` parameter wants id tokens to tell when the user signed in.
 *
 * A certain `sub` or `acr` would decide who may answer and how; neither can be demanded here, nor
 * can a certain value of a claim that is essential.
 *
 * @throws {Failure} `identity/claims-malformed`, `identity/claim-unsupported` (fact: `claim`).
 */
export function wantsAuthTime(text: string | null): boolean {
  if (text === null || text === "") return false;
  const { id_token: idToken = {}, userinfo = {} }: ClaimsParameter = asObject(parse(text));
  const requests = [...entriesOf(idToken ?? {}), ...entriesOf(userinfo ?? {})];
  for (const [claim, request] of requests) {
    if (isBeyondUs(claim, request)) {
      throw new Failure("identity/claim-unsupported", "a claim cannot be given as demanded", {
        facts: { claim },
      });
    }
  }
  return entriesOf(idToken ?? {}).some(([claim]) => claim === "auth_time");
}

function isBeyondUs(claim: string, request: ClaimRequest | null): boolean {
  const isCertain = request?.value !== undefined || request?.values !== undefined;
  if (request?.essential === true) return isCertain || !TOLD.has(claim);
  return claim === "sub" ? isCertain : claim === "acr" && request?.value !== undefined;
}

function entriesOf(requested: unknown): readonly (readonly [string, ClaimRequest | null])[] {
  return Object.entries(asObject(requested)) as readonly (readonly [string, ClaimRequest | null])[];
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
