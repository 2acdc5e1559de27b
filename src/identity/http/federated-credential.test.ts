import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type AssertionFixture,
  expectProven,
  openAssertionFixture,
} from "../../../tests/support/assertion-fixture.ts";
import { signJwt } from "../../../tests/support/assertions.ts";
import {
  DISCOVERY,
  type ForeignIssuer,
  KEYS,
  makeIssuerKey,
  startForeignIssuer,
  writeJson,
} from "../../../tests/support/foreign-issuer.ts";
import { CLIENT_ID, LOGIN, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { errorBody, type Version } from "../../../tests/support/login-fixture.ts";
import { openKeyRing } from "../keys/key-ring.ts";

const SUBJECT = "system:serviceaccount:default:app";
const AUDIENCE = "api://AzureADTokenExchange";
const MINUTE_MS = 60_000;

let fixture: AssertionFixture;
let issuer: ForeignIssuer;
let now: number;
const rsa = makeIssuerKey("rsa-1");
const second = makeIssuerKey("rsa-2");
const ec = makeIssuerKey("ec-1", "ec");

beforeAll(async () => {
  issuer = await startForeignIssuer();
});

afterAll(() => issuer.close());

beforeEach(async () => {
  fixture = await openAssertionFixture();
  now = Math.floor(fixture.clock.now() / 1000);
  issuer.answer(DISCOVERY, undefined);
  issuer.answer(KEYS, undefined);
  issuer.publish([rsa.jwk, ec.jwk]);
  await trust();
});

afterEach(() => fixture.close());

async function trust(over: object = {}): Promise<void> {
  const { tenantId, applicationObjectId } = fixture;
  const place = { tenantId, applicationObjectId };
  const draft = { ...place, name: "cluster", issuer: issuer.url, subject: SUBJECT, ...over };
  await fixture.identity.addFederatedCredential(draft);
}

const claims = (over: object = {}): object => ({
  iss: issuer.url,
  sub: SUBJECT,
  aud: [AUDIENCE],
  iat: now,
  nbf: now,
  exp: now + 3_600,
  ...over,
});

const token = (over: object = {}, head: object = {}, key = rsa.privateKey): string =>
  signJwt({ alg: "RS256", kid: "rsa-1", ...head }, claims(over), key);

const send = (assertion: string, version?: Version) => fixture.send(assertion, version);

const askedSince = (count: number): readonly string[] => issuer.asked.slice(count);

describe("a token of a trusted issuer", () => {
  test("is accepted by both versions, again and again, and its keys are fetched once", async () => {
    const before = issuer.asked.length;
    const sent = token();
    expectProven(await send(sent));
    expectProven(await send(sent, "v1"));
    expect(askedSince(before)).toEqual([DISCOVERY, KEYS]);
  });

  test("is accepted with PS256, with ES256, and without a key id", async () => {
    expectProven(await send(token({}, { alg: "PS256" })));
    expectProven(await send(token({}, { alg: "ES256", kid: "ec-1" }, ec.privateKey)));
    expectProven(await send(token({ aud: AUDIENCE }, { kid: undefined })));
  });

  test("that was signed by a new key is accepted, at most one look a minute", async () => {
    expectProven(await send(token()));
    const renewed = () => token({}, { kid: "rsa-2" }, second.privateKey);
    issuer.publish([second.jwk]);
    const before = issuer.asked.length;
    expect((await send(renewed())).json()).toMatchObject({ error_codes: [50013] });
    expect(askedSince(before)).toEqual([]);
    fixture.clock.move(MINUTE_MS);
    expectProven(await send(renewed()));
    expect((await send(token())).json()).toMatchObject({ error_codes: [50013] });
    expect(askedSince(before)).toEqual([DISCOVERY, KEYS]);
  });

  test("is refused once its key has gone for a day", async () => {
    expectProven(await send(token()));
    issuer.publish([second.jwk]);
    fixture.clock.move(24 * 60 * MINUTE_MS);
    const later = { exp: now + 90_000 };
    expect((await send(token(later))).json()).toMatchObject({ error_codes: [50013] });
  });
});

describe("a token is refused", () => {
  const time = (from: string, until: string): string =>
    `The client assertion is not within its time range. Now: 2026-01-02T03:04:05.000Z, valid from: ${from}, expires: ${until}.`;
  const of = (text: string): string =>
    `No federated credential of the application '${CLIENT_ID}' names the ${text}`;
  const unsigned = (): string =>
    `The client assertion is not signed by a key of the issuer '${issuer.url}'.`;

  const refusals: readonly [string, () => string, number, number, string, () => string][] = [
    [
      "of an issuer that is not trusted",
      () => token({ iss: "https://other.test" }),
      401,
      700211,
      "invalid_client",
      () => of("issuer 'https://other.test'."),
    ],
    [
      "of the issuer in another spelling",
      () => token({ iss: `${issuer.url}/` }),
      401,
      700211,
      "invalid_client",
      () => of(`issuer '${issuer.url}/'.`),
    ],
    [
      "about another subject, in case too",
      () => token({ sub: SUBJECT.toUpperCase() }),
      401,
      700213,
      "invalid_client",
      () => of(`subject '${SUBJECT.toUpperCase()}' with this issuer.`),
    ],
    [
      "about nobody",
      () => token({ sub: undefined }),
      401,
      700213,
      "invalid_client",
      () => of("subject '(not a text)' with this issuer."),
    ],
    [
      "for another audience",
      () => token({ aud: `${AUDIENCE}/` }),
      401,
      700212,
      "invalid_client",
      () => of(`audience '${AUDIENCE}/' with this issuer and subject.`),
    ],
    [
      "that has expired",
      () => token({ exp: now - 300, nbf: now - 900, iat: now - 900 }),
      401,
      700024,
      "invalid_client",
      () => time("2026-01-02T02:49:05.000Z", "2026-01-02T02:59:05.000Z"),
    ],
    [
      "that is not valid yet",
      () => token({ nbf: now + 301 }),
      401,
      700024,
      "invalid_client",
      () => time("2026-01-02T03:09:06.000Z", "2026-01-02T04:04:05.000Z"),
    ],
    [
      "signed by another key",
      () => token({}, {}, second.privateKey),
      401,
      50013,
      "invalid_client",
      unsigned,
    ],
    [
      "signed by a key that it brings along",
      () => token({}, { jwk: second.jwk, kid: "rsa-2" }, second.privateKey),
      401,
      50013,
      "invalid_client",
      unsigned,
    ],
    ["with alg none", () => token({}, { alg: "none" }), 401, 50013, "invalid_client", unsigned],
    ["with alg HS256", () => token({}, { alg: "HS256" }), 401, 50013, "invalid_client", unsigned],
    [
      "with a key of another kind than its algorithm",
      () => token({}, { kid: "ec-1" }),
      401,
      50013,
      "invalid_client",
      unsigned,
    ],
  ];

  test.each(refusals)("%s", async (_, make, status, number, error, text) => {
    const answer = await send(make());
    expect(answer.json()).toEqual(errorBody(number, error, text()));
    expect(answer.statusCode).toBe(status);
  });

  test("when the application trusts nobody", async () => {
    const { identity, directory, tenantId, applicationObjectId } = fixture;
    const [only] = await directory.read.federatedCredentials.list(applicationObjectId);
    await identity.removeFederatedCredential({
      tenantId,
      applicationObjectId,
      id: only?.id ?? "",
    });
    expect((await send(token())).json()).toEqual(
      errorBody(
        70021,
        "invalid_client",
        `The application '${CLIENT_ID}' has no federated credential that matches the client assertion.`,
      ),
    );
  });

  test("and nothing is fetched, before issuer, subject and audience are known", async () => {
    const before = issuer.asked.length;
    await send(token({ sub: "other" }));
    await send(token({ aud: "other" }));
    expect(askedSince(before)).toEqual([]);
  });
});

describe("an issuer's documents are not believed", () => {
  const unreachable = (): object =>
    errorBody(
      90061,
      "invalid_request",
      `The keys of the issuer '${issuer.url}' could not be fetched.`,
    );
  const discovery = (over: object) => (): void =>
    issuer.answer(DISCOVERY, (response) =>
      writeJson(response, { issuer: issuer.url, jwks_uri: `${issuer.url}${KEYS}`, ...over }),
    );

  const faults: readonly [string, () => void][] = [
    ["when they name another issuer", discovery({ issuer: "https://other.test" })],
    ["when they name no keys", discovery({ jwks_uri: undefined })],
    ["when the keys are elsewhere in plain http", discovery({ jwks_uri: "http://keys.test/" })],
    ["when the keys' address has a password", discovery({ jwks_uri: "http://a:b@127.0.0.1:1/" })],
    ["when the keys are a file", discovery({ jwks_uri: "file:///etc/passwd" })],
    [
      "when they are elsewhere by a redirect",
      () =>
        issuer.answer(DISCOVERY, (response) =>
          response.writeHead(302, { location: `${issuer.url}/other` }).end(),
        ),
    ],
    [
      "when the keys are too large",
      () =>
        issuer.answer(KEYS, (response) => writeJson(response, { keys: [], x: "x".repeat(65_536) })),
    ],
    ["when the keys are no JSON", () => issuer.answer(KEYS, (response) => response.end("<html>"))],
    ["when the keys are no list", () => issuer.answer(KEYS, (response) => writeJson(response, []))],
    [
      "when the service fails",
      () => issuer.answer(KEYS, (response) => response.writeHead(500).end("{}")),
    ],
    [
      "when the connection breaks",
      () => issuer.answer(DISCOVERY, (response) => response.destroy()),
    ],
  ];

  test.each(faults)("%s", async (_, arrange) => {
    arrange();
    const answer = await send(token());
    expect(answer.json()).toEqual(unreachable());
    expect(answer.statusCode).toBe(400);
  });

  test("as far as their keys are for encryption, too short or broken", async () => {
    const short = { ...rsa.jwk, n: "AQAB" };
    issuer.publish([{ ...rsa.jwk, use: "enc" }, short, { kty: "oct", k: "AA", kid: "rsa-1" }, 1]);
    expect((await send(token())).json()).toMatchObject({ error_codes: [50013] });
  });
});

describe("a token of our own for another application", () => {
  const OTHER_ID = "aaaaaaaa-2222-4333-8444-555555555555";
  const OTHER_PRINCIPAL = "bbbbbbbb-2222-4333-8444-555555555555";

  async function otherToken(scope = `${AUDIENCE}/.default`): Promise<string> {
    const { identity, tenantId } = fixture;
    const other = await identity.createApplication({
      tenantId,
      displayName: "other",
      appId: OTHER_ID,
    });
    await identity.createServicePrincipal({ tenantId, appId: OTHER_ID, objectId: OTHER_PRINCIPAL });
    const { secretText } = await identity.addPassword({
      tenantId,
      applicationObjectId: other.objectId,
    });
    const answer = await fixture.ask("v2", {
      fields: { client_id: OTHER_ID, client_secret: secretText, scope },
    });
    return (answer.json() as { access_token: string }).access_token;
  }

  test.each([
    `${LOGIN}/${TENANT_ID}/v2.0`,
    `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
    `https://sts.windows.net/${TENANT_ID}/`,
  ])("stands for one that trusts %s", async (name) => {
    const isOurs = !name.startsWith("https://sts.");
    await trust({ name: "own", issuer: name, subject: OTHER_PRINCIPAL });
    const answer = await send(await otherToken());
    if (isOurs) expectProven(answer);
    else expect(answer.json()).toMatchObject({ error_codes: [700211] });
  });

  test("is refused for another audience, and when it is no token of an application", async () => {
    await trust({ name: "own", issuer: `${LOGIN}/${TENANT_ID}/v2.0`, subject: OTHER_PRINCIPAL });
    const wrong = await send(await otherToken("https://management.azure.com/.default"));
    expect(wrong.json()).toMatchObject({ error_codes: [700212] });
  });

  test("is refused when it is not of the application itself", async () => {
    await trust({ name: "own", issuer: `${LOGIN}/${TENANT_ID}/v2.0`, subject: OTHER_PRINCIPAL });
    const ring = await openKeyRing(fixture.directory, fixture.clock, fixture.ids);
    const idToken = await ring.sign(
      claims({ iss: `${LOGIN}/${TENANT_ID}/v2.0`, sub: OTHER_PRINCIPAL }),
      false,
    );
    const answer = await send(idToken);
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(
      errorBody(
        700229,
        "invalid_client",
        "Only a token of an application itself may stand for another application.",
      ),
    );
  });

  test("is refused when we did not sign it", async () => {
    await trust({ name: "own", issuer: `${LOGIN}/${TENANT_ID}/v2.0`, subject: OTHER_PRINCIPAL });
    const kid = fixture.identity.publishedKeys()[0]?.kid;
    const forged = token(
      { iss: `${LOGIN}/${TENANT_ID}/`, sub: OTHER_PRINCIPAL, idtyp: "app" },
      { kid },
    );
    expect((await send(forged)).json()).toMatchObject({ error_codes: [50013] });
  });
});
