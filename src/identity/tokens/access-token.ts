import type { ExtraClaims } from "./extra-claims.ts";

/** What an access token says, before it is spelled in one of the two versions. Times in seconds. */
export interface AccessToken {
  readonly origin: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** How the client proved itself: 0 not at all, 1 by secret, 2 by assertion. */
  readonly clientProof: "0" | "1" | "2";
  readonly subjectObjectId: string;
  readonly resource: { readonly asked: string; readonly appId: string };
  readonly roles: readonly string[];
  readonly capabilities: readonly string[];
  /** What the resource wants besides. */
  readonly extra: ExtraClaims;
  readonly notBefore: number;
  readonly expiresOn: number;
  /** Opaque values that the service adds for itself. */
  readonly aio: string;
  readonly rh: string;
  readonly uti: string;
}

/** The issuer of v1.0 tokens: the discovery base of the origin asked, with the final slash. */
export function issuerV1(origin: string, tenantId: string): string {
  return `${origin}/${tenantId}/`;
}

/** The issuer of v2.0 tokens. */
export function issuerV2(origin: string, tenantId: string): string {
  return `${origin}/${tenantId}/v2.0`;
}
