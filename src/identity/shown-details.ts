import { Failure, limits } from "../base/index.ts";

/**
 * Bounds what an object says of itself and nothing acts upon.
 *
 * @throws {Failure} `identity/details-too-large` (fact: `property`).
 */
export function requireDetails(
  details: Readonly<Record<string, string | readonly string[] | null | undefined>>,
): void {
  const { detailCharactersMax, tagCharactersMax, tagsPerObjectMax } = limits.identity;
  for (const [property, value] of Object.entries(details)) {
    const isTooLarge =
      typeof value === "string"
        ? value.length > detailCharactersMax
        : value !== null &&
          value !== undefined &&
          (value.length > tagsPerObjectMax ||
            value.some((one) => one === "" || one.length > tagCharactersMax));
    if (!isTooLarge) continue;
    throw new Failure("identity/details-too-large", "too long, too many or empty", {
      facts: { property },
    });
  }
}
