/** A person of a tenant. Times in this file are ms since 1970. */
export interface UsersTable {
  objectId: string;
  tenantId: string;
  userPrincipalName: string;
  /** The name in lower case, by which a user is found. */
  upnKey: string;
  displayName: string;
  /** Display name and mail in the form in which they are searched. */
  displayNameKey: string;
  mailKey: string | null;
  givenName: string | null;
  familyName: string | null;
  mail: string | null;
  isEnabled: number;
  /** argon2id in its PHC text form, salt and costs included. */
  passwordHash: string;
  /** Wrong passwords since the last good one. */
  failedAttempts: number;
  lockedUntil: number | null;
  /** Changes with the password: what was issued under another stamp is no longer good. */
  securityStamp: string;
  createdAt: number;
}

/** Permissions that a client was given at a resource, for every user or for one. */
export interface DelegatedGrantsTable {
  id: string;
  tenantId: string;
  /** Object ids of the two service principals. */
  clientId: string;
  resourceId: string;
  /** Object id of the user; null when all users of the tenant are meant. */
  principalId: string | null;
  /** JSON list of permission values. */
  scopes: string;
  createdAt: number;
}

/** A client that an API trusts to act for its users without their consent. */
export interface PreAuthorizedClientsTable {
  applicationObjectId: string;
  clientAppId: string;
  /** JSON list of permission ids. */
  permissionIds: string;
}

/** A refresh token: only its SHA-256 (hexadecimal) is kept. */
export interface RefreshTokensTable {
  sha256: string;
  /** The sign-in that it descends from: all of them are revoked together. */
  familyId: string;
  tenantId: string;
  userId: string;
  /** Application id of the client that it was issued to. */
  clientId: string;
  /** The user's stamp when it was issued. */
  securityStamp: string;
  /** JSON: what the request asked for, for a renewal that does not say. */
  asked: string;
  /** JSON list: how the user proved himself, and when. */
  amr: string;
  authenticatedAt: number;
  createdAt: number;
  expiresAt: number;
  /** When it was exchanged for the next one. */
  usedAt: number | null;
  revokedAt: number | null;
  /** What the client's redirect URI was registered for; null without a browser. */
  platform: string | null;
  /** The sign-in of a browser that it began with. */
  sessionId: string | null;
  /** Where the sign-in came from. */
  ipAddress: string | null;
}

/** The tables of people and of what they allowed, as one part of the store. */
export interface UserTables {
  users: UsersTable;
  delegatedGrants: DelegatedGrantsTable;
  preAuthorizedClients: PreAuthorizedClientsTable;
  refreshTokens: RefreshTokensTable;
}
