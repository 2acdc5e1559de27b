import { Failure } from "../../base/index.ts";
import { proveClient } from "../client-auth/prove-client.ts";
import type { GrantedScopes } from "../consent.ts";
import { findUserGrant } from "../grants/find-grant.ts";
import type { UserGrant, UserGrantDependencies } from "../grants/user-grant.ts";
import { subjectOfUser } from "../sign-in/check-password.ts";
import type { ClientPlatform } from "../sign-in/client-platform.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import { isFamilyClient } from "../sign-in/family-clients.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import { type Session, UNKNOWN_TIME } from "../sign-in/session.ts";
import type { Client } from "../token-directory.ts";
import { findClient, findResource } from "./issue-to-application.ts";
import {
  type MintDependencies,
  mintAccessToken,
  mintIdToken,
  type UserDecision,
} from "./mint-for-user.ts";
import { requireAssignedUser } from "./require-assignment.ts";
import type { IssuedUserTokens, UserTokenRequest } from "./user-token-request.ts";

export interface UserIssueDependencies extends MintDependencies, UserGrantDependencies {
  readonly grantedScopes: GrantedScopes;
}

/**
 * Answers a request for a user: grant, tenant, client, proof, sign-in, resource, assignment, consent,
 * tokens.
 *
 * @throws {Failure} `identity/…`, in the order of these steps.
 */
export async function issueForUser(
  request: UserTokenRequest,
  deps: UserIssueDependencies,
): Promise<IssuedUserTokens> {
  const grant = findUserGrant(request.grantType);
  const tenantId = await resolveTenant(request, grant, deps);
  request.learn?.({ tenantId });
  const client = await findClient(tenantId, request, deps.directory);
  request.learn?.({ appId: client.appId, appName: client.displayName });
  requirePresent(client, tenantId);
  const clientProof = await prove(request, { tenantId, client, grant }, deps);
  const session = tellingTime(request, await grant.signIn(request, { tenantId, client }, deps));
  request.learn?.(subjectOfUser(session.user));
  const asked = withOpenId(request.asked ?? session.asked, session.openid);
  const resource = await findResource(tenantId, asked, deps.directory);
  request.learn?.({ resourceAppId: resource.appId, resourceName: resource.displayName });
  await requireAssignedUser(session.user, { client, resource }, deps.directory);
  const granted = await deps.grantedScopes(client, session.user.objectId, resource);
  const scopes = decideScopes(asked, resource, granted, client);
  return await mint({ request, client, clientProof, session, asked, resource, scopes }, deps);
}

/** What the exchange itself asks for counts besides what the authorization request did. */
function tellingTime({ tellsAuthTime }: UserTokenRequest, session: Session): Session {
  const isTold = tellsAuthTime && session.authenticatedAt !== UNKNOWN_TIME;
  return isTold ? { ...session, tellsAuthTime } : session;
}

function withOpenId(asked: ScopeRequest | undefined, openid: readonly string[] = []): ScopeRequest {
  if (asked === undefined) throw new Error("a grant without a scope remembers none");
  return { ...asked, openid: [...new Set([...asked.openid, ...openid])] };
}

async function resolveTenant(
  request: UserTokenRequest,
  grant: UserGrant,
  deps: UserIssueDependencies,
): Promise<string> {
  const choice = await deps.tenants.resolve(request.tenant);
  if (choice.kind === "tenant") return choice.id;
  const facts = { tenant: choice.name };
  if (choice.name === "consumers") {
    throw new Failure("identity/grant-at-shared-tenant", "there are no personal accounts", {
      facts,
    });
  }
  const appId = request.clientId.toLowerCase();
  const tenantId = await grant.findTenant(request, { appId }, deps);
  if (tenantId !== undefined) return tenantId;
  throw new Failure("identity/tenant-undetermined", "the request names no tenant", { facts });
}

