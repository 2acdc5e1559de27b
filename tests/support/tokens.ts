import type { Caller } from "./call.ts";
import type { ReadyLine } from "./start-lazurite.ts";

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token by client credentials from the v1.0 endpoint; fails with the whole answer. */
export async function tokenFor(
  caller: Caller,
  ready: ReadyLine,
  resource: string,
  client: ClientCredentials = ready.demo,
): Promise<string> {
  const answer = await caller.direct(`${ready.login}/${ready.tenantId}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client.clientId,
      client_secret: client.clientSecret,
      resource,
    }),
  });
  const token = (answer.json as { access_token?: unknown } | undefined)?.access_token;
  if (typeof token !== "string") throw new Error(`no token: ${answer.status} ${answer.text}`);
  return token;
}

/** The application that has no role until a test gives it one. */
export function guestOf({ demo }: ReadyLine): ClientCredentials {
  return { clientId: demo.guestClientId, clientSecret: demo.guestClientSecret };
}

/** The claims that the tests read by name. */
export interface Claims {
  readonly aud: string;
  readonly oid: string;
  /** Seconds since the epoch. */
  readonly exp: number;
}

/** A token's claims, unverified. */
export function claimsOf(token: string): Claims {
  const [, payload = ""] = token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims;
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
