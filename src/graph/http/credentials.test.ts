import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertionClaims, makeDailySigner, NOW } from "../../../tests/support/assertion-fixture.ts";
import { JWT_BEARER, type Signer, signJwt } from "../../../tests/support/assertions.ts";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

const ELSEWHERE = "99999999-2222-4333-8444-555555555555";
const HOUR_MS = 3_600_000;

let fixture: GraphFixture;
let signer: Signer;
let other: Signer;
beforeAll(async () => {
  fixture = await openGraphFixture();
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.applicationAdministrator,
  });
  signer = await makeDailySigner();
  other = await makeDailySigner();
});
afterAll(() => fixture.close());

interface Made {
  readonly appId: string;
  /** `applications/{id}` and `servicePrincipals/{id}`. */
  readonly application: string;
  readonly principal: string;
}

const post = (path: string, body: object, token?: string) =>
  fixture.call("POST", `/v1.0/${path}`, { body, ...(token !== undefined && { token }) });

const patch = (path: string, body: object) => fixture.call("PATCH", `/v1.0/${path}`, { body });

const read = async (path: string): Promise<Record<string, object[]>> =>
  (await fixture.get(`/v1.0/${path}`)).json();

async function make(body: object = {}): Promise<Made> {
  const app = (await post("applications", { displayName: "holder", ...body })).json();
  const principal = (await post("servicePrincipals", { appId: app.appId })).json();
  return {
    appId: app.appId,
    application: `applications/${app.id}`,
    principal: `servicePrincipals/${principal.id}`,
  };
}

/** A request for a token by a secret; its AADSTS number, or 0 for a token. */
async function bySecret(appId: string, secret: string, tenant = fixture.tenantId) {
  const fields = { client_id: appId, client_secret: secret };
  const answer = await fixture.ask("v2", { tenant, fields });
  return answer.statusCode === 200 ? 0 : answer.json().error_codes[0];
}

async function byAssertion(appId: string, { privateKey, sha256 }: Signer) {
  const claims = assertionClaims({ iss: appId, sub: appId });
  const fields = {
    client_id: appId,
    client_secret: undefined,
    client_assertion: signJwt({ alg: "PS256", "x5t#S256": sha256 }, claims, privateKey),
    client_assertion_type: JWT_BEARER,
  };
  const answer = await fixture.ask("v2", { fields });
  return answer.statusCode === 200 ? 0 : answer.json().error_codes[0];
}

const keyOf = ({ certificate }: Signer, over: object = {}): object => ({
  type: "AsymmetricX509Cert",
  usage: "Verify",
  key: certificate.toString("base64"),
  ...over,
});

const proofBy = ({ privateKey, sha1 }: Signer, iss: string, over: object = {}): string =>
  signJwt(
    { alg: "RS256", x5t: sha1 },
    {
      aud: "00000002-0000-0000-c000-000000000000",
      iss: iss.split("/")[1],
      nbf: NOW,
      exp: NOW + 600,
      ...over,
    },
    privateKey,
  );

const message = (text: string, code = "Request_BadRequest"): object => ({
  error: { code, message: expect.stringContaining(text) },
});

