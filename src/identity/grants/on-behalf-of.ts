import { Failure } from "../../base/index.ts";
import type { VerifiedToken } from "../access-token-verifier.ts";
import { requireEnabled, subjectOfUser } from "../sign-in/check-password.ts";
import { UNKNOWN_TIME } from "../sign-in/session.ts";
import type { Client } from "../token-directory.ts";
import type { UserTokenRequest } from "../tokens/user-token-request.ts";
import type { UserGrant, UserGrantDependencies } from "./user-grant.ts";

/** How the verifier's refusals are called here. */
const REFUSALS: Readonly<Record<string, (message: string) => Failure>> = {
  "http/token-malformed": (message) => new Failure("identity/user-assertion-malformed", message),
  "http/token-signature": (message) => new Failure("identity/user-assertion-signature", message),
  "http/token-issuer": (message) => new Failure("identity/user-assertion-issuer", message),
  "http/token-tenant": (message) => new Failure("identity/user-assertion-issuer", message),
  "http/token-expired": (message) => new Failure("identity/user-assertion-time", message),
};

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer` with
 * `requested_token_use=on_behalf_of`: an API that was called for a user calls the next one for the
 * same user. It must prove itself, and the consent that counts is its own.
 *
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow. Assumed: a
 * token goes on being good for this after a change of the password, as it is for its API; a v2.0
 * token, which does not tell how its user signed in, stands for a password.
 *
 * @throws {Failure} `identity/user-assertion-…`, `identity/user-disabled`,
 * `identity/parameter-unsupported` for another use.
 */
export const onBehalfOf: UserGrant = {
  grantType: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  parameters: ["assertion", "requested_token_use"],
  isScopeOptional: false,

  async findTenant(request, _client, deps) {
    return (await verifyAssertion(request, deps)).principal.tenantId;
  },

  // An API is a web application whatever else it may be.
  platformOf: async () => "web",

  async signIn(request, { tenantId, client }, deps) {
    const { principal, amr } = await verifyAssertion(request, deps);
    await requireOwn(principal, { tenantId, client }, deps);
    const user = await deps.directoryStore.read.users.find(tenantId, principal.objectId);
    if (user === undefined) {
      throw new Failure("identity/user-assertion-without-user", "its user is gone");
    }
    request.learn?.(subjectOfUser(user));
    requireEnabled(user);
    return {
      user,
      amr: amr.length > 0 ? amr : ["pwd"],
      authenticatedAt: UNKNOWN_TIME,
      from: undefined,
      asked: request.asked,
      platform: "web",
    };
  },
};

async function verifyAssertion(
  { parameters }: UserTokenRequest,
  { verifyAccessToken }: UserGrantDependencies,
): Promise<VerifiedToken> {
  if (parameters.get("requested_token_use") !== "on_behalf_of") {
    throw new Failure("identity/parameter-unsupported", "another use of a token", {
      facts: { parameter: "requested_token_use" },
    });
  }
  const text = parameters.get("assertion") ?? "";
  try {
    return await verifyAccessToken(text);
  } catch (error) {
    if (isIdToken(text)) {
      throw new Failure("identity/user-assertion-id-token", "an id token calls no API");
    }
    const refusal = error instanceof Failure ? REFUSALS[error.code] : undefined;
    throw refusal?.("the assertion is refused") ?? error;
  }
}

/** The token was issued for the very API that presents it, in this tenant, and for a user. */
async function requireOwn(
  principal: VerifiedToken["principal"],
  { tenantId, client }: { readonly tenantId: string; readonly client: Client },
  { directory }: UserGrantDependencies,
): Promise<void> {
  const { appId, displayName } = client;
  if (principal.kind !== "user") {
    throw new Failure("identity/user-assertion-of-application", "the token is for no user", {
      facts: { appId: principal.appId },
    });
  }
  if (principal.tenantId !== tenantId) {
    throw new Failure("identity/user-assertion-issuer", "the token is of another tenant");
  }
  const { audience } = principal;
  const resource = await directory.findResource(tenantId, audience);
  if (resource?.appId !== appId) {
    throw new Failure("identity/user-assertion-audience", "the token is for another API", {
      facts: { audience, appId, appName: displayName },
    });
  }
}

interface IdTokenFields {
  readonly azp?: unknown;
  readonly appid?: unknown;
  readonly aud?: unknown;
  readonly sub?: unknown;
}

/** Nothing of it is believed: it only decides how the refusal is worded. */
function isIdToken(text: string): boolean {
  try {
    const claims = JSON.parse(
      Buffer.from(text.split(".")[1] ?? "", "base64url").toString("utf8"),
    ) as IdTokenFields | null;
    const isUsers = claims?.sub !== undefined && claims.aud !== undefined;
    return isUsers && claims.azp === undefined && claims.appid === undefined;
  } catch {
    return false;
  }
}
