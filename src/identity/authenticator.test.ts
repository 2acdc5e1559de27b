import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type IdentityFixture,
  LOGIN,
  LOGS_ORIGIN,
  openIdentity,
  openIdentityFixture,
} from "../../tests/support/identity-fixture.ts";
import { firstPartyAppIds } from "./index.ts";

const LOGS = "https://api.loganalytics.io";

let fixture: IdentityFixture;
let token: string;
let privateKey: KeyObject;
let publicKey: KeyObject;

beforeAll(async () => {
  fixture = await openIdentityFixture();
  token = await tokenFor(LOGS);
  const [stored] = await fixture.directory.read.signingKeys.list();
  privateKey = createPrivateKey(stored?.privateKeyPem ?? "");
  publicKey = createPublicKey(privateKey);
});

afterAll(() => fixture.close());

async function tokenFor(resource: string, origin = LOGIN): Promise<string> {
  const { accessToken } = await fixture.identity.issueFor({
    tenant: fixture.tenantId,
    origin,
    grantType: "client_credentials",
    clientId: fixture.clientId,
    credential: { kind: "secret", secretText: fixture.secret },
    resource,
    capabilities: [],
  });
  return accessToken;
}

const authenticate = (text: string | undefined, appId: string = firstPartyAppIds.logAnalytics) =>
  fixture.identity.authenticator.authenticate(
    text === undefined ? undefined : `Bearer ${text}`,
    fixture.identity.audiencesOf(appId),
  );

const refusal = (code: string) => expect.objectContaining({ name: "Failure", code });

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const read = (at: 0 | 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[at] ?? "", "base64url").toString());

