import { createHash } from "node:crypto";
import { expect } from "vitest";
import { firstParty } from "../../src/identity/first-party.ts";
import { readScopesV1, readScopesV2 } from "../../src/identity/http/user-token-form.ts";
import {
  type AuthorizationAnswer,
  type AuthorizationRequest,
  firstPartyAppIds,
} from "../../src/identity/index.ts";
import type { CodeRedirect } from "../../src/identity/sign-in/authorization-codes.ts";
import { tokenDirectory } from "../../src/identity/token-directory.ts";
import { CLIENT_ID, LOGIN, TENANT_ID } from "./identity-fixture.ts";
import type { LoginAnswer, TokenCall, Version } from "./login-fixture.ts";
import { API_ID, NATIVE_ID, openUserFixture, type UserFixture } from "./user-fixture.ts";

/** A page of the tenant's own, which proves nothing of itself. */
export const PAGE_ID = "66666666-3333-4333-8444-555555555555";
export const PAGE_ORIGIN = "https://page.test";
/** Where the page and a native application are answered, and what they send besides the code. */
export const PAGE: CodeRedirect = { uri: `${PAGE_ORIGIN}/`, platform: "spa" };
export const OWN: CodeRedirect = { uri: "http://localhost:51234", platform: "publicClient" };
type Fields = Readonly<Record<string, string | undefined>>;
export const PAGE_FIELDS: Fields = {
  client_id: PAGE_ID,
  client_secret: undefined,
  redirect_uri: PAGE.uri,
};
export const NATIVE_FIELDS: Fields = {
  client_id: NATIVE_ID,
  client_secret: undefined,
  redirect_uri: OWN.uri,
};
export const BACK = "https://web.test/back";
export const VERIFIER = "a-verifier-of-43-characters-is-just-long-en";
export const challengeOf = (verifier: string): string =>
  createHash("sha256").update(verifier).digest("base64url");
export const OPENID = "openid profile offline_access";

/** What an authorization request asks, as far as it differs from a good one. */
export type Asking = Partial<Omit<AuthorizationRequest, "client" | "asked" | "session">> & {
  readonly clientId?: string;
  readonly scope?: string;
  readonly resource?: string;
  readonly userName?: string;
};

/** The token endpoint, and what a browser brings back when its user signed in and consented. */
export interface CodeFixture extends UserFixture {
  authorize(asking?: Asking): Promise<AuthorizationAnswer>;
  /** The code of a confidential web application, unless said otherwise. */
  code(asking?: Asking): Promise<string>;
  exchange(version: Version, call: TokenCall): Promise<LoginAnswer>;
}

export async function openCodeFixture(): Promise<CodeFixture> {
  const fixture = await openUserFixture();
  const { identity, directory, clock, user, secret } = fixture;
  const clients = tokenDirectory(
    directory,
    firstParty(() => new Map()),
    identity.findMemberships,
  );
  await identity.createApplication({
    tenantId: TENANT_ID,
    displayName: "page",
    appId: PAGE_ID,
    redirectUris: [{ uri: `${PAGE_ORIGIN}/`, platform: "spa" }],
  });
  await identity.createServicePrincipal({ tenantId: TENANT_ID, appId: PAGE_ID });
  for (const clientAppId of [CLIENT_ID, PAGE_ID, NATIVE_ID]) {
    const all = { tenantId: TENANT_ID, clientAppId };
    const resourceAppId = firstPartyAppIds.microsoftGraph;
    const scopes = ["openid", "profile", "email", "offline_access", "User.Read"];
    await identity.grantDelegated({ ...all, resourceAppId, scopes });
    await identity.grantDelegated({ ...all, resourceAppId: API_ID, scopes: ["Read"] });
  }
  const authorize = async (asking: Asking = {}): Promise<AuthorizationAnswer> => {
    const { clientId = CLIENT_ID, scope = OPENID, resource, userName, ...request } = asking;
    const client = await clients.findClient(TENANT_ID, clientId);
    const name = userName ?? user.userPrincipalName;
    const row = await directory.read.users.findByName(TENANT_ID, name);
    if (client === undefined || row === undefined) throw new Error("the fixture lacks one");
    const form = new URLSearchParams({ scope, ...(resource !== undefined && { resource }) });
    return await identity.answerAuthorization({
      tenantId: TENANT_ID,
      origin: LOGIN,
      client,
      session: {
        user: row,
        amr: ["pwd"],
        authenticatedAt: clock.now(),
        from: undefined,
        asked: undefined,
        sessionId: "5e551011-2222-4333-8444-555555555555",
        ipAddress: "192.0.2.7",
      },
      version: resource === undefined ? 2 : 1,
      asked: resource === undefined ? readScopesV2(form) : readScopesV1(form),
      redirect: { uri: BACK, platform: "web" },
      responseTypes: new Set(["code"]),
      challenge: { text: challengeOf(VERIFIER), method: "S256" },
      capabilities: [],
      ...request,
    });
  };
  return {
    ...fixture,
    authorize,
    code: async (asking) => {
      const { code } = await authorize(asking);
      expect(code).toEqual(expect.any(String));
      return String(code);
    },
    exchange: (version, { fields, ...call }) =>
      fixture.ask(version, {
        ...call,
        fields: {
          grant_type: "authorization_code",
          client_secret: secret,
          redirect_uri: BACK,
          code_verifier: VERIFIER,
          ...(version === "v1" ? { resource: undefined } : { scope: undefined }),
          ...fields,
        },
      }),
  };
}
