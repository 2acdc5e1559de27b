import { expect } from "vitest";
import { systemIds } from "../../src/base/index.ts";
import { JWT_BEARER, makeSigner, type Signer } from "./assertions.ts";
import { CLIENT_ID, LOGIN, standingClock, TENANT_ID } from "./identity-fixture.ts";
import {
  type LoginAnswer,
  type LoginFixture,
  openLoginFixture,
  type Version,
} from "./login-fixture.ts";

const DAY_MS = 86_400_000;

export const TOKEN_ENDPOINT: string = `${LOGIN}/${TENANT_ID}/oauth2/v2.0/token`;
/** When the fixture begins, in seconds. */
export const NOW: number = standingClock().now() / 1000;

/** A signer whose certificate is good for a day before and after the fixture begins. */
export const makeDailySigner = (): Promise<Signer> =>
  makeSigner(NOW * 1000 - DAY_MS, NOW * 1000 + DAY_MS);

/** A login surface whose application may be proven by assertions. */
export interface AssertionFixture extends LoginFixture {
  /** Gives the application a certificate; its key id. */
  register(signer: Signer): Promise<string>;
  /** Sends an assertion instead of the secret. */
  send(
    assertion: string,
    version?: Version,
    fields?: Readonly<Record<string, string | undefined>>,
  ): Promise<LoginAnswer>;
}

export async function openAssertionFixture(): Promise<AssertionFixture> {
  const fixture = await openLoginFixture();
  const { tenantId, applicationObjectId, identity } = fixture;
  return {
    ...fixture,
    async register({ certificate }) {
      const place = { tenantId, applicationObjectId };
      return (await identity.addKeyCredential({ ...place, certificate })).keyId;
    },
    send: (assertion, version = "v2", fields = {}) =>
      fixture.ask(version, {
        fields: {
          client_secret: undefined,
          client_assertion: assertion,
          client_assertion_type: JWT_BEARER,
          ...fields,
        },
      }),
  };
}

/** The claims of a good assertion, but for what is said here; each has an id of its own. */
export const assertionClaims = (over: object = {}): object => ({
  aud: TOKEN_ENDPOINT,
  iss: CLIENT_ID,
  sub: CLIENT_ID,
  jti: systemIds.guid(),
  nbf: NOW,
  iat: NOW,
  exp: NOW + 600,
  ...over,
});

export const assertionHeader = (over: object = {}): { readonly alg: string } => ({
  ...{ alg: "PS256", typ: "JWT" },
  ...over,
});

/** The answer holds a token of the application, proven by an assertion. */
export function expectProven(answer: LoginAnswer): void {
  expect(answer.json()).toMatchObject({ token_type: "Bearer" });
  const [, payload = ""] = (answer.json() as { access_token: string }).access_token.split(".");
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
  expect(claims).toMatchObject({ appid: CLIENT_ID, appidacr: "2" });
}
