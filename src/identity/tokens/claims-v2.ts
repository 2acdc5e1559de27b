import { type AccessToken, issuerV2 } from "./access-token.ts";
import type { ExtraClaims } from "./extra-claims.ts";

/** The claims of a v2.0 token for an application as itself. */
export interface ClaimsV2 extends ExtraClaims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly aio: string;
  readonly azp: string;
  readonly azpacr: string;
  readonly idtyp: "app";
  readonly oid: string;
  readonly rh: string;
  readonly roles?: readonly string[];
  readonly sub: string;
  readonly tid: string;
  readonly uti: string;
  readonly ver: "2.0";
  readonly xms_cc?: readonly string[];
}

/**
 * Spells a token as version 2.0: `aud` is always the API's application id.
 *
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference. `idtyp` is
 * optional there; here every token of an application carries it.
 */
export function claimsV2(token: AccessToken): ClaimsV2 {
  return {
    ...token.extra,
    aud: token.resource.appId,
    iss: issuerV2(token.origin, token.tenantId),
    iat: token.notBefore,
    nbf: token.notBefore,
    exp: token.expiresOn,
    aio: token.aio,
    azp: token.clientId,
    azpacr: token.clientProof,
    idtyp: "app",
    oid: token.subjectObjectId,
    rh: token.rh,
    ...(token.roles.length > 0 && { roles: token.roles }),
    sub: token.subjectObjectId,
    tid: token.tenantId,
    uti: token.uti,
    ver: "2.0",
    ...(token.capabilities.length > 0 && { xms_cc: token.capabilities }),
  };
}
