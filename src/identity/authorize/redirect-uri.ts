import { Failure, limits } from "../../base/index.ts";
import type { RedirectUri } from "../redirect-uris.ts";
import type { CodeRedirect } from "../sign-in/authorization-codes.ts";

/** Hosts whose port a native application chooses anew each time. Source: RFC 8252 section 7.3. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where the answer of a request goes: the URI as it was sent, with the platform under which it is
 * registered.
 *
 * Scheme and host are compared without case, path and query exactly. A missing path is the path `/`,
 * since browsers make no difference. At `http://` and a loopback host any port will do, whatever the
 * platform; one that is registered with the very port comes first. A request may leave the URI out where only one is registered.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reply-url; RFC 6749 section 3.1.2.3.
 *
 * @throws {Failure} `identity/redirect-uri-missing`, `identity/redirect-uri-mismatch` (facts:
 * `sent`; `registered`, one a line; `appId`).
 */
export function matchRedirectUri(
  client: { readonly appId: string; readonly redirectUris: readonly RedirectUri[] },
  sent: string | undefined,
): CodeRedirect {
  const registered = client.redirectUris;
  const facts = {
    appId: client.appId,
    sent: sent ?? "",
    registered: registered.map(({ uri }) => uri).join("\n"),
  };
  if (sent === undefined || sent === "") {
    const [only, ...others] = registered;
    if (only !== undefined && others.length === 0) return { ...only, isImplied: true };
    throw new Failure("identity/redirect-uri-missing", "no redirect URI was sent", { facts });
  }
  const key = sent.length <= limits.identity.redirectUriCharactersMax ? keyOf(sent) : undefined;
  const alike = key === undefined ? [] : registered.filter(({ uri }) => keyOf(uri) === key);
  // Two that differ in their port alone may be of different platforms.
  const found = alike.find(({ uri }) => keyOf(uri, true) === keyOf(sent, true)) ?? alike[0];
  if (found === undefined) {
    throw new Failure("identity/redirect-uri-mismatch", "not a registered one", { facts });
  }
  return { uri: sent, platform: found.platform };
}

/** The compared form; undefined for what no answer may be sent to. */
function keyOf(uri: string, keepsPort = false): string | undefined {
  // Of the WHATWG parser's repairs none may decide: what it would change is compared as it is.
  const [, scheme = "", authority = "", rest = ""] =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\@\s]*)([^#\\\s]*)$/.exec(uri) ?? [];
  if (scheme === "")
    return /^[a-z][a-z0-9+.-]*:[^#\s]+$/i.test(uri) ? ofPlainScheme(uri) : undefined;
  const isHttp = /^https?$/i.test(scheme);
  if (isHttp && (authority === "" || !URL.canParse(uri))) return undefined;
  const host = authority.toLowerCase();
  const bare = host.replace(/:\d*$/, "");
  const hasAnyPort = !keepsPort && scheme.toLowerCase() === "http" && LOOPBACK_HOSTS.has(bare);
  const path = rest === "" || rest.startsWith("?") ? `/${rest}` : rest;
  return `${scheme.toLowerCase()}://${hasAnyPort ? bare : host}${isHttp ? path : rest}`;
}

/** Such as `urn:ietf:wg:oauth:2.0:oob`, which nothing but its own case matches. */
const ofPlainScheme = (uri: string): string | undefined =>
  /^(?:javascript|data|vbscript|file|blob|about):/i.test(uri) ? undefined : uri;
