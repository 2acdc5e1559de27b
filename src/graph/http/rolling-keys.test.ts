import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW } from "../../../tests/support/assertion-fixture.ts";
import { type Signer, signJwt } from "../../../tests/support/assertions.ts";
import {
  type CredentialFixture,
  keyOf,
  message,
  openCredentialFixture,
} from "../../../tests/support/credential-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";

let fixture: CredentialFixture;
beforeAll(async () => {
  fixture = await openCredentialFixture();
});
afterAll(() => fixture.close());

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

describe.each(["application", "principal"] as const)("keys of an %s that roll", (kind) => {
  test("are added and removed by who has one of them", async () => {
    const { appId, [kind]: path } = await fixture.make();
    await fixture.patch(path, { keyCredentials: [keyOf(fixture.signer)] });
    const [old] = (await fixture.read(path))["keyCredentials"] as { keyId: string }[];
    const proof = proofBy(fixture.signer, path);
    const added = await fixture.post(`${path}/addKey`, {
      keyCredential: keyOf(fixture.other),
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
    expect(await fixture.byAssertion(appId, fixture.other)).toBe(0);
    const graph = { aud: "00000003-0000-0000-c000-000000000000" };
    const removal = { keyId: old?.keyId, proof: proofBy(fixture.other, path, graph) };
    expect((await fixture.post(`${path}/removeKey`, removal)).statusCode).toBe(204);
    expect(await fixture.byAssertion(appId, fixture.signer)).toBe(700027);
    expect(await fixture.byAssertion(appId, fixture.other)).toBe(0);
  });

  test("are not without a valid certificate", async () => {
    const { [kind]: path } = await fixture.make();
    const body = { keyCredential: keyOf(fixture.signer), proof: proofBy(fixture.signer, path) };
    const answer = await fixture.post(`${path}/addKey`, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject(message("no valid certificate"));
  });
});

test("a proof by another key, for another object, too old or too long proves nothing", async () => {
  const { application } = await fixture.make({ keyCredentials: [keyOf(fixture.signer)] });
  const proofs = [
    "none",
    proofBy(fixture.other, application),
    proofBy(fixture.signer, `applications/${fixture.applicationObjectId}`),
    proofBy(fixture.signer, application, { aud: "https://graph.microsoft.com" }),
    proofBy(fixture.signer, application, { exp: NOW + 601 }),
    proofBy(fixture.signer, application, { nbf: undefined }),
    proofBy(fixture.signer, application, { exp: undefined }),
    proofBy(fixture.signer, application, { nbf: NOW - 1_600, exp: NOW - 1_000 }),
    proofBy(fixture.signer, application, { nbf: NOW + 1_000, exp: NOW + 1_600 }),
    `${proofBy(fixture.signer, application).slice(0, -4)}AAAA`,
  ];
  const [key] = (await fixture.read(application))["keyCredentials"] as { keyId: string }[];
  for (const proof of proofs) {
    const added = await fixture.post(`${application}/addKey`, {
      keyCredential: keyOf(fixture.other),
      proof,
    });
    const removed = await fixture.post(`${application}/removeKey`, { keyId: key?.keyId, proof });
    for (const answer of [added, removed]) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject(
        message("Access Token missing", "Authentication_MissingOrMalformed"),
      );
    }
  }
  expect((await fixture.read(application))["keyCredentials"]).toHaveLength(1);
  expect(proofs).toHaveLength(10);
});

test("what rolling keys does not serve, or lacks, is refused by name", async () => {
  const { application } = await fixture.make({ keyCredentials: [keyOf(fixture.signer)] });
  const proof = proofBy(fixture.signer, application);
  const saml = { keyCredential: keyOf(fixture.other, { usage: "Sign" }), proof };
  expect((await fixture.post(`${application}/addKey`, saml)).statusCode).toBe(501);
  const bodies = [{ proof }, { keyCredential: keyOf(fixture.other) }, { keyCredential: {}, proof }];
  for (const body of bodies) {
    expect((await fixture.post(`${application}/addKey`, body)).statusCode).toBe(400);
  }
  expect((await fixture.post(`${application}/removeKey`, { proof })).statusCode).toBe(400);
});

test("an application rolls its own keys without any permission, and no other's", async () => {
  const token = await fixture.appToken();
  const own = `applications/${fixture.applicationObjectId}`;
  await fixture.patch(own, { keyCredentials: [keyOf(fixture.signer)] });
  const added = await fixture.post(
    `${own}/addKey`,
    { keyCredential: keyOf(fixture.other), proof: proofBy(fixture.signer, own) },
    token,
  );
  expect(added.statusCode).toBe(200);
  const { application } = await fixture.make({ keyCredentials: [keyOf(fixture.signer)] });
  const elsewhere = {
    keyCredential: keyOf(fixture.other),
    proof: proofBy(fixture.signer, application),
  };
  expect((await fixture.post(`${application}/addKey`, elsewhere, token)).statusCode).toBe(403);
  const password = await fixture.post(`${own}/addPassword`, {}, token);
  expect(password.statusCode).toBe(403);
});
