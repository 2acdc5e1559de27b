import { Failure } from "../../base/index.ts";
import type { GrantedScopes } from "../consent.ts";
import type {
  AuthorizationCodes,
  CodeChallenge,
  CodeRedirect,
} from "../sign-in/authorization-codes.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import { grantedText, type ScopeRequest } from "../sign-in/scope-request.ts";
import type { Session } from "../sign-in/session.ts";
import type { LearnSubject } from "../sign-in-events.ts";
import type { Client } from "../token-directory.ts";
import { requirePresent } from "./issue-for-user.ts";
import { findResource } from "./issue-to-application.ts";
import { type MintDependencies, mintAccessToken, mintIdToken } from "./mint-for-user.ts";
import { requireAssignedUser } from "./require-assignment.ts";

export type ResponseType = "code" | "token" | "id_token";

/** A request to the authorization endpoint whose user is known. */
export interface AuthorizationRequest {
  /** The user's tenant, by its id. */
  readonly tenantId: string;
  readonly origin: string;
  readonly client: Client;
  readonly session: Session;
  readonly version: 1 | 2;
  readonly asked: ScopeRequest;
  /** Where the answer goes; `uri` as the request spelled it. */
  readonly redirect: CodeRedirect;
  readonly responseTypes: ReadonlySet<ResponseType>;
  readonly nonce?: string | undefined;
  readonly challenge?: CodeChallenge | undefined;
  readonly capabilities: readonly string[];
  /** Whether id tokens tell when the user signed in, as `max_age` and `claims` demand. */
  readonly tellsAuthTime?: boolean | undefined;
  readonly learn?: LearnSubject;
}

/** What the browser takes back; `state` and the like are the endpoint's own business. */
export interface AuthorizationAnswer {
  readonly code?: string;
  readonly accessToken?: {
    readonly text: string;
    readonly expiresInSeconds: number;
    readonly scope: string;
  };
  readonly idToken?: string;
}

export interface AuthorizationDependencies extends MintDependencies {
  readonly codes: AuthorizationCodes;
  readonly grantedScopes: GrantedScopes;
}

/**
 * Makes what a browser brings back to the client. Everything that was asked for must have been
 * consented to already, also where only a code is due; a refresh token never comes this way.
 *
 * @throws {Failure} `identity/service-principal-…`, `identity/implicit-token-disabled`,
 * `identity/implicit-id-token-disabled`, `identity/user-not-assigned`, and the codes of
 * `findResource` and `decideScopes`.
 */
export async function answerAuthorization(
  request: AuthorizationRequest,
  deps: AuthorizationDependencies,
): Promise<AuthorizationAnswer> {
  const { tenantId, client, asked, responseTypes, redirect, challenge } = request;
  const { nonce, tellsAuthTime } = request;
  const session = { ...request.session, nonce, tellsAuthTime, platform: redirect.platform };
  requirePresent(client, tenantId);
  requireFrontChannel(client, responseTypes);
  const resource = await findResource(tenantId, asked, deps.directory);
  request.learn?.({ resourceAppId: resource.appId, resourceName: resource.displayName });
  await requireAssignedUser(session.user, { client, resource }, deps.directory);
  const granted = await deps.grantedScopes(client, session.user.objectId, resource);
  const scopes = decideScopes(asked, resource, granted, client);
  const decision = {
    ...{ request, client, session, asked, resource, scopes },
    clientProof: "0",
    isFrontChannel: true,
  } as const;
  const token = responseTypes.has("token") ? await mintAccessToken(decision, deps) : undefined;
  const { amr, authenticatedAt, sessionId, ipAddress, user } = session;
  const { securityStamp } = user;
  const code = responseTypes.has("code")
    ? await deps.codes.issue({
        session,
        clientId: client.appId,
        request: {
          ...{ redirect, asked, securityStamp, amr, authenticatedAt },
          ...{ nonce, challenge, sessionId, ipAddress, tellsAuthTime },
        },
      })
    : undefined;
  const idToken = responseTypes.has("id_token")
    ? await mintIdToken(decision, { code, accessToken: token?.text }, deps)
    : undefined;
  return {
    ...(code !== undefined && { code }),
    ...(token !== undefined && {
      accessToken: {
        text: token.text,
        expiresInSeconds: token.lifetimeSeconds - 1,
        scope: request.version === 1 ? scopes.join(" ") : grantedText(asked, scopes),
      },
    }),
    ...(idToken !== undefined && { idToken }),
  };
}

/**
 * Tokens pass through a browser's address only where the registration allows it.
 *
 * @throws {Failure} `identity/implicit-token-disabled`, `identity/implicit-id-token-disabled`.
 */
export function requireFrontChannel(
  client: Client,
  responseTypes: ReadonlySet<ResponseType>,
): void {
  const facts = { appId: client.appId, appName: client.displayName };
  if (responseTypes.has("token") && !client.allowsImplicitAccessToken) {
    throw new Failure("identity/implicit-token-disabled", "no access token this way", { facts });
  }
  if (responseTypes.has("id_token") && !client.allowsImplicitIdToken) {
    throw new Failure("identity/implicit-id-token-disabled", "no id token this way", { facts });
  }
}
