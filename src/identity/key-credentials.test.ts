import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type IdentityFixture, openIdentityFixture } from "../../tests/support/identity-fixture.ts";
import { limits, systemIds } from "../base/index.ts";
import { issueSelfSigned } from "../http/index.ts";

const HOUR_MS = 3_600_000;

let fixture: IdentityFixture;

beforeEach(async () => {
  fixture = await openIdentityFixture();
});

afterEach(() => fixture.close());

const place = () => ({
  tenantId: fixture.tenantId,
  applicationObjectId: fixture.applicationObjectId,
});

const certificate = (fromHours = -1, untilHours = 1, modulusLength = 2_048): Promise<Buffer> => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength });
  const now = fixture.clock.now();
  return issueSelfSigned(
    privateKey,
    "application",
    { fromMs: now + fromHours * HOUR_MS, untilMs: now + untilHours * HOUR_MS },
    systemIds,
  );
};

test("a certificate is known by its thumbprints and its own lifetime, from DER or PEM", async () => {
  const der = await certificate();
  const pem = new X509Certificate(der);
  const added = await fixture.identity.addKeyCredential({
    ...place(),
    certificate: `${"-----BEGIN NOTHING-----\n-----END NOTHING-----\n"}${pem.toString()}`,
    displayName: "laptop",
  });
  const hex = (thumbprint: string): string => Buffer.from(thumbprint, "base64url").toString("hex");
  const plain = (fingerprint: string): string => fingerprint.replaceAll(":", "").toLowerCase();
  expect(hex(added.thumbprintSha1)).toBe(plain(pem.fingerprint));
  expect(hex(added.thumbprintSha256)).toBe(plain(pem.fingerprint256));
  expect(added).toMatchObject({
    displayName: "laptop",
    startsAt: Math.floor((fixture.clock.now() - HOUR_MS) / 1000) * 1000,
    endsAt: Math.floor((fixture.clock.now() + HOUR_MS) / 1000) * 1000,
  });
  const stored = await fixture.directory.read.keyCredentials.listAll([fixture.applicationObjectId]);
  expect(stored).toEqual([
    {
      ...added,
      ownerObjectId: fixture.applicationObjectId,
      certificateBase64: der.toString("base64"),
    },
  ]);
});

describe("a certificate is refused", () => {
  const refused = async (given: string | Uint8Array, code: string): Promise<void> => {
    const adding = fixture.identity.addKeyCredential({ ...place(), certificate: given });
    await expect(adding).rejects.toMatchObject({ code });
  };

  test("that is none, or too long to be one", async () => {
    await refused("secret", "identity/certificate-malformed");
    await refused(Buffer.alloc(20_000), "identity/certificate-malformed");
  });

  test("whose key is too short", async () => {
    await refused(await certificate(-1, 1, 1_024), "identity/certificate-unsupported");
  });

  test("that has expired", async () => {
    await refused(await certificate(-2, -1), "identity/credential-lifetime");
  });

  test("that the application has already", async () => {
    const der = await certificate();
    await fixture.identity.addKeyCredential({ ...place(), certificate: der });
    await refused(der, "identity/credential-exists");
  });

  test("of an application of another tenant", async () => {
    const adding = fixture.identity.addKeyCredential({
      ...place(),
      tenantId: "99999999-2222-4333-8444-555555555555",
      certificate: await certificate(),
    });
    await expect(adding).rejects.toMatchObject({ code: "identity/application-not-found" });
  });
});

test("a removed certificate is gone, and cannot be removed again", async () => {
  const { identity, directory, applicationObjectId } = fixture;
  const { keyId } = await identity.addKeyCredential({
    ...place(),
    certificate: await certificate(),
  });
  await identity.removeKeyCredential({ ...place(), keyId });
  expect(await directory.read.keyCredentials.listAll([applicationObjectId])).toEqual([]);
  await expect(identity.removeKeyCredential({ ...place(), keyId })).rejects.toMatchObject({
    code: "identity/credential-not-found",
  });
});

describe("federated credentials", () => {
  const draft = (over: object = {}) => ({
    ...place(),
    name: "ci",
    issuer: "https://token.actions.test",
    subject: "repo:contoso/app:ref:refs/heads/main",
    ...over,
  });

  test("are kept with the default audience, and can be removed", async () => {
    const { identity, directory, applicationObjectId } = fixture;
    const { id, ...added } = await identity.addFederatedCredential(draft());
    expect(added).toEqual({
      name: "ci",
      issuer: "https://token.actions.test",
      subject: "repo:contoso/app:ref:refs/heads/main",
      audiences: ["api://AzureADTokenExchange"],
      description: undefined,
    });
    expect(await directory.read.federatedCredentials.list(applicationObjectId)).toEqual([
      { id, ...added, applicationObjectId, createdAt: fixture.clock.now() },
    ]);
    await identity.removeFederatedCredential({ ...place(), id });
    await expect(identity.removeFederatedCredential({ ...place(), id })).rejects.toMatchObject({
      code: "identity/credential-not-found",
    });
  });

  const refusals: readonly [string, object, string][] = [
    ["no name", { name: "" }, "federated-credential-malformed"],
    ["an endless subject", { subject: "x".repeat(601) }, "federated-credential-malformed"],
    ["two audiences", { audiences: ["a", "b"] }, "federated-credential-malformed"],
    ["no audience", { audiences: [] }, "federated-credential-malformed"],
    ["an issuer that is no URL", { issuer: "kubernetes" }, "federated-credential-malformed"],
    ["an issuer with a query", { issuer: "https://a.test/?b" }, "federated-credential-malformed"],
    ["plain http elsewhere", { issuer: "http://a.test" }, "federated-issuer-insecure"],
    ["http at 0.0.0.0", { issuer: "http://0.0.0.0" }, "federated-issuer-insecure"],
    ["loopback as a mere part", { issuer: "http://localhost.a.test" }, "federated-issuer-insecure"],
    ["a password in the URL", { issuer: "https://a:b@c.test" }, "federated-issuer-insecure"],
    ["a file", { issuer: "file:///etc" }, "federated-issuer-insecure"],
  ];

  test.each(refusals)("with %s are refused", async (_, over, code) => {
    await expect(fixture.identity.addFederatedCredential(draft(over))).rejects.toMatchObject({
      code: `identity/${code}`,
    });
  });

  test.each([
    "http://localhost:9000",
    "http://127.0.0.1/k8s",
    "http://[::1]:1",
    "https://10.0.0.1",
  ])("may name %s", async (issuer) => {
    const added = await fixture.identity.addFederatedCredential(draft({ issuer }));
    expect(added.issuer).toBe(issuer);
  });

  test("are unique by name and by issuer with subject, and there are no more than twenty", async () => {
    const add = (over: object) => fixture.identity.addFederatedCredential(draft(over));
    await add({});
    const taken = { code: "identity/credential-exists" };
    await expect(add({ subject: "other" })).rejects.toMatchObject(taken);
    await expect(add({ name: "other" })).rejects.toMatchObject(taken);
    for (let n = 1; n < limits.identity.federatedCredentialsPerApplicationMax; n += 1) {
      await add({ name: `n${n}`, subject: `s${n}` });
    }
    await expect(add({ name: "last", subject: "last" })).rejects.toMatchObject({
      code: "identity/credentials-too-many",
    });
  });
});
