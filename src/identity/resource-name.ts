/**
 * The form in which resource identifiers are compared: case and one trailing slash do not matter.
 *
 * Source: identifiers are registered with the slash while documents and SDKs ask without it, and
 * the reverse; `https://management.core.windows.net//.default` is in real use.
 */
export function resourceKey(identifier: string): string {
  const lower = identifier.toLowerCase();
  return lower.endsWith("/") ? lower.slice(0, -1) : lower;
}

/** Longer names are never looked up. Source: identifierUris entries have at most 255 characters. */
export const RESOURCE_NAME_CHARACTERS_MAX = 256;
