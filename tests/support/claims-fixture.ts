import { expect } from "vitest";
import type { RegistrationDraft } from "../../src/identity/index.ts";
import { type CodeFixture, openCodeFixture } from "./code-fixture.ts";
import { CLIENT_ID, LOGIN, TENANT_ID } from "./identity-fixture.ts";
import { API, API_ID, claimsOf, USER_NAME } from "./user-fixture.ts";

export type Claims = Record<string, unknown>;
type Change = RegistrationDraft & { readonly requestedAccessTokenVersion?: 1 | 2 };

/** An API and a confidential client whose registrations change, and the tokens that they get. */
export interface ClaimsFixture extends CodeFixture {
  changeApi(change: Change): Promise<void>;
  changeClient(change: Change): Promise<void>;
  /** Claims of the access token and of the id token that a password brings. */
  tokens(version?: "v1" | "v2", openid?: string): Promise<Claims[]>;
  /** The same of those that a browser brings back. */
  frontChannelTokens(): Promise<Claims[]>;
  /** Claims of the client's token as itself. */
  applicationToken(): Promise<Claims>;
  times(lifetimeSeconds?: number): Claims;
  /** What the two say while no registration asks for more. */
  plainAccess(): Claims;
  plainId(): Claims;
}

const opaque: unknown = expect.any(String);

export async function openClaimsFixture(): Promise<ClaimsFixture> {
  const fixture = await openCodeFixture();
  const { applicationObjectId, clock, directory, identity, secret, user } = fixture;
  const api = await directory.read.applications.findByAppId(API_ID);
  const change =
    (objectId = "") =>
    (what: Change) =>
      identity.updateApplication({ tenantId: TENANT_ID, applicationObjectId: objectId, ...what });
  const changeClient = change(applicationObjectId);
  await changeClient({ allowsImplicitAccessToken: true, allowsImplicitIdToken: true });
  const times = (lifetimeSeconds = 3_600): Claims => {
    const now = clock.now() / 1_000;
    return { iat: now - 300, nbf: now - 300, exp: now + lifetimeSeconds };
  };
  const plain = (): Claims => ({
    ...times(),
    iss: `${LOGIN}/${TENANT_ID}/v2.0`,
    name: "Ada Lovelace",
    oid: user.objectId,
    preferred_username: USER_NAME,
    rh: opaque,
    sub: opaque,
    tid: TENANT_ID,
    uti: opaque,
    ver: "2.0",
  });
  return {
    ...fixture,
    changeApi: change(api?.objectId),
    changeClient,
    async tokens(version = "v2", openid = "openid profile") {
      const response = await fixture.signIn(version, {
        fields: {
          client_id: CLIENT_ID,
          client_secret: secret,
          ...(version === "v1" ? { resource: API } : { scope: `${API}/Read ${openid}` }),
        },
      });
      expect(response.statusCode, response.body).toBe(200);
      const { access_token, id_token } = response.json();
      return [claimsOf(access_token), claimsOf(id_token)];
    },
    async frontChannelTokens() {
      const { accessToken, idToken = "" } = await fixture.authorize({
        scope: `openid profile ${API}/Read`,
        responseTypes: new Set(["token", "id_token"]),
      });
      return [claimsOf(accessToken?.text ?? ""), claimsOf(idToken)];
    },
    async applicationToken() {
      const response = await fixture.ask("v2", { fields: { scope: `${API}/.default` } });
      expect(response.statusCode, response.body).toBe(200);
      return claimsOf(response.json().access_token);
    },
    times,
    plainAccess: () => ({
      ...plain(),
      aio: opaque,
      aud: API_ID,
      azp: CLIENT_ID,
      azpacr: "1",
      idtyp: "user",
      scp: "Read",
    }),
    plainId: () => ({ ...plain(), aud: CLIENT_ID }),
  };
}
