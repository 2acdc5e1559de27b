import { Failure, limits } from "../base/index.ts";
import type { RedirectUriRow } from "../storage/index.ts";

/** Where answers of a sign-in may be sent, and what kind of client listens there. */
export type RedirectUri = RedirectUriRow;

/** Schemes that a browser or an operating system acts upon by itself. */
const ACTIVE_SCHEMES = ["javascript:", "vbscript:", "data:", "blob:", "file:", "about:"];
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
/** Source: learn.microsoft.com/entra/identity-platform/reply-url. Wildcards besides. */
const REFUSED_CHARACTERS = /[\s!$'(),;*\\]/;

/**
 * Redirect URIs of a registration: absolute, without fragment and wildcard, `https` or loopback
 * `http`; schemes of an application's own for public clients alone.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reply-url.
 *
 * @throws {Failure} `identity/redirect-uris-too-many`, `identity/redirect-uri-malformed` (facts:
 * `uri`, `reason`), `identity/redirect-uri-repeated` (fact: `uri`).
 */
export function requireRedirectUris(uris: readonly RedirectUri[]): readonly RedirectUri[] {
  if (uris.length > limits.identity.redirectUrisPerApplicationMax) {
    throw new Failure("identity/redirect-uris-too-many", "too many redirect URIs");
  }
  const seen = new Set<string>();
  for (const { uri, platform } of uris) {
    const reason = reasonAgainst(uri, platform);
    if (reason !== undefined) {
      throw new Failure("identity/redirect-uri-malformed", `the redirect URI ${reason}`, {
        facts: { uri, reason },
      });
    }
    if (seen.has(uri)) {
      throw new Failure("identity/redirect-uri-repeated", "it is registered twice", {
        facts: { uri },
      });
    }
    seen.add(uri);
  }
  return uris;
}

/** A URL that a browser is sent to, or that is shown in a frame: as for a web application. */
export function requireLogoutUrl(url: string): string {
  if (reasonAgainst(url, "web") !== undefined) {
    throw new Failure("identity/logout-url-malformed", "not a URL that a browser can be sent to", {
      facts: { url },
    });
  }
  return url;
}

function reasonAgainst(uri: string, platform: RedirectUri["platform"]): string | undefined {
  if (uri.length > limits.identity.redirectUriCharactersMax) return "is too long";
  if (REFUSED_CHARACTERS.test(uri)) return "has a character that is not allowed";
  if (!URL.canParse(uri)) return "is not absolute";
  if (uri.includes("#")) return "has a fragment";
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== "" || password !== "") return "names a user";
  if (protocol === "https:") return undefined;
  if (protocol === "http:") {
    return LOOPBACK.test(hostname) ? undefined : "is http and not of this machine";
  }
  const isOwnScheme = platform === "publicClient" && !ACTIVE_SCHEMES.includes(protocol);
  return isOwnScheme ? undefined : "has a scheme that is not allowed";
}
