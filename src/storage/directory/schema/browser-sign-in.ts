/** A browser that someone signed in with: only the SHA-256 of its cookie is kept. */
export interface BrowserSessionsTable {
  id: string;
  /** Hexadecimal; another one after each sign-in. */
  sha256: string;
  /** Ms since 1970, as every time in this file. */
  createdAt: number;
  lastSeenAt: number;
}

/** A user who signed in with a browser, and how. */
export interface SessionAccountsTable {
  /** What the `sid` claim of tokens names. */
  sid: string;
  sessionId: string;
  tenantId: string;
  userId: string;
  /** The user's stamp then: a changed password ends the sign-in. */
  securityStamp: string;
  /** JSON list. */
  amr: string;
  authenticatedAt: number;
}

/** An application that got an answer for an account of a browser. */
export interface SessionClientsTable {
  sid: string;
  /** Application id. */
  clientId: string;
}

/** An authorization code: only its SHA-256 (hexadecimal) is kept. */
export interface AuthorizationCodesTable {
  sha256: string;
  tenantId: string;
  /** Application id of the client that it was issued to. */
  clientId: string;
  userId: string;
  /** JSON: what the code stands for, as the identity room wrote it. */
  request: string;
  expiresAt: number;
  usedAt: number | null;
  /** The refresh tokens that descend from it: a second use revokes them. */
  familyId: string;
  createdAt: number;
}

/** The tables of sign-ins by browser, as one part of the store. */
export interface BrowserSignInTables {
  browserSessions: BrowserSessionsTable;
  sessionAccounts: SessionAccountsTable;
  sessionClients: SessionClientsTable;
  authorizationCodes: AuthorizationCodesTable;
}
