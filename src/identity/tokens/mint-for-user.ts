import { hash } from "node:crypto";
import type { Resource } from "../resource.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import type { Session } from "../sign-in/session.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import {
  audienceName,
  type ExtraClaims,
  lifetimeSecondsOf,
  membershipClaims,
  optionalUserClaims,
} from "./extra-claims.ts";
import { BACKDATED_SECONDS, type IssueDependencies, opaqueValues } from "./issue-to-application.ts";
import type { PairwiseSubject } from "./pairwise.ts";
import {
  type IdToken,
  idClaimsV1,
  idClaimsV2,
  type UserAccessToken,
  userClaimsV1,
  userClaimsV2,
} from "./user-claims.ts";
import type { UserTokenRequest } from "./user-token-request.ts";

export interface MintDependencies extends IssueDependencies {
  readonly pairwise: PairwiseSubject;
}

/** What a request for a user came down to. */
export interface UserDecision {
  readonly request: Pick<UserTokenRequest, "origin" | "version" | "capabilities">;
  readonly client: Client;
  readonly clientProof: "0" | "1" | "2";
  readonly session: Session;
  readonly asked: ScopeRequest;
  readonly resource: Resource;
  readonly scopes: readonly string[];
  /** Whether a browser carries the tokens in an address, where there is little room. */
  readonly isFrontChannel?: boolean;
}

/** A signed access token; times in whole seconds. */
export interface MintedToken {
  readonly text: string;
  readonly lifetimeSeconds: number;
  readonly notBefore: number;
  readonly expiresOn: number;
}

/** Signs the access token, in the version that its resource wants. */
export async function mintAccessToken(
  { request, client, clientProof, session, asked, resource, scopes, isFrontChannel }: UserDecision,
  { clock, ids, directory, keys, pairwise }: MintDependencies,
): Promise<MintedToken> {
  const seconds = Math.floor(clock.now() / 1000);
  const lifetimeSeconds = lifetimeSecondsOf(resource);
  const { user } = session;
  const subject = { kind: "user", tenantId: user.tenantId, objectId: user.objectId } as const;
  const { optionalClaims, tokenVersion } = resource;
  const spelling = { version: tokenVersion, openid: asked.openid };
  const token: UserAccessToken = {
    origin: request.origin,
    tenantId: session.user.tenantId,
    clientId: client.appId,
    clientProof,
    subjectObjectId: session.user.objectId,
    subject: pairwise(client.appId, session.user.objectId),
    resource: { asked: audienceName(asked.resource, resource), appId: resource.appId },
    roles: await directory.grantedRolesOfUser(
      session.user.tenantId,
      session.user.objectId,
      resource,
    ),
    capabilities: request.capabilities,
    extra: {
      ...(await membershipClaims(resource, subject, isFrontChannel === true, directory)),
      ...optionalUserClaims(optionalClaims?.accessToken ?? [], session, spelling),
    },
    notBefore: seconds - BACKDATED_SECONDS,
    expiresOn: seconds + lifetimeSeconds,
    ...opaqueValues(ids),
    user: session.user,
    scopes,
    amr: session.amr,
  };
  const isVersion1 = resource.tokenVersion === 1;
  const claims = isVersion1 ? userClaimsV1(token) : userClaimsV2(token);
  const { notBefore, expiresOn } = token;
  return { text: await keys.sign(claims, isVersion1), lifetimeSeconds, notBefore, expiresOn };
}

/** What an answer of the authorization endpoint brings along, which its id token vouches for. */
export interface IdTokenCompany {
  readonly code?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** Signs the id token, in the version of the endpoint that was asked. */
export async function mintIdToken(
  decision: Omit<UserDecision, "clientProof" | "resource" | "scopes">,
  { code, accessToken }: IdTokenCompany,
  deps: MintDependencies,
): Promise<string> {
  const { request, client, session, asked } = decision;
  const { clock, ids, keys, pairwise } = deps;
  const isVersion1 = request.version === 1;
  const seconds = Math.floor(clock.now() / 1000);
  const { rh, uti } = opaqueValues(ids);
  const { user, amr, nonce, authenticatedAt } = session;
  const token: IdToken = {
    origin: request.origin,
    tenantId: user.tenantId,
    clientId: client.appId,
    subject: pairwise(client.appId, user.objectId),
    amr,
    notBefore: seconds - BACKDATED_SECONDS,
    expiresOn: seconds + lifetimeSecondsOf(client),
    rh,
    uti,
    user,
    openid: asked.openid,
    nonce,
    codeHash: code === undefined ? undefined : halfHash(code),
    accessTokenHash: accessToken === undefined ? undefined : halfHash(accessToken),
    authTime: session.tellsAuthTime === true ? Math.floor(authenticatedAt / 1000) : undefined,
    ...(await clientClaims(decision, deps.directory)),
  };
  return await keys.sign(isVersion1 ? idClaimsV1(token) : idClaimsV2(token), isVersion1);
}

/** What the client's registration wants to know of the user, and its own app roles. */
async function clientClaims(
  { request, client, session, asked, isFrontChannel }: Parameters<typeof mintIdToken>[0],
  directory: TokenDirectory,
): Promise<{ readonly roles: readonly string[]; readonly extra: ExtraClaims }> {
  const { tenantId, objectId } = session.user;
  const itself = await directory.findResource(tenantId, client.appId);
  if (itself === undefined) return { roles: [], extra: {} };
  const subject = { kind: "user", tenantId, objectId } as const;
  const spelling = { version: request.version, openid: asked.openid };
  return {
    roles: await directory.grantedRolesOfUser(tenantId, objectId, itself),
    extra: {
      ...(await membershipClaims(itself, subject, isFrontChannel === true, directory)),
      ...optionalUserClaims(client.optionalClaims?.idToken ?? [], session, spelling),
    },
  };
}

/** The left half of the SHA-256. Source: OpenID Connect Core section 3.3.2.11. */
function halfHash(text: string): string {
  return hash("sha256", text, "buffer").subarray(0, 16).toString("base64url");
}
