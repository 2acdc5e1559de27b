import type { IncomingHttpHeaders } from "node:http";

/** What a request proves itself with: a bearer token (or nothing), or an API key. */
export type Credentials =
  | { readonly kind: "bearer"; readonly authorization: string | undefined }
  | { readonly kind: "key"; readonly key: string };

/**
 * Finds the credentials of a request: a bearer token first, then an API key in the header
 * `X-Api-Key`, in the parameter `api_key` or as HTTP Basic's user name (else its password).
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/access-api. Assumed: the order between
 * several kinds of credentials.
 */
export function readCredentials(headers: IncomingHttpHeaders, url: URLSearchParams): Credentials {
  const { authorization } = headers;
  const basic = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  if (authorization !== undefined && basic === undefined) return { kind: "bearer", authorization };
  const header = headers["x-api-key"];
  const key =
    (Array.isArray(header) ? header[0] : header) ??
    url.get("api_key") ??
    (basic === undefined ? undefined : keyOfBasic(basic));
  return key === undefined ? { kind: "bearer", authorization } : { kind: "key", key };
}

function keyOfBasic(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const [user, password] = colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  return user === "" ? password : user;
}
