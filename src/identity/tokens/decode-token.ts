/** A signed text taken apart; nothing in it is proven yet. */
export interface DecodedJws {
  readonly kid: string;
  readonly signedText: string;
  readonly signature: Buffer;
}

/** A token taken apart; nothing in it is proven yet. */
export interface DecodedToken extends DecodedJws {
  readonly claims: AccessTokenClaims;
}

/** The claims of an access token in either version; times in seconds. */
export interface AccessTokenClaims {
  readonly version: "1.0" | "2.0";
  readonly issuer: string;
  readonly audience: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  /** User principal name; undefined for an application as itself. */
  readonly userName: string | undefined;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** How the user proved himself; empty where the version does not tell. */
  readonly amr: readonly string[];
  readonly notBefore: number;
  readonly expiresOn: number;
}

const PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * Reads a compact JWS; undefined unless it has exactly the form of an access token of ours, with the
 * claims that identity tokens lack.
 */
export function decodeToken(text: string): DecodedToken | undefined {
  const jws = decodeJws(text);
  const claims = readClaims(jws?.payload);
  if (jws === undefined || claims === undefined) return undefined;
  const { payload: _, ...proof } = jws;
  return { ...proof, claims };
}

/**
 * Reads a compact JWS in the form that ours have: RS256 in the header, no critical extensions. The
 * signature must be in its one spelling: base64url leaves bits over in which a changed text would be
 * the same bytes.
 */
export function decodeJws(text: string): (DecodedJws & { readonly payload: object }) | undefined {
  const [, header = "", body = "", signature = ""] = PARTS.exec(text) ?? [];
  const kid = readKid(parseObject(header));
  const payload = parseObject(body);
  if (kid === undefined || payload === undefined) return undefined;
  const bytes = Buffer.from(signature, "base64url");
  if (bytes.toString("base64url") !== signature) return undefined;
  return { kid, signedText: `${header}.${body}`, signature: bytes, payload };
}

/** The fields that are read of a header; their types are not known yet. */
interface HeaderFields {
  readonly alg?: unknown;
  readonly typ?: unknown;
  readonly kid?: unknown;
}

interface ClaimFields {
  readonly ver?: unknown;
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly tid?: unknown;
  readonly oid?: unknown;
  readonly appid?: unknown;
  readonly azp?: unknown;
  readonly idtyp?: unknown;
  readonly upn?: unknown;
  readonly preferred_username?: unknown;
  readonly scp?: unknown;
  readonly roles?: unknown;
  readonly amr?: unknown;
  readonly nbf?: unknown;
  readonly exp?: unknown;
}

function parseObject(part: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function readKid(header: HeaderFields | undefined): string | undefined {
  if (header === undefined || header.alg !== "RS256" || header.typ !== "JWT") return undefined;
  if ("crit" in header || "b64" in header) return undefined;
  return asText(header.kid);
}

function readClaims(claims: ClaimFields | undefined): AccessTokenClaims | undefined {
  const version = claims?.ver;
  if (claims === undefined || (version !== "1.0" && version !== "2.0")) return undefined;
  const issuer = asText(claims.iss);
  const audience = asText(claims.aud);
  const tenantId = asText(claims.tid);
  const objectId = asText(claims.oid);
  const clientId = asText(version === "1.0" ? claims.appid : claims.azp);
  const userName = asText(version === "1.0" ? claims.upn : claims.preferred_username);
  if ((claims.idtyp === "user") !== (userName !== undefined)) return undefined;
  const notBefore = claims.nbf;
  const expiresOn = claims.exp;
  if (issuer === undefined || audience === undefined || tenantId === undefined) return undefined;
  if (objectId === undefined || clientId === undefined) return undefined;
  if (typeof notBefore !== "number" || typeof expiresOn !== "number") return undefined;
  return {
    version,
    issuer,
    audience,
    tenantId,
    objectId,
    clientId,
    userName,
    scopes: asText(claims.scp)?.split(" ") ?? [],
    roles: textsOf(claims.roles),
    amr: textsOf(claims.amr),
    notBefore,
    expiresOn,
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(isText) : [];

const asText = (value: unknown): string | undefined => (isText(value) ? value : undefined);
