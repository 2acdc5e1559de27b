import type { Clock, Ids } from "../base/index.ts";
import type { Authenticator, Principal } from "../http/index.ts";
import type { Directory } from "../storage/index.ts";
import { accessTokenVerifier } from "./access-token-verifier.ts";
import { auditedOperations } from "./audited-operations.ts";
import { createAuthenticator } from "./authenticator.ts";
import { type Interactive, openInteractive } from "./authorize/interactive.ts";
import { clientAssertions } from "./client-auth/client-assertions.ts";
import { issuerKeys } from "./client-auth/issuer-keys.ts";
import { type AssertionUse, usedAssertions } from "./client-auth/used-assertions.ts";
import {
  type DelegatedGrant,
  grantDelegated,
  grantedScopes,
  type PreAuthorization,
  preAuthorize,
} from "./consent.ts";
import { deviceCodes } from "./device-codes/device-codes.ts";
import { type DeviceSignIn, deviceSignIn } from "./device-codes/device-sign-in.ts";
import { entryAttempts } from "./device-codes/entry-attempts.ts";
import type { DirectoryActor, DirectoryAudit } from "./directory-audit.ts";
import { type DirectoryObjects, directoryObjects } from "./directory-objects/directory-objects.ts";
import { type DirectoryOperations, directoryOperations } from "./directory-operations.ts";
import { firstParty, type ResourceAliases } from "./first-party.ts";
import { type FindMemberships, findMemberships } from "./groups.ts";
import type { KeyRing, PublishedKey } from "./keys/key-ring.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { withLoopbackNames } from "./loopback.ts";
import { authorizationCodes } from "./sign-in/authorization-codes.ts";
import { passwordCheck } from "./sign-in/check-password.ts";
import { passwordHasher } from "./sign-in/password-hasher.ts";
import { refreshTokens } from "./sign-in/refresh-tokens.ts";
import type { SignInEvents } from "./sign-in-events.ts";
import { type TenantChoice, tenantNames } from "./tenant-name.ts";
import { type TrustOfIdentity, tokenDirectory } from "./token-directory.ts";
import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  answerAuthorization,
} from "./tokens/answer-authorization.ts";
import { issueForUser } from "./tokens/issue-for-user.ts";
import { issueToApplication } from "./tokens/issue-to-application.ts";
import {
  issueToManagedIdentity,
  type ManagedIdentityRequest,
} from "./tokens/issue-to-managed-identity.ts";
import { openPairwise } from "./tokens/pairwise.ts";
import type { IssuedToken, TokenRequest } from "./tokens/token-request.ts";
import type { IssuedUserTokens, UserTokenRequest } from "./tokens/user-token-request.ts";
import { type UserInfo, userInfo } from "./user-info.ts";

export interface IdentityDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  /**
   * Our own origins of Microsoft's services by application id. Asked on use, so that a listener
   * may learn its port late.
   */
  readonly resourceAliases: ResourceAliases | (() => ResourceAliases);
  /** Every origin under which the login surface is reached: the issuers of valid tokens. */
  readonly loginOrigins: readonly string[] | (() => readonly string[]);
  /**
   * How often an application may send one assertion that it signed; `until-expiry` by default,
   * since Microsoft's own libraries send one for ten minutes.
   */
  readonly assertionUse?: AssertionUse;
  /** Whose tokens stand for the user-assigned identity of a resource id; nobody's without it. */
  readonly trustOfIdentity?: TrustOfIdentity;
  /** Where attempts to sign in are recorded; nowhere without it. */
  readonly signInEvents?: SignInEvents;
  /** Where changes of the directory are told; nowhere without it. */
  readonly directoryAudit?: DirectoryAudit;
}

