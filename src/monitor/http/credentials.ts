import type { IncomingHttpHeaders } from "node:http";

/** What a request proves itself with: a bearer token (or nothing), or an API key. */
export type Credentials =
  | { readonly kind: "bearer"; readonly authorization: string | undefined }
  /** Undefined where the request has several keys that differ. */
  | { readonly kind: "key"; readonly key: string | undefined };

/**
 * Finds the credentials of a request: a bearer token first, then an API key in the header
 * `X-Api-Key`, in the parameter `api_key` or as HTTP Basic's user name (else its password).
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/access-api. Assumed: a token counts
 * before a key, and keys that differ open nothing.
 */
export function readCredentials(headers: IncomingHttpHeaders, url: URLSearchParams): Credentials {
  const { authorization } = headers;
  const basic = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  if (authorization !== undefined && basic === undefined) return { kind: "bearer", authorization };
  const header = headers["x-api-key"];
  const keys = new Set([
    ...(header === undefined ? [] : [header].flat()),
    ...url.getAll("api_key"),
    ...(basic === undefined ? [] : [keyOfBasic(basic)]),
  ]);
  const [key, ...others] = keys;
  if (key === undefined) return { kind: "bearer", authorization };
  return { kind: "key", key: others.length === 0 ? key : undefined };
}

function keyOfBasic(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const [user, password] = colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  return user === "" ? password : user;
}
