import { limits } from "../../base/index.ts";
import type { OptionalClaim } from "../optional-claims.ts";
import type { Registration } from "../registration.ts";
import { type Session, UNKNOWN_TIME } from "../sign-in/session.ts";
import type { TokenDirectory } from "../token-directory.ts";

/** Claims that stand in the tokens of those registrations alone that ask for them. */
export interface ExtraClaims {
  readonly acct?: 0;
  readonly auth_time?: number;
  readonly email?: string;
  readonly family_name?: string;
  readonly given_name?: string;
  readonly groups?: readonly string[];
  readonly hasgroups?: true;
  readonly ipaddr?: string;
  readonly preferred_username?: string;
  readonly sid?: string;
  readonly upn?: string;
  readonly wids?: readonly string[];
  readonly _claim_names?: { readonly groups: "src1" };
  readonly _claim_sources?: { readonly src1: { readonly endpoint: string } };
}

/** Who wants the claims: an API for access tokens, a client for id tokens. */
export interface ClaimsAsker extends Pick<Registration, "groupMembershipClaims"> {
  /** Object id of its service principal. */
  readonly objectId: string;
}

export interface ClaimsSubject {
  readonly kind: "user" | "servicePrincipal";
  readonly tenantId: string;
  readonly objectId: string;
}

/**
 * The groups and the directory roles of a subject, as the registration asks for them. Groups in
 * groups count; no groups, no claim.
 *
 * `ApplicationGroup` tells of the groups that hold a role of the application and name the subject
 * as a member. Too many groups for a token are not told: the claim says where to ask for them. In
 * what a browser brings back there is room for five.
 *
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference. Assumed: its
 * two sentences on the browser's bound, "six or more" and "only 6", mean that six are too many.
 */
export async function membershipClaims(
  { groupMembershipClaims: setting, objectId: askerId }: ClaimsAsker,
  subject: ClaimsSubject,
  isFrontChannel: boolean,
  directory: Pick<TokenDirectory, "findMemberships" | "directoryRoles" | "assignedGroups">,
): Promise<ExtraClaims> {
  if (setting === undefined || setting === "None") return {};
  const { tenantId, objectId } = subject;
  const wids =
    setting === "All" || setting === "DirectoryRole"
      ? await directory.directoryRoles(tenantId, objectId)
      : [];
  const { all, direct, security } = await directory.findMemberships(tenantId, objectId);
  const groups = {
    All: all,
    SecurityGroup: security,
    DirectoryRole: [],
    ApplicationGroup:
      setting === "ApplicationGroup" ? await directory.assignedGroups(direct, askerId) : [],
  }[setting];
  return {
    ...groupClaims(groups, subject, isFrontChannel),
    ...(wids.length > 0 && { wids }),
  };
}

function groupClaims(
  groups: readonly string[],
  { kind, objectId }: ClaimsSubject,
  isFrontChannel: boolean,
): ExtraClaims {
  const { groupsPerTokenMax, groupsPerFrontChannelTokenMax } = limits.identity;
  if (groups.length === 0) return {};
  if (isFrontChannel && groups.length > groupsPerFrontChannelTokenMax) return { hasgroups: true };
  if (groups.length <= groupsPerTokenMax) return { groups };
  const collection = kind === "user" ? "users" : "servicePrincipals";
  const endpoint = `https://graph.microsoft.com/v1.0/${collection}/${objectId}/getMemberObjects`;
  return { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint } } };
}

/**
 * The optional claims about a user; what he has not is left out. Version 1.0 tells his address and
 * his names anyway; in version 2.0 names need the scope `profile` besides.
 *
 * Source: learn.microsoft.com/entra/identity-platform/optional-claims-reference.
 */
export function optionalUserClaims(
  wanted: readonly OptionalClaim[],
  session: Pick<Session, "user" | "authenticatedAt" | "sessionId" | "ipAddress">,
  { version, openid }: { readonly version: 1 | 2; readonly openid: readonly string[] },
): ExtraClaims {
  const { user, authenticatedAt, sessionId, ipAddress } = session;
  const hasNames = version === 1 || openid.includes("profile");
  const hasTime = authenticatedAt !== UNKNOWN_TIME;
  const hasAddress = version === 1 || wanted.some(({ name }) => name === "ipaddr");
  const wants = (name: string): boolean => wanted.some((claim) => claim.name === name);
  const { familyName, givenName, mail, userPrincipalName } = user;
  const wantsName = (name: string): boolean => hasNames && wants(name);
  return {
    ...(wants("acct") && { acct: 0 }),
    ...(wants("auth_time") && hasTime && { auth_time: Math.floor(authenticatedAt / 1_000) }),
    ...(wants("email") && mail !== undefined && { email: mail }),
    ...(wantsName("family_name") && familyName !== undefined && { family_name: familyName }),
    ...(wantsName("given_name") && givenName !== undefined && { given_name: givenName }),
    ...(hasAddress && ipAddress !== undefined && { ipaddr: ipAddress }),
    ...(wantsName("preferred_username") && { preferred_username: userPrincipalName }),
    ...(wants("sid") && sessionId !== undefined && { sid: sessionId }),
    ...(wantsName("upn") && { upn: userPrincipalName }),
  };
}

/** What stands for the API in `aud` of a v1.0 token: as it was asked for, unless it wants its id. */
export function audienceName(
  asked: string,
  resource: Pick<Registration, "optionalClaims"> & { readonly appId: string },
): string {
  const wanted = resource.optionalClaims?.accessToken ?? [];
  const isId = wanted.some(
    ({ name, additionalProperties }) => name === "aud" && additionalProperties.includes("use_guid"),
  );
  return isId ? resource.appId : asked;
}

/** Of access tokens for an API, and of id tokens for a client. */
export function lifetimeSecondsOf(
  registration: Pick<Registration, "accessTokenLifetimeSeconds">,
): number {
  return registration.accessTokenLifetimeSeconds ?? limits.identity.accessTokenLifetimeSeconds;
}
