import { limits } from "../base/index.ts";

/**
 * The text that two spellings of one scope share: lower case, no trailing slash; `/` is the tenant.
 *
 * Undefined for what cannot be a scope: empty or dot segments, control characters, escapes, backslashes,
 * or more than `limits.access.scopeCharactersMax` characters. Only ASCII letters are folded, so that no
 * foreign letter turns into an ASCII one. Assumed: the service's folding of other letters is unknown.
 */
export function scopeKey(armScope: string): string | undefined {
  if (armScope === "/") return "/";
  if (!armScope.startsWith("/") || armScope.length > limits.access.scopeCharactersMax) {
    return undefined;
  }
  const key = foldCase(armScope.endsWith("/") ? armScope.slice(0, -1) : armScope);
  const isPlain = key
    .slice(1)
    .split("/")
    .every((segment) => segment !== "" && !/^\.+$/.test(segment) && isPlainText(segment));
  return isPlain ? key : undefined;
}

/** Lower case for ASCII letters alone. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Whether role assignments may stand at this scope: tenant, subscription, group or resource.
 *
 * Takes the form that `scopeKey` gives, in one pass over its segments.
 */
export function isAssignableScope(key: string): boolean {
  if (key === "/") return true;
  const [, ...segments] = key.split("/");
  let at = 0;
  if (segments[0] === "subscriptions") at = segments[2] === "resourcegroups" ? 4 : 2;
  while (at < segments.length) {
    if (segments[at] !== "providers") return false;
    at += 2;
    const firstType = at;
    while (at < segments.length && segments[at] !== "providers") at += 2;
    if (at === firstType) return false;
  }
  return at === segments.length;
}

/** The scope and all that lie above it, nearest first, the tenant's root last. */
export function coveringKeys(key: string): string[] {
  const keys: string[] = [];
  for (let end = key.length; end > 0; end = key.lastIndexOf("/", end - 1)) {
    keys.push(key.slice(0, end));
  }
  return key === "/" ? ["/"] : [...keys, "/"];
}

/** Lower-case id of the subscription that a scope lies in; undefined above subscriptions. */
export function subscriptionKeyOf(key: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/.exec(key)?.[1];
}

function isPlainText(segment: string): boolean {
  return !/[\p{Cc}\p{Cs}%?#\\]/u.test(segment);
}
