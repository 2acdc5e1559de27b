import { Failure, limits } from "../../base/index.ts";
import { proveClient } from "../client-auth/prove-client.ts";
import type { GrantedScopes } from "../consent.ts";
import { findUserGrant } from "../grants/find-grant.ts";
import type { UserGrant, UserGrantDependencies } from "../grants/user-grant.ts";
import type { Resource } from "../resource.ts";
import { subjectOfUser } from "../sign-in/check-password.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import { isFamilyClient } from "../sign-in/family-clients.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import type { Session } from "../sign-in/session.ts";
import type { Client } from "../token-directory.ts";
import {
  BACKDATED_SECONDS,
  findClient,
  findResource,
  type IssueDependencies,
  opaqueValues,
} from "./issue.ts";
import type { PairwiseSubject } from "./pairwise.ts";
import {
  idClaimsV1,
  idClaimsV2,
  type UserAccessToken,
  userClaimsV1,
  userClaimsV2,
} from "./user-claims.ts";
import type { IssuedUserTokens, UserTokenRequest } from "./user-token-request.ts";

export interface UserIssueDependencies extends IssueDependencies, UserGrantDependencies {
  readonly grantedScopes: GrantedScopes;
  readonly pairwise: PairwiseSubject;
}

/** What a request came down to. */
interface Decision {
  readonly request: UserTokenRequest;
  readonly client: Client;
  readonly clientProof: "0" | "1" | "2";
  readonly session: Session;
  readonly asked: ScopeRequest;
  readonly resource: Resource;
  readonly scopes: readonly string[];
}

/**
 * Answers a request for a user: grant, tenant, client, proof, sign-in, resource, consent, tokens.
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
  const isOpen = client.isPublicClient && request.credential.kind === "none";
  const clientProof = isOpen ? "0" : await proveClient(client, request.credential, tenantId, deps);
  const session = await grant.signIn(request, { tenantId, client }, deps);
  request.learn?.(subjectOfUser(session.user));
  const asked = request.asked ?? session.asked;
  if (asked === undefined) throw new Error("a grant without a scope remembers none");
  const resource = await findResource(tenantId, asked, deps.directory);
  request.learn?.({ resourceAppId: resource.appId, resourceName: resource.displayName });
  const granted = await deps.grantedScopes(client, session.user.objectId, resource);
  const scopes = decideScopes(asked, resource, granted, client);
  return await mint({ request, client, clientProof, session, asked, resource, scopes }, deps);
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

function requirePresent({ appId, displayName, principal }: Client, tenant: string): void {
  const facts = { appId, appName: displayName, tenant };
  if (principal === undefined) {
    throw new Failure("identity/service-principal-missing", "not present", { facts });
  }
  if (!principal.isEnabled) {
    throw new Failure("identity/service-principal-disabled", "disabled", { facts });
  }
}

async function mint(decision: Decision, deps: UserIssueDependencies): Promise<IssuedUserTokens> {
  const { request, client, session, asked, resource, scopes } = decision;
  const token = await describe(decision, deps);
  const isVersion1 = resource.tokenVersion === 1;
  const claims = isVersion1 ? userClaimsV1(token) : userClaimsV2(token);
  const hasRefresh =
    request.version === 1 || session.from !== undefined || asked.openid.includes("offline_access");
  return {
    accessToken: await deps.keys.sign(claims, isVersion1),
    tenantId: token.tenantId,
    lifetimeSeconds: limits.identity.accessTokenLifetimeSeconds,
    notBefore: token.notBefore,
    expiresOn: token.expiresOn,
    userObjectId: session.user.objectId,
    asked,
    scopes,
    idToken: asked.openid.includes("openid") ? await signIdToken(decision, token, deps) : undefined,
    // Last: nothing that fails may use up the token that the session came with.
    refreshToken: hasRefresh
      ? await deps.refreshTokens.issue(session, client.appId, asked)
      : undefined,
    isFamily: hasRefresh && isFamilyClient(client.appId),
  };
}

async function describe(
  { request, client, clientProof, session, asked, resource, scopes }: Decision,
  { clock, ids, directory, pairwise }: UserIssueDependencies,
): Promise<UserAccessToken> {
  const seconds = Math.floor(clock.now() / 1000);
  return {
    origin: request.origin,
    tenantId: session.user.tenantId,
    clientId: client.appId,
    clientProof,
    subjectObjectId: session.user.objectId,
    subject: pairwise(client.appId, session.user.objectId),
    resource: { asked: asked.resource, appId: resource.appId },
    roles: await directory.grantedRoles(session.user.objectId, resource),
    capabilities: request.capabilities,
    notBefore: seconds - BACKDATED_SECONDS,
    expiresOn: seconds + limits.identity.accessTokenLifetimeSeconds,
    ...opaqueValues(ids),
    user: session.user,
    scopes,
    amr: session.amr,
  };
}

function signIdToken(
  { request, session, asked }: Decision,
  token: UserAccessToken,
  { keys, ids }: UserIssueDependencies,
): Promise<string> {
  const isVersion1 = request.version === 1;
  const { origin, tenantId, clientId, subject, amr, notBefore, expiresOn } = token;
  const { rh, uti } = opaqueValues(ids);
  const idToken = {
    origin,
    tenantId,
    clientId,
    subject,
    amr,
    notBefore,
    expiresOn,
    rh,
    uti,
    user: session.user,
    openid: asked.openid,
    nonce: undefined,
  };
  return keys.sign(isVersion1 ? idClaimsV1(idToken) : idClaimsV2(idToken), isVersion1);
}
