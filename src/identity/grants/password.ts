import { isDomainName } from "../tenant-name.ts";
import type { UserGrant } from "./user-grant.ts";

/**
 * `grant_type=password`: the client knows the user's password.
 *
 * Where the path names no tenant, the domain of the user's name does.
 *
 * Source: RFC 6749 section 4.3.
 *
 * @throws {Failure} `identity/user-not-found`, `identity/password-wrong`, `identity/user-locked`,
 * `identity/user-disabled`, `identity/password-checks-waiting`.
 */
export const password: UserGrant = {
  grantType: "password",
  parameters: ["username", "password"],
  isScopeOptional: false,

  async findTenant({ parameters }, _client, { tenants }) {
    const name = parameters.get("username") ?? "";
    const domain = name.slice(name.lastIndexOf("@") + 1).toLowerCase();
    if (!name.includes("@") || !isDomainName(domain)) return undefined;
    try {
      const choice = await tenants.resolve(domain);
      return choice.kind === "tenant" ? choice.id : undefined;
    } catch {
      return undefined;
    }
  },

  async signIn({ parameters, ipAddress, learn }, { tenantId }, { clock, checkPassword }) {
    const user = await checkPassword({
      tenantId,
      userName: parameters.get("username") ?? "",
      passwordText: parameters.get("password") ?? "",
      ...(learn !== undefined && { learn }),
    });
    return {
      user,
      amr: ["pwd"],
      authenticatedAt: clock.now(),
      from: undefined,
      asked: undefined,
      ipAddress,
    };
  },
};
