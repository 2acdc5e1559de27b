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
import { makeSigner, type Signer, signJwt } from "../../../tests/support/assertions.ts";
import { LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";

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

describe("an assertion is accepted", () => {
  const headers: readonly [string, () => object][] = [
    ["as JavaScript sends it", () => assertionHeader({ "x5t#S256": signer.sha256 })],
    ["as Python sends it", () => assertionHeader({ alg: "RS256", x5t: `${signer.sha1}=` })],
    ["as openid-client sends it", () => ({ alg: "RS256" })],
    ["with a key id of any kind", () => assertionHeader({ kid: "A1B2" })],
    [
      "with a chain, which is not read",
      () =>
        assertionHeader({ "x5t#S256": signer.sha256, x5c: ["bm90IGEgY2VydGlmaWNhdGU="], jwk: {} }),
    ],
  ];

  test.each(headers)("%s, by both versions", async (_, make) => {
    for (const version of ["v1", "v2"] as const) {
      const jwt = signJwt(make() as { alg: string }, assertionClaims(), signer.privateKey);
      expectProven(await fixture.send(jwt, version));
    }
  });

  const audiences = [
    TOKEN_ENDPOINT,
    `${LOGIN}/${TENANT_ID}/oauth2/token`,
    `${LOGIN}/${TENANT_ID}/v2.0`,
    `${LOGIN}/${TENANT_ID}/`,
    `${LOGIN}/contoso.test/oauth2/v2.0/token`,
    `${LOGIN}/adfs/oauth2/token`,
    `https://127.0.0.1:8443/${TENANT_ID}/oauth2/v2.0/token`,
    `https://login.microsoftonline.com/${TENANT_ID.toUpperCase()}/oauth2/v2.0/token`,
  ];

  test.each(audiences)("for %s", async (aud) => {
    expectProven(
      await fixture.send(signJwt(assertionHeader(), assertionClaims({ aud }), signer.privateKey)),
    );
    expectProven(
      await fixture.send(
        signJwt(assertionHeader(), assertionClaims({ aud: [aud] }), signer.privateKey),
      ),
    );
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
        offset === undefined ? undefined : NOW + (offset as number),
      ]),
    );
    expectProven(
      await fixture.send(signJwt(assertionHeader(), assertionClaims(moved), signer.privateKey)),
    );
  });

  test("again until it expires, as Microsoft's libraries send one for several APIs", async () => {
    const jwt = signJwt(assertionHeader(), assertionClaims(), signer.privateKey);
    expectProven(await fixture.send(jwt));
    expectProven(await fixture.send(jwt, "v1"));
    fixture.clock.move(901_000);
    expect((await fixture.send(jwt)).json()).toMatchObject({ error_codes: [700024] });
  });

  test("by each of several certificates, of which one is over", async () => {
    const second = await makeSigner(fixture.clock.now() - 1_000, fixture.clock.now() + 5_000);
    await fixture.register(second);
    const jwt = () => signJwt({ alg: "RS256" }, assertionClaims(), second.privateKey);
    expectProven(await fixture.send(jwt()));
    fixture.clock.move(10_000);
    expectProven(
      await fixture.send(signJwt({ alg: "RS256" }, assertionClaims(), signer.privateKey)),
    );
    const startsAt = "2026-01-02T03:04:04.000Z";
    const answer = await fixture.send(jwt());
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
    const other = await makeDailySigner();
    const keyId = await fixture.register(other);
    expectProven(
      await fixture.send(signJwt(assertionHeader(), assertionClaims(), other.privateKey)),
    );
    await fixture.identity.removeKeyCredential({ tenantId, applicationObjectId, keyId });
    const answer = await fixture.send(
      signJwt(assertionHeader(), assertionClaims(), other.privateKey),
    );
    expect(answer.json()).toMatchObject({ error_codes: [700027] });
  });
});
