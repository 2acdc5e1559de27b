import { limits } from "../base/index.ts";

/** A request target in the one form that routers see. */
export interface NormalizedUrl {
  /** Path and query; `/` when the target was malformed. */
  readonly url: string;
  /** Host and port of an absolute-form target. Source: RFC 9112 section 3.2.2. */
  readonly authority?: string;
  readonly problem?: "malformed-url" | "url-too-long";
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)([^#]*)$/i;
/** A decoded key replaces the encoded one only where no character changes the query's meaning. */
const PLAIN_KEY = /^[\w\-.~$:@!'()*,;/?]*$/;

/**
 * Brings a request target into the form that routes are written for, and never throws.
 *
 * Double slashes of the path collapse (seen: monitor-query-logs sends `/v1//subscriptions`),
 * encoded query keys are decoded (seen: monitor-ingestion sends `api%2Dversion=`), an absolute-form
 * target loses its origin. Values of the query stay as they came.
 */
export function normalizeUrl(raw: string): NormalizedUrl {
  if (raw.length > limits.http.urlCharactersMax) return { url: "/", problem: "url-too-long" };
  if (raw.charCodeAt(0) === 47) return normalizeOriginForm(raw);
  const [, authority, rest = ""] = ABSOLUTE_FORM.exec(raw) ?? [];
  if (authority === undefined) return { url: "/", problem: "malformed-url" };
  return { ...normalizeOriginForm(rest.startsWith("/") ? rest : `/${rest}`), authority };
}

function normalizeOriginForm(target: string): NormalizedUrl {
  const mayNeedWork = target.includes("%") || target.includes("//") || target.includes("#");
  if (!mayNeedWork) return { url: target };
  const queryAt = target.indexOf("?");
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const query = queryAt < 0 ? undefined : target.slice(queryAt + 1);
  const keys = query === undefined ? undefined : withPlainKeys(query);
  if (target.includes("#") || decoded(path) === undefined || keys === null) {
    return { url: "/", problem: "malformed-url" };
  }
  const cleanPath = path.replace(/\/{2,}/g, "/");
  return { url: keys === undefined ? cleanPath : `${cleanPath}?${keys}` };
}

/** The query with decoded keys, or null when a key's percent-encoding is broken. */
function withPlainKeys(query: string): string | null {
  if (!query.includes("%")) return query;
  const pairs: string[] = [];
  for (const pair of query.split("&")) {
    const equalsAt = pair.indexOf("=");
    const key = equalsAt < 0 ? pair : pair.slice(0, equalsAt);
    const plain = key.includes("%") ? decoded(key) : key;
    if (plain === undefined) return null;
    pairs.push(PLAIN_KEY.test(plain) ? plain + pair.slice(key.length) : pair);
  }
  return pairs.join("&");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