/** Tenants, applications, their credentials, and the tokens that they get. */
export interface Identity extends DirectoryOperations, DeviceSignIn {
  readonly authenticator: Authenticator;
  /** What a tenant holds, to be listed and searched. */
  readonly objects: DirectoryObjects;
  /** The same operations, told to the audit as somebody's. */
  actingAs(actor: DirectoryActor): DirectoryOperations;
  /** Where the surfaces record every attempt to sign in. */
  readonly signInEvents: SignInEvents;
  /** Browsers' sessions, and what people are asked there. */
  readonly interactive: Interactive;
  /** What the first segment of a login path names; see `TenantNames` for the failures. */
  resolveTenant(text: string): Promise<TenantChoice>;
  /** The groups of a user or a service principal, nested ones included. */
  readonly findMemberships: FindMemberships;
  /** Object id of one of Microsoft's own applications in a tenant. */
  firstPartyObjectId(tenantId: string, appId: string): string;
  /**
   * Everything that may stand in the `aud` of a token for one of Microsoft's services: application
   * id, identifiers and our own origins, with and without the final slash.
   */
  audiencesOf(appId: string): ReadonlySet<string>;
  /** Lets a client use permissions of an API, for all users of the tenant or for one. */
  grantDelegated(grant: DelegatedGrant): Promise<void>;
  /** Makes an API trust a client to act for its users without their consent. */
  preAuthorize(authorization: PreAuthorization): Promise<void>;
  issueFor(request: TokenRequest): Promise<IssuedToken>;
  issueForUser(request: UserTokenRequest): Promise<IssuedUserTokens>;
  /** What a browser takes back to the client of a user who signed in and consented. */
  answerAuthorization(request: AuthorizationRequest): Promise<AuthorizationAnswer>;
  /** What the client of a verified token may know of its user. */
  userInfo(principal: Principal): Promise<UserInfo>;
  issueToManagedIdentity(request: ManagedIdentityRequest): Promise<IssuedToken>;
  publishedKeys(): readonly PublishedKey[];
  readonly signingKeys: SigningKeys;
  loginOrigins(): readonly string[];
}

/** The rotation of the keys that sign tokens. */
export type SigningKeys = Pick<KeyRing, "places" | "rotate">;

/** Opens the identity room over a directory; the first start makes a signing key. */
export async function createIdentity(deps: IdentityDependencies): Promise<Identity> {
  const { directory, clock, ids, resourceAliases, loginOrigins } = deps;
  const origins = (): readonly string[] =>
    withLoopbackNames(typeof loginOrigins === "function" ? loginOrigins() : loginOrigins);
  const own = firstParty(
    typeof resourceAliases === "function" ? resourceAliases : () => resourceAliases,
  );
  const keys = await openKeyRing(directory, clock, ids);
  const tenants = tenantNames(directory);
  const memberships = findMemberships(directory);
  const used = usedAssertions(clock, deps.assertionUse ?? "until-expiry");
  const assertions = clientAssertions({
    clock,
    tenants,
    keys,
    used,
    issuerKeys: issuerKeys(clock),
    loginOrigins: origins,
  });
  const issuing = {
    clock,
    ids,
    tenants,
    keys,
    assertions,
    directory: tokenDirectory(directory, own, memberships, deps.trustOfIdentity),
  };
  const people = { directory, clock, ids, passwords: passwordHasher() };
  const codes = authorizationCodes(deps);
  const verifyAccessToken = accessTokenVerifier({ clock, keys, tenants, loginOrigins: origins });
  const issuingForUsers = {
    ...issuing,
    directoryStore: directory,
    checkPassword: passwordCheck(people),
    codes,
    verifyAccessToken,
    refreshTokens: refreshTokens({ ...people, codes }),
    grantedScopes: grantedScopes(directory, own),
    deviceCodes: deviceCodes({ directory, clock, ids }),
    pairwise: await openPairwise(directory, ids),
  };
  const objects = directoryObjects(directory, own, clock);
  const operations = directoryOperations(people, own);
  const audit = deps.directoryAudit ?? { record: () => undefined };
  return {
    interactive: await openInteractive({
      ...issuingForUsers,
      audit,
      firstParty: own,
      loginOrigins: origins,
    }),
    signInEvents: deps.signInEvents ?? { record: () => undefined },
    authenticator: createAuthenticator({ verifyAccessToken, memberships }),
    ...operations,
    objects,
    actingAs: (actor) => auditedOperations(operations, actor, { objects, audit, clock }),
    resolveTenant: (text) => tenants.resolve(text),
    findMemberships: memberships,
    firstPartyObjectId: (tenantId, appId) => own.objectId(tenantId, appId),
    audiencesOf: (appId) => own.audiencesOf(appId),
    grantDelegated: (grant) => grantDelegated(deps, issuing.directory, grant),
    preAuthorize: (authorization) => preAuthorize(deps, issuing.directory, authorization),
    issueFor: (request) => issueToApplication(request, issuing),
    issueForUser: (request) => issueForUser(request, issuingForUsers),
    userInfo: (principal) => userInfo(principal, { directory, pairwise: issuingForUsers.pairwise }),
    answerAuthorization: (request) => answerAuthorization(request, issuingForUsers),
    ...deviceSignIn({ ...issuingForUsers, attempts: entryAttempts(clock), firstParty: own }),
    issueToManagedIdentity: (request) => issueToManagedIdentity(request, issuing),
    publishedKeys: () => keys.published(),
    signingKeys: keys,
    loginOrigins: origins,
  };
}
