import { constants, sign } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { JWT_BEARER, makeSigner, type Signer, signJwt } from "../../../tests/support/assertions.ts";
import {
  CLIENT_ID,
  LOGIN,
  standingClock,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import {
  ARM,
  errorBody,
  type LoginAnswer,
  type LoginFixture,
  openLoginFixture,
  type Version,
} from "../../../tests/support/login-fixture.ts";
import { firstPartyAppIds } from "../index.ts";

const DAY_MS = 86_400_000;
const OTHER_ID = "aaaaaaaa-2222-4333-8444-555555555555";
const TOKEN_V2 = `${LOGIN}/${TENANT_ID}/oauth2/v2.0/token`;

let fixture: LoginFixture;
let signer: Signer;
let now: number;
let assertions = 0;

beforeAll(async () => {
  const start = standingClock().now();
  signer = await makeSigner(start - DAY_MS, start + DAY_MS);
});

beforeEach(async () => {
  fixture = await openLoginFixture();
  now = Math.floor(fixture.clock.now() / 1000);
  await register(signer);
});

afterEach(() => fixture.close());

const register = async ({ certificate }: Signer): Promise<string> => {
  const { tenantId, applicationObjectId } = fixture;
  const place = { tenantId, applicationObjectId };
  return (await fixture.identity.addKeyCredential({ ...place, certificate })).keyId;
};

const claims = (over: object = {}): object => {
  assertions += 1;
  return {
    aud: TOKEN_V2,
    iss: CLIENT_ID,
    sub: CLIENT_ID,
    jti: `id ${assertions}`,
    nbf: now,
    iat: now,
    exp: now + 600,
    ...over,
  };
};

const header = (over: object = {}) => ({ alg: "PS256", typ: "JWT", ...over });

const send = (
  assertion: string,
  version: Version = "v2",
  fields: Readonly<Record<string, string | undefined>> = {},
): Promise<LoginAnswer> =>
  fixture.ask(version, {
    fields: {
      client_secret: undefined,
      client_assertion: assertion,
      client_assertion_type: JWT_BEARER,
      ...fields,
    },
  });

const claimsIn = (answer: LoginAnswer): unknown => {
  const [, payload = ""] = (answer.json() as { access_token: string }).access_token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
};

async function expectAccepted(answer: LoginAnswer): Promise<void> {
  expect(answer.json()).toMatchObject({ token_type: "Bearer" });
  expect(claimsIn(answer)).toMatchObject({ appid: CLIENT_ID, appidacr: "2" });
}

describe("an assertion is accepted", () => {
  const headers: readonly [string, () => object][] = [
    ["as JavaScript sends it", () => header({ "x5t#S256": signer.sha256 })],
    ["as Python sends it", () => header({ alg: "RS256", x5t: `${signer.sha1}=` })],
    ["as openid-client sends it", () => ({ alg: "RS256" })],
    ["with a key id of any kind", () => header({ kid: "A1B2" })],
    [
      "with a chain, which is not read",
      () => header({ "x5t#S256": signer.sha256, x5c: ["bm90IGEgY2VydGlmaWNhdGU="], jwk: {} }),
    ],
  ];

  test.each(headers)("%s, by both versions", async (_, make) => {
    for (const version of ["v1", "v2"] as const) {
      const jwt = signJwt(make() as { alg: string }, claims(), signer.privateKey);
      await expectAccepted(await send(jwt, version));
    }
  });

  const audiences = [
    TOKEN_V2,
    `${LOGIN}/${TENANT_ID}/oauth2/token`,
    `${LOGIN}/${TENANT_ID}/v2.0`,
    `${LOGIN}/${TENANT_ID}/`,
    `${LOGIN}/contoso.test/oauth2/v2.0/token`,
    `${LOGIN}/adfs/oauth2/token`,
    `https://127.0.0.1:8443/${TENANT_ID}/oauth2/v2.0/token`,
    `https://login.microsoftonline.com/${TENANT_ID.toUpperCase()}/oauth2/v2.0/token`,
  ];

  test.each(audiences)("for %s", async (aud) => {
    await expectAccepted(await send(signJwt(header(), claims({ aud }), signer.privateKey)));
    await expectAccepted(await send(signJwt(header(), claims({ aud: [aud] }), signer.privateKey)));
  });

  const times: readonly [string, object][] = [
    ["with fractions of a second", { exp: 0.25, iat: 0.75, nbf: undefined }],
    ["from a clock that is ahead", { nbf: 299, iat: 299 }],
    ["from a clock that is behind", { nbf: -900, iat: -900, exp: -299 }],
    ["without its beginning", { nbf: undefined, iat: undefined }],
  ];

  test.each(times)("%s", async (_, offsets) => {
    const moved = Object.fromEntries(
      Object.entries(offsets).map(([name, offset]) => [
        name,
        offset === undefined ? undefined : now + (offset as number),
      ]),
    );
    await expectAccepted(await send(signJwt(header(), claims(moved), signer.privateKey)));
  });

  test("again until it expires, as Microsoft's libraries send one for several APIs", async () => {
    const jwt = signJwt(header(), claims(), signer.privateKey);
    await expectAccepted(await send(jwt));
    await expectAccepted(await send(jwt, "v1"));
    fixture.clock.move(901_000);
    expect((await send(jwt)).json()).toMatchObject({ error_codes: [700024] });
  });

  test("by each of several certificates, of which one is over", async () => {
    const second = await makeSigner(fixture.clock.now() - 1_000, fixture.clock.now() + 5_000);
    await register(second);
    const jwt = () => signJwt({ alg: "RS256" }, claims(), second.privateKey);
    await expectAccepted(await send(jwt()));
    fixture.clock.move(10_000);
    await expectAccepted(await send(signJwt({ alg: "RS256" }, claims(), signer.privateKey)));
    const startsAt = "2026-01-02T03:04:04.000Z";
    const answer = await send(jwt());
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({
      error: "invalid_client",
      error_description: expect.stringContaining(
        `AADSTS700027: The certificate that signed the client assertion is valid from ${startsAt} until 2026-01-02T03:04:10.000Z only.`,
      ),
    });
  });

  test("no longer, once its certificate was removed", async () => {
    const { tenantId, applicationObjectId } = fixture;
    const other = await makeSigner(fixture.clock.now() - DAY_MS, fixture.clock.now() + DAY_MS);
    const keyId = await register(other);
    await expectAccepted(await send(signJwt(header(), claims(), other.privateKey)));
    await fixture.identity.removeKeyCredential({ tenantId, applicationObjectId, keyId });
    const answer = await send(signJwt(header(), claims(), other.privateKey));
    expect(answer.json()).toMatchObject({ error_codes: [700027] });
  });
});

describe("an assertion is refused", () => {
  const good = () => ({ header: header() as object, claims: claims() as object });
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
      () => ({ claims: claims({ iss: OTHER_ID, sub: OTHER_ID }) }),
      401,
      700021,
      "invalid_client",
      NOT_CLIENT,
    ],
    [
      "about another client",
      () => ({ claims: claims({ sub: OTHER_ID }) }),
      401,
      700021,
      "invalid_client",
      NOT_CLIENT,
    ],
    [
      "without a subject",
      () => ({ claims: claims({ sub: undefined }) }),
      401,
      700022,
      "invalid_client",
      "The client assertion has no subject: it must be the client's id.",
    ],
    [
      "without an issuer",
      () => ({ claims: claims({ iss: undefined }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "for another tenant",
      () => ({ claims: claims({ aud: `${LOGIN}/fabrikam.test/oauth2/v2.0/token` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/fabrikam.test/oauth2/v2.0/token`),
    ],
    [
      "for all tenants",
      () => ({ claims: claims({ aud: `${LOGIN}/common/oauth2/v2.0/token` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/common/oauth2/v2.0/token`),
    ],
    [
      "for another host",
      () => ({ claims: claims({ aud: `${LOGIN}.evil.test/${TENANT_ID}/oauth2/v2.0/token` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}.evil.test/${TENANT_ID}/oauth2/v2.0/token`),
    ],
    [
      "for another endpoint",
      () => ({ claims: claims({ aud: `${LOGIN}/${TENANT_ID}/oauth2/v2.0/authorize` }) }),
      401,
      700023,
      "invalid_client",
      audience(`${LOGIN}/${TENANT_ID}/oauth2/v2.0/authorize`),
    ],
    [
      "for several recipients",
      () => ({ claims: claims({ aud: [TOKEN_V2, "https://other.test"] }) }),
      401,
      700023,
      "invalid_client",
      audience(TOKEN_V2),
    ],
    [
      "for nobody",
      () => ({ claims: claims({ aud: undefined }) }),
      401,
      700023,
      "invalid_client",
      audience("(not a URL)"),
    ],
    [
      "that has expired",
      () => ({ claims: claims({ nbf: now - 900, iat: now - 900, exp: now - 300 }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T02:49:05.000Z", "2026-01-02T02:59:05.000Z"),
    ],
    [
      "that begins too far in the future",
      () => ({ claims: claims({ nbf: now + 301, iat: undefined }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T03:09:06.000Z", "2026-01-02T03:14:05.000Z"),
    ],
    [
      "that was made in the future",
      () => ({ claims: claims({ nbf: undefined, iat: now + 301 }) }),
      401,
      700024,
      "invalid_client",
      range("2026-01-02T03:09:06.000Z", "2026-01-02T03:14:05.000Z"),
    ],
    [
      "that never ends",
      () => ({ claims: claims({ exp: undefined, nbf: undefined, iat: undefined }) }),
      401,
      700024,
      "invalid_client",
      range("(not said)", "(not said)"),
    ],
    [
      "that lives too long",
      () => ({ claims: claims({ exp: now + 86_400 + 301 }) }),
      401,
      700024,
      "invalid_client",
      "The client assertion lives longer than a day.",
    ],
    [
      "whose end is a text",
      () => ({ claims: claims({ exp: String(now + 600) }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "whose end is no date",
      () => ({ claims: claims({ exp: 1e300 }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "whose id is no text",
      () => ({ claims: claims({ jti: 1 }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "with a critical extension",
      () => ({ header: header({ crit: ["b64"], b64: false }) }),
      400,
      50027,
      "invalid_request",
      UNREADABLE,
    ],
    [
      "without a signature",
      () => ({ header: header({ alg: "none" }) }),
      401,
      700027,
      "invalid_client",
      "The client assertion is signed with 'none': use RS256 or PS256.",
    ],
    [
      "by a shared key",
      () => ({ header: header({ alg: "HS256" }) }),
      401,
      700027,
      "invalid_client",
      "The client assertion is signed with 'HS256': use RS256 or PS256.",
    ],
    [
      "of an unknown certificate",
      () => ({ header: header({ x5t: "AAAA" }) }),
      401,
      700027,
      "invalid_client",
      `The application '${CLIENT_ID}' has no certificate with the thumbprint 'AAAA' that the client assertion names.`,
    ],
  ];

  test.each(refusals)("%s", async (_, change, status, number, error, text) => {
    const { header: head, claims: body } = { ...good(), ...change() };
    const answer = await send(signJwt(head as { alg: string }, body, signer.privateKey));
    expect(answer.json()).toEqual(errorBody(number, error, text));
    expect(answer.statusCode).toBe(status);
  });

  test("by a key that is not registered, whatever it claims or brings along", async () => {
    const stranger = await makeSigner(fixture.clock.now() - DAY_MS, fixture.clock.now() + DAY_MS);
    const x5c = [stranger.certificate.toString("base64")];
    for (const more of [{}, { "x5t#S256": signer.sha256 }, { x5c }, { kid: signer.sha1 }]) {
      const answer = await send(signJwt(header(more), claims(), stranger.privateKey));
      expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
    }
  });

  test("when the algorithm of the header is not the signature's", async () => {
    const [, payload = ""] = signJwt(header(), claims(), signer.privateKey).split(".");
    const head = Buffer.from(JSON.stringify({ alg: "PS256" })).toString("base64url");
    const text = Buffer.from(`${head}.${payload}`);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const shortSalt = { key: signer.privateKey, padding, saltLength: 0 };
    for (const signature of [
      sign("sha256", text, signer.privateKey),
      sign("sha256", text, shortSalt),
    ]) {
      const answer = await send(`${text}.${signature.toString("base64url")}`);
      expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
    }
  });

  test("that was changed after it was signed", async () => {
    const jwt = signJwt(header(), claims(), signer.privateKey);
    const [head = "", , signature = ""] = jwt.split(".");
    const later = Buffer.from(JSON.stringify(claims({ exp: now + 900 }))).toString("base64url");
    const answer = await send(`${head}.${later}.${signature}`);
    expect(answer.json()).toEqual(errorBody(700027, "invalid_client", NO_SIGNATURE));
  });

  test.each(["ey", "a.b", "a.b.c", "e30.e30.AA", "e30.e30.", "W10.W10.AA", "a.b.c.d.e"])(
    "that is not one: %s",
    async (text) => {
      expect((await send(text)).json()).toEqual(errorBody(50027, "invalid_request", UNREADABLE));
    },
  );

  test("whose id another assertion had", async () => {
    await expectAccepted(await send(signJwt(header(), claims({ jti: "same" }), signer.privateKey)));
    const answer = await send(
      signJwt(header(), claims({ jti: "same", exp: now + 601 }), signer.privateKey),
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
    const answer = await send(signJwt(header(), claims(), signer.privateKey), "v2", fields);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      error: "invalid_request",
      error_codes: [number],
      error_description: expect.stringContaining(text),
    });
  });

  test("of a public client", async () => {
    const cli = firstPartyAppIds.azureCli;
    const answer = await send(
      signJwt(header(), claims({ iss: cli, sub: cli }), signer.privateKey),
      "v1",
      { client_id: cli, resource: ARM },
    );
    expect(answer.json()).toMatchObject({ error: "invalid_client", error_codes: [700025] });
  });
});