/** @throws {Failure} `identity/service-principal-missing`, `identity/service-principal-disabled`. */
export function requirePresent({ appId, displayName, principal }: Client, tenant: string): void {
  const facts = { appId, appName: displayName, tenant };
  if (principal === undefined) {
    throw new Failure("identity/service-principal-missing", "not present", { facts });
  }
  if (!principal.isEnabled) {
    throw new Failure("identity/service-principal-disabled", "disabled", { facts });
  }
}

/**
 * Who must prove himself is decided by the platform that the code or the token was issued for: one
 * application may be a web application and a native one. Without a platform its registration says.
 */
async function prove(
  request: UserTokenRequest,
  { tenantId, client, grant }: { tenantId: string; client: Client; grant: UserGrant },
  deps: UserIssueDependencies,
): Promise<"0" | "1" | "2"> {
  const platform = await platformFor(request, { client, grant }, deps);
  const isPublicClient = platform === undefined ? client.isPublicClient : platform !== "web";
  if (isPublicClient && request.credential.kind === "none") return "0";
  return await proveClient({ ...client, isPublicClient }, request.credential, tenantId, deps);
}

/**
 * Only what was issued to a page is redeemed without a proof. A grant that presents nothing of the
 * kind tells no platform: whoever sends it may call himself a page.
 */
async function platformFor(
  request: UserTokenRequest,
  { client, grant }: { readonly client: Client; readonly grant: UserGrant },
  deps: UserIssueDependencies,
): Promise<ClientPlatform | undefined> {
  if (grant.platformOf === undefined) return undefined;
  return (await grant.platformOf(request, { client }, deps)) ?? presumed(request, client);
}

/** A page whose token is unknown is told so: to ask it for a secret would lead it astray. */
function presumed(
  { browserOrigin }: UserTokenRequest,
  { redirectUris }: Client,
): ClientPlatform | undefined {
  const isPage =
    browserOrigin !== undefined && redirectUris.some(({ platform }) => platform === "spa");
  return isPage ? "spa" : undefined;
}

async function mint(
  decision: UserDecision & { readonly request: UserTokenRequest },
  deps: UserIssueDependencies,
): Promise<IssuedUserTokens> {
  const { request, client, session, asked, scopes } = decision;
  // Side by side: each waits for the thread that signs it.
  const [token, idToken] = await Promise.all([
    mintAccessToken(decision, deps),
    hasIdToken(decision) ? mintIdToken(decision, {}, deps) : undefined,
  ]);
  const hasRefresh =
    request.version === 1 || session.from !== undefined || asked.openid.includes("offline_access");
  if (session.device !== undefined) await deps.deviceCodes.redeem(session.device);
  return {
    accessToken: token.text,
    tenantId: session.user.tenantId,
    lifetimeSeconds: token.lifetimeSeconds,
    notBefore: token.notBefore,
    expiresOn: token.expiresOn,
    userObjectId: session.user.objectId,
    asked,
    scopes,
    idToken,
    // Last: nothing that fails may use up the token or the code that the session came with.
    refreshToken: hasRefresh
      ? await issueRefreshToken(decision, deps)
      : await useUp(decision, deps),
    isFamily: hasRefresh && isFamilyClient(client.appId),
  };
}

/**
 * Version 1.0 brings an id token with every code: its clients learn from it who signed in, and send
 * no scope.
 *
 * Source: learn.microsoft.com/azure/active-directory/azuread-dev/
 * v1-protocols-oauth-code, "Successful response" of the token endpoint.
 */
function hasIdToken({
  request,
  session,
  asked,
}: Pick<UserDecision, "request" | "session" | "asked">): boolean {
  return asked.openid.includes("openid") || (request.version === 1 && session.code !== undefined);
}

function issueRefreshToken(
  { session, client, asked }: UserDecision,
  { refreshTokens }: UserIssueDependencies,
): Promise<string> {
  return refreshTokens.issue(session, client.appId, asked);
}

async function useUp({ session }: UserDecision, deps: UserIssueDependencies): Promise<undefined> {
  if (session.code !== undefined) await deps.codes.redeem(session.code);
}
