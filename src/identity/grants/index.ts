import { authorizationCode } from "./authorization-code.ts";
import { clientCredentials } from "./client-credentials.ts";
import { deviceCode, deviceCodeByShortName } from "./device-code.ts";
import type { Grant } from "./grant.ts";
import { onBehalfOf } from "./on-behalf-of.ts";
import { password } from "./password.ts";
import { refreshToken } from "./refresh-token.ts";
import type { UserGrant } from "./user-grant.ts";

/** Every grant type by which a client gets tokens for a user. */
export const userGrants: ReadonlyMap<string, UserGrant> = new Map(
  [authorizationCode, password, refreshToken, deviceCode, deviceCodeByShortName, onBehalfOf].map(
    (grant) => [grant.grantType, grant],
  ),
);

/** Every grant type by which an application gets a token as itself. */
export const grants: ReadonlyMap<string, Grant> = new Map(
  [clientCredentials].map((grant) => [grant.grantType, grant]),
);
