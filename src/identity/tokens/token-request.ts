import type { LearnSubject } from "../sign-in-events.ts";

/** How the application proves itself; decided by which parameters or headers it sent. */
export type PresentedCredential =
  | { readonly kind: "secret"; readonly secretText: string }
  | { readonly kind: "assertion"; readonly assertion: string }
  | { readonly kind: "none" };

/** What is the same in both dialects of the token endpoint, in our own words. */
export interface TokenRequest {
  /** The path's first segment: a tenant id, a domain name, or one of the shared names. */
  readonly tenant: string;
  /** The origin that was asked, such as `https://localhost:8443`: the issuer begins with it. */
  readonly origin: string;
  readonly grantType: string;
  readonly clientId: string;
  readonly credential: PresentedCredential;
  /** Identifier of the API, as the request names it. */
  readonly resource: string;
  /** Client capabilities that the request declares; `CP1` is the only one known. */
  readonly capabilities: readonly string[];
  /** Told what the request turns out to be about, for the record of the attempt. */
  readonly learn?: LearnSubject;
}

/** A token with what both dialects' answers tell of it; times in whole seconds. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly tenantId: string;
  readonly lifetimeSeconds: number;
  readonly notBefore: number;
  readonly expiresOn: number;
}
