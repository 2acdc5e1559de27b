/** What an application proved itself with. Source: Microsoft Graph, `clientCredentialType`. */
export type ClientCredentialKind =
  | "none"
  | "clientSecret"
  | "certificate"
  | "federatedIdentityCredential"
  | "managedIdentity"
  /** An assertion that could not be read, so it is not known whose it is. */
  | "clientAssertion";

/** What an attempt to sign in is about, as far as it was found out before it ended. */
export interface SignInSubject {
  readonly tenantId?: string;
  readonly userObjectId?: string;
  readonly userName?: string;
  readonly appId?: string;
  readonly appName?: string;
  readonly resourceAppId?: string;
  readonly resourceName?: string;
  readonly clientCredentialKind?: ClientCredentialKind;
}

/**
 * One attempt to sign in, of a user or of an application as itself, and how it ended.
 *
 * It never holds a secret, a password, a code or a token; what a client sent is in it only where it
 * was found to name something of ours.
 */
export interface SignInEvent extends SignInSubject {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The grant type, `authorize` or `managed_identity`; `unknown` for a grant that is not served. */
  readonly flow: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  /** `interrupted`: not refused, but the user has something to do first. */
  readonly result: "success" | "failure" | "interrupted";
  /** The AADSTS number; 0 for a success. */
  readonly errorNumber: number;
  readonly correlationId: string;
  readonly requestId: string;
}

/** Where every attempt to sign in is recorded; called before the answer is sent. */
export interface SignInEvents {
  record(event: SignInEvent): void;
}

/** Told, step by step, what a request turns out to be about. */
export type LearnSubject = (found: SignInSubject) => void;
