import { type AccessToken, issuerV1, issuerV2 } from "./access-token.ts";
import { type ClaimsV1, claimsV1 } from "./claims-v1.ts";
import { type ClaimsV2, claimsV2 } from "./claims-v2.ts";
import type { ExtraClaims } from "./extra-claims.ts";

/** What tokens say of a user. */
export interface UserNames {
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly givenName: string | undefined;
  readonly familyName: string | undefined;
  readonly mail: string | undefined;
}

/** What an access token for a user says. */
export interface UserAccessToken extends AccessToken {
  readonly user: UserNames;
  /** The user as this client knows him. */
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly amr: readonly string[];
}

/** What an id token says, before it is spelled in one of the two versions. Times in seconds. */
export interface IdToken {
  readonly origin: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly user: UserNames & { readonly objectId: string };
  readonly subject: string;
  /** OpenID's scopes that were asked for. */
  readonly openid: readonly string[];
  readonly amr: readonly string[];
  /** Repeated when the request had one. */
  readonly nonce: string | undefined;
  /** Hashes of the code and of the access token that come with it. */
  readonly codeHash: string | undefined;
  readonly accessTokenHash: string | undefined;
  /** When the user signed in, where the request wants to know. */
  readonly authTime: number | undefined;
  /** App roles of the user at the client itself. */
  readonly roles: readonly string[];
  /** What the client wants besides. */
  readonly extra: ExtraClaims;
  readonly notBefore: number;
  readonly expiresOn: number;
  readonly rh: string;
  readonly uti: string;
}

interface NamesV1 {
  readonly name: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly unique_name: string;
  readonly upn: string;
}

/** The claims of a v1.0 access token for a user. */
export interface UserClaimsV1 extends Omit<ClaimsV1, "idtyp" | keyof NamesV1>, NamesV1 {
  readonly acr: "1";
  readonly amr: readonly string[];
  readonly idtyp: "user";
  readonly scp: string;
}

/**
 * Spells an access token for a user as version 1.0.
 *
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
 */
export function userClaimsV1(token: UserAccessToken): UserClaimsV1 {
  return {
    ...claimsV1(token),
    ...namesV1(token.user),
    acr: "1",
    amr: token.amr,
    idtyp: "user",
    scp: token.scopes.join(" "),
    sub: token.subject,
  };
}

/** The claims of a v2.0 access token for a user. */
export interface UserClaimsV2 extends Omit<ClaimsV2, "idtyp"> {
  readonly idtyp: "user";
  readonly name: string;
  readonly preferred_username: string;
  readonly scp: string;
}

/** Spells an access token for a user as version 2.0. Source: the same page. */
export function userClaimsV2(token: UserAccessToken): UserClaimsV2 {
  return {
    ...claimsV2(token),
    idtyp: "user",
    name: token.user.displayName,
    preferred_username: token.user.userPrincipalName,
    scp: token.scopes.join(" "),
    sub: token.subject,
  };
}

/**
 * Spells an id token as version 1.0.
 *
 * Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference.
 */
export function idClaimsV1(token: IdToken): object {
  return {
    ...idClaims(token),
    iss: issuerV1(token.origin, token.tenantId),
    amr: token.amr,
    oid: token.user.objectId,
    ...namesV1(token.user),
    ver: "1.0",
  };
}

/** Spells an id token as version 2.0, where names need the scope `profile`. Source: the same page. */
export function idClaimsV2(token: IdToken): object {
  const { user, openid } = token;
  return {
    ...idClaims(token),
    iss: issuerV2(token.origin, token.tenantId),
    ...(openid.includes("profile") && {
      name: user.displayName,
      oid: user.objectId,
      preferred_username: user.userPrincipalName,
    }),
    ...(openid.includes("email") && user.mail !== undefined && { email: user.mail }),
    ver: "2.0",
  };
}

function idClaims(token: IdToken): object {
  return {
    ...token.extra,
    aud: token.clientId,
    iat: token.notBefore,
    nbf: token.notBefore,
    exp: token.expiresOn,
    ...(token.accessTokenHash !== undefined && { at_hash: token.accessTokenHash }),
    ...(token.authTime !== undefined && { auth_time: token.authTime }),
    ...(token.codeHash !== undefined && { c_hash: token.codeHash }),
    ...(token.nonce !== undefined && { nonce: token.nonce }),
    rh: token.rh,
    ...(token.roles.length > 0 && { roles: token.roles }),
    sub: token.subject,
    tid: token.tenantId,
    uti: token.uti,
  };
}

function namesV1(user: UserNames): NamesV1 {
  return {
    name: user.displayName,
    ...(user.givenName !== undefined && { given_name: user.givenName }),
    ...(user.familyName !== undefined && { family_name: user.familyName }),
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
  };
}