/** A token with changed header and claims, signed by our own key. */
function resigned(header: object, claims: object, key: KeyObject = privateKey): string {
  const text = `${part({ ...read(0), ...header })}.${part({ ...read(1), ...claims })}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

test("our own token tells who makes the request", async () => {
  expect(await authenticate(token)).toEqual({
    kind: "servicePrincipal",
    tenantId: fixture.tenantId,
    objectId: fixture.principalId,
    appId: fixture.clientId,
    name: fixture.clientId,
    audience: LOGS,
    scopes: [],
    roles: [],
    groupIds: [],
  });
});

test("a resource is the same with a slash, in capitals, by id and by our own origin", async () => {
  const names = [
    `${LOGS}/`,
    "HTTPS://API.LogAnalytics.IO",
    "https://api.loganalytics.azure.com",
    firstPartyAppIds.logAnalytics.toUpperCase(),
    LOGS_ORIGIN,
    `${LOGS_ORIGIN}/`,
    "https://127.0.0.1:8446",
  ];
  for (const name of names) {
    expect(await authenticate(await tokenFor(name))).toMatchObject({ audience: name });
  }
});

test("a token asked for under another of our names is good as well", async () => {
  for (const origin of ["https://login.microsoftonline.com", "https://127.0.0.1:8443"]) {
    expect(await authenticate(await tokenFor(LOGS, origin))).toMatchObject({ audience: LOGS });
  }
});

test("a token for one service is refused at every other, seen before or not", async () => {
  const fresh = await tokenFor(LOGS);
  for (const text of [fresh, fresh, token]) {
    await expect(authenticate(text, firstPartyAppIds.azureResourceManager)).rejects.toEqual(
      expect.objectContaining({ code: "http/token-audience", facts: { audience: LOGS } }),
    );
  }
});

test("a header that is missing, or holds no bearer token, is refused by its own code", async () => {
  await expect(authenticate(undefined)).rejects.toEqual(refusal("http/token-missing"));
  const { authenticator } = fixture.identity;
  for (const header of ["Basic QTpC", "Bearer", "Bearer a b", "nonsense"]) {
    await expect(authenticator.authenticate(header, new Set())).rejects.toEqual(
      refusal("http/token-malformed"),
    );
  }
});

describe("a forged token is refused", () => {
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const hmac = (secret: string | Buffer): string => {
    const text = `${part({ ...read(0), alg: "HS256" })}.${part(read(1))}`;
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  };
  const forgeries: readonly [string, string, () => string][] = [
    ["in one part", "malformed", () => "abc"],
    ["in four parts", "malformed", () => `${token}.abc`],
    ["without a signature", "malformed", () => `${token.split(".").slice(0, 2).join(".")}.`],
    ["with a signature spelled otherwise", "malformed", () => respelled()],
    ["of text that is not JSON", "malformed", () => "YWJj.YWJj.YWJj"],
    ["of JSON that is not an object", "malformed", () => "bnVsbA.bnVsbA.YWJj"],
    ["with alg none", "malformed", () => resigned({ alg: "none" }, {})],
    ["with HS256 by the public PEM", "malformed", () => hmac(pem())],
    ["with HS256 by the public DER", "malformed", () => hmac(der())],
    ["with alg in lower case", "malformed", () => resigned({ alg: "rs256" }, {})],
    ["with an extension that must be understood", "malformed", () => resigned({ crit: ["x"] }, {})],
    ["without a key id", "malformed", () => resigned({ kid: undefined }, {})],
    ["of another type", "malformed", () => resigned({ typ: "dpop+jwt" }, {})],
    ["that is an identity token", "malformed", () => resigned({}, { appid: undefined })],
    ["of no version", "malformed", () => resigned({}, { ver: "3.0" })],
    ["without an expiry", "malformed", () => resigned({}, { exp: undefined })],
    ["with several audiences", "malformed", () => resigned({}, { aud: [LOGS, "x"] })],
    ["by a key that is not ours", "signature", () => resigned({ kid: "mine" }, {}, foreign)],
    ["by a foreign key under our key's id", "signature", () => resigned({}, {}, foreign)],
    ["with PS256 bytes under RS256", "signature", () => pss()],
    ["with changed claims", "signature", () => changed({ oid: fixture.clientId })],
    ["of an issuer elsewhere", "issuer", () => resigned({}, { iss: "https://evil.test/t/" })],
    ["of another tenant's issuer", "issuer", () => resigned({}, { tid: fixture.clientId })],
    ["of the other version's issuer", "issuer", () => resigned({}, { iss: issuerV2() })],
    ["of a tenant that does not exist", "tenant", () => foreignTenant()],
  ];
  const pem = (): string => publicKey.export({ type: "spki", format: "pem" }).toString();
  const der = (): Buffer => publicKey.export({ type: "spki", format: "der" });
  const issuerV2 = (): string => `${LOGIN}/${fixture.tenantId}/v2.0`;
  const foreignTenant = (): string =>
    resigned({}, { tid: fixture.clientId, iss: `${LOGIN}/${fixture.clientId}/` });
  const changed = (claims: object): string => {
    const [header = "", , signature = ""] = token.split(".");
    return `${header}.${part({ ...read(1), ...claims })}.${signature}`;
  };
  /** The same signature bytes: 256 of them leave four bits of the last character over. */
  const respelled = (): string => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return token.slice(0, -1) + letters.charAt(letters.indexOf(token.at(-1) ?? "") + 1);
  };
  const pss = (): string => {
    const text = token.split(".").slice(0, 2).join(".");
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const bytes = sign("sha256", Buffer.from(text), { key: privateKey, padding });
    return `${text}.${bytes.toString("base64url")}`;
  };

  test.each(forgeries)("%s", async (_, code, forge) => {
    const forged = forge();
    await expect(authenticate(forged)).rejects.toEqual(refusal(`http/token-${code}`));
    await expect(authenticate(forged)).rejects.toEqual(refusal(`http/token-${code}`));
  });
});

test("a token lives to its last second, though it was seen before", async () => {
  const short = await tokenFor(LOGS);
  await authenticate(short);
  fixture.clock.move(3_599_000);
  await authenticate(short);
  fixture.clock.move(1_000);
  await expect(authenticate(short)).rejects.toEqual(refusal("http/token-expired"));
  fixture.clock.move(-3_600_000);
});

test("a token that begins far in the future is refused", async () => {
  const nbf = fixture.clock.now() / 1000 + 301;
  await expect(authenticate(resigned({}, { nbf }))).rejects.toEqual(refusal("http/token-expired"));
});

test("another start of the product accepts the token, another installation does not", async () => {
  const audiences = fixture.identity.audiencesOf(firstPartyAppIds.logAnalytics);
  const restarted = await openIdentity(fixture.directory, fixture.clock);
  expect(await restarted.authenticator.authenticate(`Bearer ${token}`, audiences)).toMatchObject({
    objectId: fixture.principalId,
  });
  const elsewhere = await openIdentityFixture();
  await expect(
    elsewhere.identity.authenticator.authenticate(`Bearer ${token}`, audiences),
  ).rejects.toEqual(refusal("http/token-signature"));
  await elsewhere.close();
});

test("a rotation breaks no token, until the key that signed it is removed", async () => {
  const rotated = await openIdentityFixture();
  const { identity, clock } = rotated;
  const audiences = identity.audiencesOf(firstPartyAppIds.logAnalytics);
  const request = {
    tenant: rotated.tenantId,
    origin: LOGIN,
    grantType: "client_credentials",
    clientId: rotated.clientId,
    credential: { kind: "secret" as const, secretText: rotated.secret },
    resource: LOGS,
    capabilities: [],
  };
  const old = (await identity.issueFor(request)).accessToken;
  await identity.signingKeys.rotate({ isImmediate: true });
  const young = (await identity.issueFor(request)).accessToken;
  for (const text of [old, young]) {
    expect(await identity.authenticator.authenticate(`Bearer ${text}`, audiences)).toMatchObject({
      objectId: rotated.principalId,
    });
  }
  clock.move(2 * 86_400_000);
  for (const [text, code] of [
    [old, "http/token-signature"],
    [young, "http/token-expired"],
  ] as const) {
    await expect(identity.authenticator.authenticate(`Bearer ${text}`, audiences)).rejects.toEqual(
      refusal(code),
    );
  }
  await rotated.close();
});

test("a token stays valid after its service principal was disabled, as in Azure", async () => {
  const change = { tenantId: fixture.tenantId, objectId: fixture.principalId };
  await fixture.identity.setServicePrincipalEnabled({ ...change, isEnabled: false });
  expect(await authenticate(token)).toMatchObject({ objectId: fixture.principalId });
  await expect(tokenFor(LOGS)).rejects.toEqual(refusal("identity/service-principal-disabled"));
  await fixture.identity.setServicePrincipalEnabled({ ...change, isEnabled: true });
});
