/** A certificate of one owner, without its private key. Times in this file are ms since 1970. */
export interface KeyCredentialsTable {
  keyId: string;
  applicationObjectId: string | null;
  servicePrincipalObjectId: string | null;
  displayName: string | null;
  /** SHA-1 and SHA-256 of the DER, base64url. */
  thumbprintSha1: string;
  thumbprintSha256: string;
  /** DER, base64. */
  certificateBase64: string;
  startsAt: number;
  endsAt: number;
}

/** An issuer elsewhere whose tokens for one subject stand for an application. */
export interface FederatedCredentialsTable {
  id: string;
  applicationObjectId: string;
  name: string;
  issuer: string;
  subject: string;
  /** JSON list. */
  audiences: string;
  description: string | null;
  createdAt: number;
}

/** The proofs of applications that are not secrets, as one part of the store. */
export interface KeyCredentialTables {
  keyCredentials: KeyCredentialsTable;
  federatedCredentials: FederatedCredentialsTable;
}