describe("the secret of a service principal", () => {
  test("is told once, opens the token endpoint beside the registration's, and ends at once", async () => {
    const { appId, application, principal } = await make();
    const own = (await post(`${application}/addPassword`, {})).json();
    const answer = await post(`${principal}/addPassword`, {
      passwordCredential: { displayName: "ci", endDateTime: "2026-06-01T00:00:00Z" },
    });
    const { secretText, keyId } = answer.json();
    const shown = {
      customKeyIdentifier: null,
      displayName: "ci",
      endDateTime: "2026-06-01T00:00:00Z",
      hint: secretText.slice(0, 3),
      keyId: expect.stringMatching(GUID),
      startDateTime: "2026-01-02T03:04:05Z",
    };
    expect(answer.json()).toEqual({
      "@odata.context":
        "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential",
      ...shown,
      secretText: expect.stringMatching(/^.{40}$/),
    });
    const second = (await post(`${principal}/addPassword`, {})).json();
    expect((await read(principal))["passwordCredentials"]).toContainEqual({
      ...shown,
      secretText: null,
    });
    expect((await read(application))["passwordCredentials"]).toHaveLength(1);
    for (const each of [own, answer.json(), second]) {
      expect(await bySecret(appId, each.secretText)).toBe(0);
    }
    const removal = { keyId };
    expect((await post(`${principal}/removePassword`, removal)).statusCode).toBe(204);
    expect(await bySecret(appId, secretText)).toBe(7000215);
    expect(await bySecret(appId, second.secretText)).toBe(0);
    expect((await post(`${principal}/removePassword`, removal)).statusCode).toBe(400);
    const wrongOwner = await post(`${application}/removePassword`, { keyId: second.keyId });
    expect(wrongOwner.json()).toMatchObject(message("No credential found"));
  });

  test("expires", async () => {
    const { appId, principal } = await make();
    const { secretText } = (
      await post(`${principal}/addPassword`, {
        passwordCredential: {
          startDateTime: "2025-01-01T00:00:00Z",
          endDateTime: "2026-01-01T00:00:00Z",
        },
      })
    ).json();
    expect(await bySecret(appId, secretText)).toBe(7000222);
    expect(await bySecret(appId, `${secretText}x`)).toBe(7000215);
  });

  test("proves the client at both versions, for an application and for its users", async () => {
    const { tenantId, identity } = fixture;
    const { appId, principal } = await make();
    const { secretText } = (await post(`${principal}/addPassword`, {})).json();
    const resourceAppId = firstPartyAppIds.microsoftGraph;
    const scopes = ["User.Read", "offline_access"];
    await identity.grantDelegated({ tenantId, clientAppId: appId, resourceAppId, scopes });
    const scope = "https://graph.microsoft.com/User.Read offline_access";
    const ask = async (secret: string, refreshToken = "") => {
      const fields = { client_id: appId, client_secret: secret };
      const basic = Buffer.from(`${appId}:${secret}`).toString("base64");
      return [
        await fixture.ask("v1", { fields }),
        await fixture.ask("v2", {
          fields: { client_id: undefined, client_secret: undefined },
          headers: { authorization: `Basic ${basic}` },
        }),
        await fixture.signIn("v2", { fields: { ...fields, scope } }),
        await fixture.renew("v2", { fields: { ...fields, scope, refresh_token: refreshToken } }),
      ];
    };
    const [v1, v2, byPassword] = await ask(secretText);
    expect([v1?.statusCode, v2?.statusCode, byPassword?.statusCode]).toEqual([200, 200, 200]);
    const { refresh_token: held } = byPassword?.json() as { refresh_token: string };
    const good = await ask(secretText, held);
    expect(good.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const wrong = await ask(`${secretText}x`, held);
    expect(wrong.map((answer) => answer.json().error_codes)).toEqual(Array(4).fill([7000215]));
  });

  test("works in its tenant alone, and the registration's in every tenant", async () => {
    const { identity } = fixture;
    const { appId, application, principal } = await make({
      signInAudience: "AzureADMultipleOrgs",
    });
    await identity.createTenant({ id: ELSEWHERE, displayName: "Fabrikam", domains: ["fab.test"] });
    const there = await identity.createServicePrincipal({ tenantId: ELSEWHERE, appId });
    const own = (await post(`${application}/addPassword`, {})).json().secretText;
    const here = (await post(`${principal}/addPassword`, {})).json().secretText;
    const elsewhere = await identity.addPassword({
      tenantId: ELSEWHERE,
      servicePrincipalObjectId: there.objectId,
    });
    expect(await bySecret(appId, own)).toBe(0);
    expect(await bySecret(appId, own, ELSEWHERE)).toBe(0);
    expect(await bySecret(appId, here)).toBe(0);
    expect(await bySecret(appId, here, ELSEWHERE)).toBe(7000215);
    expect(await bySecret(appId, elsewhere.secretText)).toBe(7000215);
    expect(await bySecret(appId, elsewhere.secretText, ELSEWHERE)).toBe(0);
  });

  test("goes with the service principal", async () => {
    const { appId, application, principal } = await make();
    const own = (await post(`${application}/addPassword`, {})).json().secretText;
    const { secretText } = (await post(`${principal}/addPassword`, {})).json();
    expect((await fixture.call("DELETE", `/v1.0/${principal}`)).statusCode).toBe(204);
    await post("servicePrincipals", { appId });
    expect(await bySecret(appId, secretText)).toBe(7000215);
    expect(await bySecret(appId, own)).toBe(0);
  });

  test("is not given to Microsoft's own, nor by who may not", async () => {
    const graph = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
    expect((await post(`${graph}/addPassword`, {})).statusCode).toBe(403);
    const { principal } = await make();
    const token = await fixture.appToken();
    expect((await post(`${principal}/addPassword`, {}, token)).statusCode).toBe(403);
    expect((await post(`${principal}/removePassword`, {}, token)).statusCode).toBe(403);
    expect((await read(principal))["passwordCredentials"]).toEqual([]);
  });
});

describe.each(["application", "principal"] as const)("lists of credentials of an %s", (kind) => {
  test("keep what they name, and remove the rest", async () => {
    const made = await make();
    const path = made[kind];
    const kept = (await post(`${path}/addPassword`, {})).json();
    const gone = (await post(`${path}/addPassword`, {})).json();
    const before = (await read(path))["passwordCredentials"] as { keyId: string }[];
    const passwordCredentials = before.filter(({ keyId }) => keyId === kept.keyId);
    expect((await patch(path, { passwordCredentials })).statusCode).toBe(204);
    expect((await read(path))["passwordCredentials"]).toEqual(passwordCredentials);
    expect(await bySecret(made.appId, kept.secretText)).toBe(0);
    expect(await bySecret(made.appId, gone.secretText)).toBe(7000215);
  });

  test("bring certificates by which the client is proven", async () => {
    const { appId, [kind]: path } = await make();
    const keyId = "abababab-0000-4000-8000-000000000001";
    const chosen = { keyId, displayName: "laptop", startDateTime: "2026-01-02T00:00:00Z" };
    const keyCredentials = [keyOf(signer, chosen)];
    expect((await patch(path, { keyCredentials })).body).toBe("");
    const [shown] = (await read(path))["keyCredentials"] as { customKeyIdentifier: string }[];
    expect(shown).toMatchObject({ ...chosen, key: null, type: "AsymmetricX509Cert" });
    expect(shown?.customKeyIdentifier).toBe(
      new X509Certificate(signer.certificate).fingerprint.replaceAll(":", ""),
    );
    expect(await byAssertion(appId, signer)).toBe(0);
    expect(await byAssertion(appId, other)).toBe(700027);
    const pem = Buffer.from(new X509Certificate(other.certificate).toString()).toString("base64");
    const both = { keyCredentials: [shown, keyOf(other, { key: pem })] };
    expect((await patch(path, both)).statusCode).toBe(204);
    expect(await byAssertion(appId, other)).toBe(0);
    expect((await patch(path, { keyCredentials: [shown] })).statusCode).toBe(204);
    expect(await byAssertion(appId, other)).toBe(700027);
    expect((await patch(path, { keyCredentials: [] })).statusCode).toBe(204);
    expect(await byAssertion(appId, signer)).toBe(700027);
  });

  const late = new Date(NOW * 1000 + 48 * HOUR_MS).toISOString();
  const cases: readonly [string, (shown: object) => object, string][] = [
    [
      "a secret of the caller's",
      () => ({ passwordCredentials: [{ secretText: "mine" }] }),
      "must be generated",
    ],
    [
      "another end for a secret",
      (shown) => ({ passwordCredentials: [{ ...shown, endDateTime: late }] }),
      "Update to existing credential",
    ],
    [
      "another beginning of a secret",
      (shown) => ({ passwordCredentials: [{ ...shown, hint: "???" }] }),
      "Update to existing credential",
    ],
    [
      "an end after the certificate's",
      () => ({ keyCredentials: [keyOf(signer, { endDateTime: late })] }),
      "end date is invalid",
    ],
    [
      "another identifier",
      () => ({ keyCredentials: [keyOf(signer, { customKeyIdentifier: "bWluZQ==" })] }),
      "thumbprint",
    ],
    [
      "no certificate",
      () => ({ keyCredentials: [keyOf(signer, { key: "AAAA" })] }),
      "'keyCredentials'",
    ],
    [
      "no base64",
      () => ({ keyCredentials: [keyOf(signer, { key: "{}" })] }),
      "'keyCredentials.key'",
    ],
    [
      "the same certificate twice",
      () => ({ keyCredentials: [keyOf(signer), keyOf(signer)] }),
      "is there already",
    ],
  ];
  test.each(cases)("with %s are refused, and nothing is changed", async (_, body, text) => {
    const { [kind]: path } = await make();
    await post(`${path}/addPassword`, {});
    const before = await read(path);
    const [shown = {}] = before["passwordCredentials"] ?? [];
    const answer = await patch(path, body(shown));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject(message(text));
    expect(await read(path)).toEqual(before);
  });
});

test("a registration with a bad certificate is not made at all", async () => {
  const answer = await post("applications", {
    displayName: "never",
    keyCredentials: [keyOf(signer, { key: "AAAA" })],
  });
  expect(answer.statusCode).toBe(400);
  const found = await fixture.get("/v1.0/applications?$filter=displayName eq 'never'");
  expect(found.json().value).toEqual([]);
});

describe.each(["application", "principal"] as const)("keys of an %s that roll", (kind) => {
  test("are added and removed by who has one of them", async () => {
    const { appId, [kind]: path } = await make();
    await patch(path, { keyCredentials: [keyOf(signer)] });
    const [old] = (await read(path))["keyCredentials"] as { keyId: string }[];
    const proof = proofBy(signer, path);
    const added = await post(`${path}/addKey`, {
      keyCredential: keyOf(other),
      passwordCredential: null,
      proof,
    });
    expect(added.statusCode, added.body).toBe(200);
    expect(added.json()).toMatchObject({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.keyCredential",
      keyId: expect.stringMatching(GUID),
      key: null,
      usage: "Verify",
    });
    expect(await byAssertion(appId, other)).toBe(0);
    const graph = { aud: "00000003-0000-0000-c000-000000000000" };
    const removal = { keyId: old?.keyId, proof: proofBy(other, path, graph) };
    expect((await post(`${path}/removeKey`, removal)).statusCode).toBe(204);
    expect(await byAssertion(appId, signer)).toBe(700027);
    expect(await byAssertion(appId, other)).toBe(0);
  });

  test("are not without a valid certificate", async () => {
    const { [kind]: path } = await make();
    const body = { keyCredential: keyOf(signer), proof: proofBy(signer, path) };
    const answer = await post(`${path}/addKey`, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject(message("no valid certificate"));
  });
});

test("a proof by another key, for another object, too old or too long proves nothing", async () => {
  const { application } = await make({ keyCredentials: [keyOf(signer)] });
  const proofs = [
    "none",
    proofBy(other, application),
    proofBy(signer, `applications/${fixture.applicationObjectId}`),
    proofBy(signer, application, { aud: "https://graph.microsoft.com" }),
    proofBy(signer, application, { exp: NOW + 601 }),
    proofBy(signer, application, { nbf: undefined }),
    proofBy(signer, application, { exp: undefined }),
    proofBy(signer, application, { nbf: NOW - 1_600, exp: NOW - 1_000 }),
    proofBy(signer, application, { nbf: NOW + 1_000, exp: NOW + 1_600 }),
    `${proofBy(signer, application).slice(0, -4)}AAAA`,
  ];
  const [key] = (await read(application))["keyCredentials"] as { keyId: string }[];
  for (const proof of proofs) {
    const added = await post(`${application}/addKey`, { keyCredential: keyOf(other), proof });
    const removed = await post(`${application}/removeKey`, { keyId: key?.keyId, proof });
    for (const answer of [added, removed]) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject(
        message("Access Token missing", "Authentication_MissingOrMalformed"),
      );
    }
  }
  expect((await read(application))["keyCredentials"]).toHaveLength(1);
  expect(proofs).toHaveLength(10);
});

test("what rolling keys does not serve, or lacks, is refused by name", async () => {
  const { application } = await make({ keyCredentials: [keyOf(signer)] });
  const proof = proofBy(signer, application);
  const saml = { keyCredential: keyOf(other, { usage: "Sign" }), proof };
  expect((await post(`${application}/addKey`, saml)).statusCode).toBe(501);
  const bodies = [{ proof }, { keyCredential: keyOf(other) }, { keyCredential: {}, proof }];
  for (const body of bodies) {
    expect((await post(`${application}/addKey`, body)).statusCode).toBe(400);
  }
  expect((await post(`${application}/removeKey`, { proof })).statusCode).toBe(400);
});

test("an application rolls its own keys without any permission, and no other's", async () => {
  const token = await fixture.appToken();
  const own = `applications/${fixture.applicationObjectId}`;
  await patch(own, { keyCredentials: [keyOf(signer)] });
  const added = await post(
    `${own}/addKey`,
    { keyCredential: keyOf(other), proof: proofBy(signer, own) },
    token,
  );
  expect(added.statusCode).toBe(200);
  const { application } = await make({ keyCredentials: [keyOf(signer)] });
  const elsewhere = { keyCredential: keyOf(other), proof: proofBy(signer, application) };
  expect((await post(`${application}/addKey`, elsewhere, token)).statusCode).toBe(403);
  const password = await post(`${own}/addPassword`, {}, token);
  expect(password.statusCode).toBe(403);
});

test("a secret that ends before it starts, or has too long a name, is refused", async () => {
  const { application } = await make();
  const bodies = [
    { startDateTime: "2026-06-01T00:00:00Z", endDateTime: "2026-05-01T00:00:00Z" },
    { displayName: "x".repeat(257) },
    { endDateTime: "tomorrow" },
    { customKeyIdentifier: "bWluZQ==" },
    { secretText: "mine" },
  ];
  for (const passwordCredential of bodies) {
    const answer = await post(`${application}/addPassword`, { passwordCredential });
    expect(answer.statusCode, JSON.stringify(passwordCredential)).toBe(400);
  }
  expect(bodies).toHaveLength(5);
});
