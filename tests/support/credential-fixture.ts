import { expect } from "vitest";
import { directoryRoleIds } from "../../src/identity/index.ts";
import { assertionClaims, makeDailySigner } from "./assertion-fixture.ts";
import { JWT_BEARER, type Signer, signJwt } from "./assertions.ts";
import { type GraphFixture, openGraphFixture } from "./graph-fixture.ts";
import type { LoginAnswer } from "./login-fixture.ts";

/** An application with its service principal. */
interface Holder {
  readonly appId: string;
  /** `applications/{id}` and `servicePrincipals/{id}`. */
  readonly application: string;
  readonly principal: string;
}

/** Graph as an administrator of applications calls it, to give them credentials and try these. */
export interface CredentialFixture extends GraphFixture {
  readonly signer: Signer;
  readonly other: Signer;
  make(body?: object): Promise<Holder>;
  post(path: string, body: object, token?: string): Promise<LoginAnswer>;
  patch(path: string, body: object): Promise<LoginAnswer>;
  read(path: string): Promise<Record<string, object[]>>;
  /** A request for a token by a secret: 0 for a token, or the number that refuses it. */
  bySecret(appId: string, secret: string, tenant?: string): Promise<number>;
  /** The same by an assertion. */
  byAssertion(appId: string, signer: Signer): Promise<number>;
}

export async function openCredentialFixture(): Promise<CredentialFixture> {
  const fixture = await openGraphFixture();
  const { tenantId, identity, user } = fixture;
  const roleTemplateId = directoryRoleIds.applicationAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: user.objectId, roleTemplateId });
  const post: CredentialFixture["post"] = (path, body, token) =>
    fixture.call("POST", `/v1.0/${path}`, { body, ...(token !== undefined && { token }) });
  const numberOf = (answer: LoginAnswer): number =>
    answer.statusCode === 200 ? 0 : answer.json().error_codes[0];
  return {
    ...fixture,
    signer: await makeDailySigner(),
    other: await makeDailySigner(),
    post,
    patch: (path, body) => fixture.call("PATCH", `/v1.0/${path}`, { body }),
    read: async (path) => (await fixture.get(`/v1.0/${path}`)).json(),
    async make(body = {}) {
      const app = (await post("applications", { displayName: "holder", ...body })).json();
      const principal = (await post("servicePrincipals", { appId: app.appId })).json();
      return {
        appId: app.appId,
        application: `applications/${app.id}`,
        principal: `servicePrincipals/${principal.id}`,
      };
    },
    async bySecret(appId, secret, tenant = tenantId) {
      const fields = { client_id: appId, client_secret: secret };
      return numberOf(await fixture.ask("v2", { tenant, fields }));
    },
    async byAssertion(appId, { privateKey, sha256 }) {
      const claims = assertionClaims({ iss: appId, sub: appId });
      const fields = {
        client_id: appId,
        client_secret: undefined,
        client_assertion: signJwt({ alg: "PS256", "x5t#S256": sha256 }, claims, privateKey),
        client_assertion_type: JWT_BEARER,
      };
      return numberOf(await fixture.ask("v2", { fields }));
    },
  };
}

/** A signer's certificate as Graph takes it. */
export const keyOf = ({ certificate }: Signer, over: object = {}): object => ({
  type: "AsymmetricX509Cert",
  usage: "Verify",
  key: certificate.toString("base64"),
  ...over,
});

/** A refusal in these words. */
export const message = (text: string, code = "Request_BadRequest"): object => ({
  error: { code, message: expect.stringContaining(text) },
});
