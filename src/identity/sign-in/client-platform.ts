import { Failure } from "../../base/index.ts";

/**
 * What a redirect URI was registered for, which decides how its client redeems what it brought: a
 * web application by proving itself, a single-page application from its page, a native one as is.
 */
export type ClientPlatform = "web" | "spa" | "publicClient";

/**
 * Codes and tokens of single-page applications are redeemed by a page, across origins, and those
 * of all others are not. A page is known by the `Origin` header that its browser sends.
 *
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes, AADSTS9002326 and
 * AADSTS9002327. Assumed: any origin will do, since the browser itself asks whether its own may.
 *
 * @throws {Failure} `identity/redemption-not-cross-origin`, `identity/redemption-cross-origin`
 * (fact: `origin`).
 */
export function requireRedeemable(
  platform: ClientPlatform | undefined,
  browserOrigin: string | undefined,
): void {
  if (platform === "spa" && browserOrigin === undefined) {
    throw new Failure("identity/redemption-not-cross-origin", "only a page may redeem this");
  }
  if (platform !== "spa" && browserOrigin !== undefined) {
    throw new Failure("identity/redemption-cross-origin", "a page may not redeem this", {
      facts: { origin: browserOrigin },
    });
  }
}
