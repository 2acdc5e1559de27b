import { constants, sign } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AssertionFixture,
  assertionClaims,
  assertionHeader,
  expectProven,
  makeDailySigner,
  NOW,
  openAssertionFixture,
  TOKEN_ENDPOINT,
} from "../../../tests/support/assertion-fixture.ts";
import { type Signer, signJwt } from "../../../tests/support/assertions.ts";
import { CLIENT_ID, LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { ARM, errorBody } from "../../../tests/support/login-fixture.ts";
import { firstPartyAppIds } from "../index.ts";

const OTHER_ID = "aaaaaaaa-2222-4333-8444-555555555555";

let fixture: AssertionFixture;
let signer: Signer;

beforeAll(async () => {
  signer = await makeDailySigner();
});

beforeEach(async () => {
  fixture = await openAssertionFixture();
  await fixture.register(signer);
});

afterEach(() => fixture.close());

describe("an assertion is refused", () => {
  const good = () => ({ header: assertionHeader() as object, claims: assertionClaims() as object });
  const UNREADABLE = "The client assertion is not a JSON Web Token that can be read.";
  const NOT_CLIENT = `The client assertion is not one of the application '${CLIENT_ID}': issuer and subject must be the client's id.`;
  const NO_SIGNATURE = `The signature of the client assertion was not made with a certificate of the application '${CLIENT_ID}'.`;
  const range = (from: string, until: string): string =>
    `The client assertion is not within its time range. Now: 2026-01-02T03:04:05.000Z, valid from: ${from}, expires: ${until}.`;
  const audience = (aud: string): string =>
    `The audience '${aud}' of the client assertion is not the token endpoint of this tenant.`;

  type Change = () => { header?: object; claims?: object };
  const refusals: readonly [string, Change, number, number, string, string][] = [
    [
      "of another client",
      () => ({ claims: assertionClaims({ iss: OTHER_ID, sub: OTHER_ID }) }),
      401,
      700021,
      "invalid_client",
      NOT_CLIENT,
    ],
    [
      "about another client",
      () => ({ claims: assertionClaims({ sub: OTHER_ID }) }),
      401,
      700021,
      "invalid_client",
      NOT_CLIENT,
    ],
    [
      "without a subject",
      () => ({ claims: assertionClaims({ sub: undefined }) }),
      401,
      700022,
      "invalid_client",
      "The client assertion has no subject: it must be the client's id.",
    ],
    [
      "without an issuer",
      () => ({ claims: assertionClaims({ iss: undefined }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "for another tenant",
      () => ({ claims: assertionClaims({ aud: `${LOGIN}/fabrikam.test/oauth2/v2.0/token` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/fabrikam.test/oauth2/v2.0/token`),
    ],
    [
      "for all tenants",
      () => ({ claims: assertionClaims({ aud: `${LOGIN}/common/oauth2/v2.0/token` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/common/oauth2/v2.0/token`),
    ],
    [
      "for another host",
      () => ({
        claims: assertionClaims({ aud: `${LOGIN}.evil.test/${TENANT_ID}/oauth2/v2.0/token` }),
      }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}.evil.test/${TENANT_ID}/oauth2/v2.0/token`),
    ],
    [
      "for another endpoint",
      () => ({ claims: assertionClaims({ aud: `${LOGIN}/${TENANT_ID}/oauth2/v2.0/authorize` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/${TENANT_ID}/oauth2/v2.0/authorize`),
    ],
    [
      "for several recipients",
      () => ({ claims: assertionClaims({ aud: [TOKEN_ENDPOINT, "https://other.test"] }) }),
      401,
      700023,
      "invalid_client",
      audience(TOKEN_ENDPOINT),
    ],
    [
      "for nobody",
      () => ({ claims: assertionClaims({ aud: undefined }) }),
      401,
      700023,
      "invalid_client",
      audience("(not a URL)"),
    ],
    [
      "that has expired",
      () => ({ claims: assertionClaims({ nbf: NOW - 900, iat: NOW - 900, exp: NOW - 300 }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T02:49:05.000Z", "2026-01-02T02:59:05.000Z"),
    ],
    [
      "that begins too far in the future",
      () => ({ claims: assertionClaims({ nbf: NOW + 301, iat: undefined }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T03:09:06.000Z", "2026-01-02T03:14:05.000Z"),
    ],
    [
      "that was made in the future",
      () => ({ claims: assertionClaims({ nbf: undefined, iat: NOW + 301 }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T03:09:06.000Z", "2026-01-02T03:14:05.000Z"),
    ],
    [
      "that never ends",
      () => ({ claims: assertionClaims({ exp: undefined, nbf: undefined, iat: undefined }) }),
      401,
      700024,
      "invalid_client",
      range("(not said)", "(not said)"),
    ],
    [
      "that lives too long",
      () => ({ claims: assertionClaims({ exp: NOW + 86_400 + 301 }) }),
      401,
      700024,
      "invalid_client",
      "The client assertion lives longer than a day.",
    ],
    [
      "whose end is a text",
      () => ({ claims: assertionClaims({ exp: String(NOW + 600) }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "whose end is no date",
      () => ({ claims: assertionClaims({ exp: 1e300 }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "whose id is no text",
      () => ({ claims: assertionClaims({ jti: 1 }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "with a critical extension",
      () => ({ header: assertionHeader({ crit: ["b64"], b64: false }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "without a signature",
      () => ({ header: assertionHeader({ alg: "none" }) }),
      401,
      700027,
      "invalid_client",
      "The client assertion is signed with 'none': use RS256 or PS256.",
    ],
    [
      "by a shared key",
      () => ({ header: assertionHeader({ alg: "HS256" }) }),
      401,
      700027,
      "invalid_client",
      "The client assertion is signed with 'HS256': use RS256 or PS256.",
    ],
    [
      "of an unknown certificate",
      () => ({ header: assertionHeader({ x5t: "AAAA" }) }),
      401,
      700027,
      "invalid_client",
      `The application '${CLIENT_ID}' has no certificate with the thumbprint 'AAAA' that the client assertion names.`,
    ],
  ];

  test.each(refusals)("%s", async (_, change, status, number, error, text) => {
    const { header: head, claims: body } = { ...good(), ...change() };
    const answer = await fixture.send(signJwt(head as { alg: string }, body, signer.privateKey));
    expect(answer.json()).toEqual(errorBody(number, error, text));
    expect(answer.statusCode).toBe(status);
  });

  test("by a key that is not registered, whatever it claims or brings along", async () => {
    const stranger = await makeDailySigner();
    const x5c = [stranger.certificate.toString("base64")];
    for (const more of [{}, { "x5t#S256": signer.sha256 }, { x5c }, { kid: signer.sha1 }]) {
      const answer = await fixture.send(
        signJwt(assertionHeader(more), assertionClaims(), stranger.privateKey),
      );
      expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
    }
  });

  test("when the algorithm of the header is not the signature's", async () => {
    const [, payload = ""] = signJwt(assertionHeader(), assertionClaims(), signer.privateKey).split(
      ".",
    );
    const head = Buffer.from(JSON.stringify({ alg: "PS256" })).toString("base64url");
    const text = Buffer.from(`${head}.${payload}`);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const shortSalt = { key: signer.privateKey, padding, saltLength: 0 };
    for (const signature of [
      sign("sha256", text, signer.privateKey),
      sign("sha256", text, shortSalt),
    ]) {
      const answer = await fixture.send(`${text}.${signature.toString("base64url")}`);
      expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
    }
  });

  test("that was changed after it was signed", async () => {
    const jwt = signJwt(assertionHeader(), assertionClaims(), signer.privateKey);
    const [head = "", , signature = ""] = jwt.split(".");
    const later = Buffer.from(JSON.stringify(assertionClaims({ exp: NOW + 900 }))).toString(
      "base64url",
    );
    const answer = await fixture.send(`${head}.${later}.${signature}`);
    expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
  });

  test.each(["ey", "a.b", "a.b.c", "e30.e30.AA", "e30.e30.", "W10.W10.AA", "a.b.c.d.e"])(
    "that is not one: %s",
    async (text) => {
      expect((await fixture.send(text)).json()).toEqual(
        errorBody(50027, "invalid_request", UNREADABLE),
      );
    },
  );

  test("whose id another assertion had", async () => {
    expectProven(
      await fixture.send(
        signJwt(assertionHeader(), assertionClaims({ jti: "same" }), signer.privateKey),
      ),
    );
    const answer = await fixture.send(
      signJwt(
        assertionHeader(),
        assertionClaims({ jti: "same", exp: NOW + 601 }),
        signer.privateKey,
      ),
    );
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(
      errorBody(50012, "invalid_client", "The id (jti) of the client assertion was used before."),
    );
  });

  const forms: readonly [string, Readonly<Record<string, string | undefined>>, number, string][] = [
    ["without its type", { client_assertion_type: undefined }, 900144, "'client_assertion_type'"],
    ["that is empty", { client_assertion: "" }, 900144, "'client_assertion'"],
    [
      "of SAML",
      { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" },
      90023,
      "'client_assertion_type' must be",
    ],
    ["beside a secret", { client_secret: "x" }, 90023, "in one way only"],
    ["without a client id", { client_id: undefined }, 900144, "'client_id'"],
  ];

  test.each(forms)("%s", async (_, fields, number, text) => {
    const answer = await fixture.send(
      signJwt(assertionHeader(), assertionClaims(), signer.privateKey),
      "v2",
      fields,
    );
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      error: "invalid_request",
      error_codes: [number],
      error_description: expect.stringContaining(text),
    });
  });

  test("of a public client", async () => {
    const cli = firstPartyAppIds.azureCli;
    const answer = await fixture.send(
      signJwt(assertionHeader(), assertionClaims({ iss: cli, sub: cli }), signer.privateKey),
      "v1",
      { client_id: cli, resource: ARM },
    );
    expect(answer.json()).toMatchObject({ error: "invalid_client", error_codes: [700025] });
  });
});
