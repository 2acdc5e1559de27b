import type { Resource } from "../resource.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";

/** What a grant decided; minting and signing happen elsewhere. */
export interface GrantDecision {
  readonly subject: { readonly kind: "servicePrincipal"; readonly objectId: string };
  readonly roles: readonly string[];
}

/** A request whose tenant is known, whose client is authenticated and whose resource was found. */
export interface GrantRequest {
  readonly tenantId: string;
  readonly client: Client;
  readonly resource: Resource;
}

/** One OAuth 2.0 grant type: a pure decision over a request whose client is authenticated. */
export interface Grant {
  readonly grantType: string;
  /** @throws {Failure} with an `identity/…` code that the login surface maps to AADSTS. */
  decide(request: GrantRequest, deps: GrantDependencies): Promise<GrantDecision>;
}

export interface GrantDependencies {
  readonly directory: Pick<TokenDirectory, "grantedRoles" | "isAssigned">;
}
