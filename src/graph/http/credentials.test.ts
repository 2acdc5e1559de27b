import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW } from "../../../tests/support/assertion-fixture.ts";
import {
  type CredentialFixture,
  keyOf,
  message,
  openCredentialFixture,
} from "../../../tests/support/credential-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";
import { firstPartyAppIds } from "../../identity/index.ts";

const ELSEWHERE = "99999999-2222-4333-8444-555555555555";
const HOUR_MS = 3_600_000;

let fixture: CredentialFixture;
beforeAll(async () => {
  fixture = await openCredentialFixture();
});
afterAll(() => fixture.close());

describe("the secret of a service principal", () => {
  test("is told once, opens the token endpoint beside the registration's, and ends at once", async () => {
    const { appId, application, principal } = await fixture.make();
    const own = (await fixture.post(`${application}/addPassword`, {})).json();
    const answer = await fixture.post(`${principal}/addPassword`, {
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
    const second = (await fixture.post(`${principal}/addPassword`, {})).json();
    expect((await fixture.read(principal))["passwordCredentials"]).toContainEqual({
      ...shown,
      secretText: null,
    });
    expect((await fixture.read(application))["passwordCredentials"]).toHaveLength(1);
    for (const each of [own, answer.json(), second]) {
      expect(await fixture.bySecret(appId, each.secretText)).toBe(0);
    }
    const removal = { keyId };
    expect((await fixture.post(`${principal}/removePassword`, removal)).statusCode).toBe(204);
    expect(await fixture.bySecret(appId, secretText)).toBe(7000215);
    expect(await fixture.bySecret(appId, second.secretText)).toBe(0);
    expect((await fixture.post(`${principal}/removePassword`, removal)).statusCode).toBe(400);
    const wrongOwner = await fixture.post(`${application}/removePassword`, { keyId: second.keyId });
    expect(wrongOwner.json()).toMatchObject(message("No credential found"));
  });

  test("expires", async () => {
    const { appId, principal } = await fixture.make();
    const { secretText } = (
      await fixture.post(`${principal}/addPassword`, {
        passwordCredential: {
          startDateTime: "2025-01-01T00:00:00Z",
          endDateTime: "2026-01-01T00:00:00Z",
        },
      })
    ).json();
    expect(await fixture.bySecret(appId, secretText)).toBe(7000222);
    expect(await fixture.bySecret(appId, `${secretText}x`)).toBe(7000215);
  });

  test("proves the client at both versions, for an application and for its users", async () => {
    const { tenantId, identity } = fixture;
    const { appId, principal } = await fixture.make();
    const { secretText } = (await fixture.post(`${principal}/addPassword`, {})).json();
    const resourceAppId = firstPartyAppIds.microsoftGraph;
    const scopes = ["User.Read", "offline_access"];
    await identity.grantDelegated({ tenantId, clientAppId: appId, resourceAppId, scopes });
    const scope = "https://graph.microsoft.com/User.Read offline_access";
    let held = "";
    const ask = async (secret: string) => {
      const fields = { client_id: appId, client_secret: secret };
      const basic = Buffer.from(`${appId}:${secret}`).toString("base64");
      const byPassword = await fixture.signIn("v2", { fields: { ...fields, scope } });
      const answers = [
        byPassword,
        await fixture.ask("v1", { fields }),
        await fixture.ask("v2", {
          fields: { client_id: undefined, client_secret: undefined },
          headers: { authorization: `Basic ${basic}` },
        }),
        await fixture.renew("v2", { fields: { ...fields, scope, refresh_token: held } }),
      ];
      held = byPassword.json().refresh_token ?? held;
      return answers.map((answer) => answer.json().error_codes?.[0] ?? 0);
    };
    // The first time there is no refresh token yet.
    expect((await ask(secretText)).slice(0, 3)).toEqual([0, 0, 0]);
    expect(await ask(secretText)).toEqual([0, 0, 0, 0]);
    expect(await ask(`${secretText}x`)).toEqual(Array(4).fill(7000215));
  });

  test("works in its tenant alone, and the registration's in every tenant", async () => {
    const { identity } = fixture;
    const { appId, application, principal } = await fixture.make({
      signInAudience: "AzureADMultipleOrgs",
    });
    await identity.createTenant({ id: ELSEWHERE, displayName: "Fabrikam", domains: ["fab.test"] });
    const there = await identity.createServicePrincipal({ tenantId: ELSEWHERE, appId });
    const own = (await fixture.post(`${application}/addPassword`, {})).json().secretText;
    const here = (await fixture.post(`${principal}/addPassword`, {})).json().secretText;
    const elsewhere = await identity.addPassword({
      tenantId: ELSEWHERE,
      servicePrincipalObjectId: there.objectId,
    });
    expect(await fixture.bySecret(appId, own)).toBe(0);
    expect(await fixture.bySecret(appId, own, ELSEWHERE)).toBe(0);
    expect(await fixture.bySecret(appId, here)).toBe(0);
    expect(await fixture.bySecret(appId, here, ELSEWHERE)).toBe(7000215);
    expect(await fixture.bySecret(appId, elsewhere.secretText)).toBe(7000215);
    expect(await fixture.bySecret(appId, elsewhere.secretText, ELSEWHERE)).toBe(0);
  });

  test("goes with the service principal", async () => {
    const { appId, application, principal } = await fixture.make();
    const own = (await fixture.post(`${application}/addPassword`, {})).json().secretText;
    const { secretText } = (await fixture.post(`${principal}/addPassword`, {})).json();
    expect((await fixture.call("DELETE", `/v1.0/${principal}`)).statusCode).toBe(204);
    await fixture.post("servicePrincipals", { appId });
    expect(await fixture.bySecret(appId, secretText)).toBe(7000215);
    expect(await fixture.bySecret(appId, own)).toBe(0);
  });

  test("is not given to Microsoft's own, nor by who may not", async () => {
    const graph = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
    expect((await fixture.post(`${graph}/addPassword`, {})).statusCode).toBe(403);
    const { principal } = await fixture.make();
    const token = await fixture.appToken();
    expect((await fixture.post(`${principal}/addPassword`, {}, token)).statusCode).toBe(403);
    expect((await fixture.post(`${principal}/removePassword`, {}, token)).statusCode).toBe(403);
    expect((await fixture.read(principal))["passwordCredentials"]).toEqual([]);
  });
});

describe.each(["application", "principal"] as const)("lists of credentials of an %s", (kind) => {
  test("keep what they name, and remove the rest", async () => {
    const made = await fixture.make();
    const path = made[kind];
    const kept = (await fixture.post(`${path}/addPassword`, {})).json();
    const gone = (await fixture.post(`${path}/addPassword`, {})).json();
    const before = (await fixture.read(path))["passwordCredentials"] as { keyId: string }[];
    const passwordCredentials = before.filter(({ keyId }) => keyId === kept.keyId);
    expect((await fixture.patch(path, { passwordCredentials })).statusCode).toBe(204);
    expect((await fixture.read(path))["passwordCredentials"]).toEqual(passwordCredentials);
    expect(await fixture.bySecret(made.appId, kept.secretText)).toBe(0);
    expect(await fixture.bySecret(made.appId, gone.secretText)).toBe(7000215);
  });

  test("bring certificates by which the client is proven", async () => {
    const { appId, [kind]: path } = await fixture.make();
    const keyId = "abababab-0000-4000-8000-000000000001";
    const chosen = { keyId, displayName: "laptop", startDateTime: "2026-01-02T00:00:00Z" };
    const keyCredentials = [keyOf(fixture.signer, chosen)];
    expect((await fixture.patch(path, { keyCredentials })).body).toBe("");
    const [shown] = (await fixture.read(path))["keyCredentials"] as {
      customKeyIdentifier: string;
    }[];
    expect(shown).toMatchObject({ ...chosen, key: null, type: "AsymmetricX509Cert" });
    expect(shown?.customKeyIdentifier).toBe(
      new X509Certificate(fixture.signer.certificate).fingerprint.replaceAll(":", ""),
    );
    expect(await fixture.byAssertion(appId, fixture.signer)).toBe(0);
    expect(await fixture.byAssertion(appId, fixture.other)).toBe(700027);
    const pem = Buffer.from(new X509Certificate(fixture.other.certificate).toString()).toString(
      "base64",
    );
    const both = { keyCredentials: [shown, keyOf(fixture.other, { key: pem })] };
    expect((await fixture.patch(path, both)).statusCode).toBe(204);
    expect(await fixture.byAssertion(appId, fixture.other)).toBe(0);
    expect((await fixture.patch(path, { keyCredentials: [shown] })).statusCode).toBe(204);
    expect(await fixture.byAssertion(appId, fixture.other)).toBe(700027);
    expect((await fixture.patch(path, { keyCredentials: [] })).statusCode).toBe(204);
    expect(await fixture.byAssertion(appId, fixture.signer)).toBe(700027);
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
      () => ({ keyCredentials: [keyOf(fixture.signer, { endDateTime: late })] }),
      "end date is invalid",
    ],
    [
      "another identifier",
      () => ({ keyCredentials: [keyOf(fixture.signer, { customKeyIdentifier: "bWluZQ==" })] }),
      "thumbprint",
    ],
    [
      "no certificate",
      () => ({ keyCredentials: [keyOf(fixture.signer, { key: "AAAA" })] }),
      "'keyCredentials'",
    ],
    [
      "no base64",
      () => ({ keyCredentials: [keyOf(fixture.signer, { key: "{}" })] }),
      "'keyCredentials.key'",
    ],
    [
      "the same certificate twice",
      () => ({ keyCredentials: [keyOf(fixture.signer), keyOf(fixture.signer)] }),
      "is there already",
    ],
  ];
  test.each(cases)("with %s are refused, and nothing is changed", async (_, body, text) => {
    const { [kind]: path } = await fixture.make();
    await fixture.post(`${path}/addPassword`, {});
    const before = await fixture.read(path);
    const [shown = {}] = before["passwordCredentials"] ?? [];
    const answer = await fixture.patch(path, body(shown));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject(message(text));
    expect(await fixture.read(path)).toEqual(before);
  });
});

test("a registration with a bad certificate is not made at all", async () => {
  const answer = await fixture.post("applications", {
    displayName: "never",
    keyCredentials: [keyOf(fixture.signer, { key: "AAAA" })],
  });
  expect(answer.statusCode).toBe(400);
  const found = await fixture.get("/v1.0/applications?$filter=displayName eq 'never'");
  expect(found.json().value).toEqual([]);
});

test("a secret that ends before it starts, or has too long a name, is refused", async () => {
  const { application } = await fixture.make();
  const bodies = [
    { startDateTime: "2026-06-01T00:00:00Z", endDateTime: "2026-05-01T00:00:00Z" },
    { displayName: "x".repeat(257) },
    { endDateTime: "tomorrow" },
    { customKeyIdentifier: "bWluZQ==" },
    { secretText: "mine" },
  ];
  for (const passwordCredential of bodies) {
    const answer = await fixture.post(`${application}/addPassword`, { passwordCredential });
    expect(answer.statusCode, JSON.stringify(passwordCredential)).toBe(400);
  }
  expect(bodies).toHaveLength(5);
});
