import { type AccessToken, issuerV1 } from "./access-token.ts";
import type { ExtraClaims } from "./extra-claims.ts";

/** The claims of a v1.0 token for an application as itself. */
export interface ClaimsV1 extends ExtraClaims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly aio: string;
  readonly appid: string;
  readonly appidacr: string;
  readonly idp: string;
  readonly idtyp: "app";
  readonly oid: string;
  readonly rh: string;
  readonly roles?: readonly string[];
  readonly sub: string;
  readonly tid: string;
  readonly uti: string;
  readonly ver: "1.0";
  readonly xms_cc?: readonly string[];
}

/**
 * Spells a token as version 1.0: `aud` is the resource as it was asked for.
 *
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
 */
export function claimsV1(token: AccessToken): ClaimsV1 {
  const issuer = issuerV1(token.origin, token.tenantId);
  return {
    ...token.extra,
    aud: token.resource.asked,
    iss: issuer,
    iat: token.notBefore,
    nbf: token.notBefore,
    exp: token.expiresOn,
    aio: token.aio,
    appid: token.clientId,
    appidacr: token.clientProof,
    idp: issuer,
    idtyp: "app",
    oid: token.subjectObjectId,
    rh: token.rh,
    ...(token.roles.length > 0 && { roles: token.roles }),
    sub: token.subjectObjectId,
    tid: token.tenantId,
    uti: token.uti,
    ver: "1.0",
    ...(token.capabilities.length > 0 && { xms_cc: token.capabilities }),
  };
}
