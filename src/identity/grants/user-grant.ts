import type { Clock } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import type { VerifyAccessToken } from "../access-token-verifier.ts";
import type { DeviceCodes } from "../device-codes/device-codes.ts";
import type { AuthorizationCodes } from "../sign-in/authorization-codes.ts";
import type { PasswordCheck } from "../sign-in/check-password.ts";
import type { ClientPlatform } from "../sign-in/client-platform.ts";
import type { RefreshTokens } from "../sign-in/refresh-tokens.ts";
import type { Session } from "../sign-in/session.ts";
import type { TenantNames } from "../tenant-name.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import type { UserTokenRequest } from "../tokens/user-token-request.ts";

/** One OAuth 2.0 grant type by which a client gets tokens for a user. */
export interface UserGrant {
  readonly grantType: string;
  /** Form parameters that it cannot go without. */
  readonly parameters: readonly string[];
  /** Form parameters that it reads where they are sent. */
  readonly optionalParameters?: readonly string[];
  /** Second names under which clients send some of them. */
  readonly otherNames?: Readonly<Record<string, string>>;
  /** Whether a request may leave out which API it asks for. */
  readonly isScopeOptional: boolean;
  /** The tenant that the request itself tells, where the path names none. */
  findTenant(
    request: UserTokenRequest,
    client: { readonly appId: string },
    deps: UserGrantDependencies,
  ): Promise<string | undefined>;
  /**
   * What the presented code or token was issued for, which decides whether the client must prove
   * itself; undefined leaves that to its registration.
   */
  platformOf?(
    request: UserTokenRequest,
    party: { readonly client: Client },
    deps: UserGrantDependencies,
  ): Promise<ClientPlatform | undefined>;
  /** @throws {Failure} with an `identity/…` code that the login surface maps to AADSTS. */
  signIn(
    request: UserTokenRequest,
    party: { readonly tenantId: string; readonly client: Client },
    deps: UserGrantDependencies,
  ): Promise<Session>;
}

export interface UserGrantDependencies {
  readonly clock: Clock;
  readonly directoryStore: Directory;
  readonly tenants: TenantNames;
  readonly checkPassword: PasswordCheck;
  readonly refreshTokens: RefreshTokens;
  readonly codes: AuthorizationCodes;
  readonly verifyAccessToken: VerifyAccessToken;
  readonly directory: TokenDirectory;
  readonly deviceCodes: DeviceCodes;
}
