import { createHash, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { standingClock } from "../../../tests/support/identity-fixture.ts";
import { systemIds } from "../../base/index.ts";
import { type Directory, openDirectory } from "../../storage/index.ts";
import { type KeyRing, openKeyRing } from "./key-ring.ts";

const clock = standingClock();
let directory: Directory;
let ring: KeyRing;

beforeAll(async () => {
  directory = await openDirectory(":memory:");
  ring = await openKeyRing(directory, clock, systemIds);
});

afterAll(() => directory.close());

test("the key is published in a certificate that it signed itself", () => {
  const [key] = ring.published();
  const certificate = new X509Certificate(Buffer.from(key?.certificateBase64 ?? "", "base64"));
  expect(certificate.subject).toBe("CN=Lazurite token signing");
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.publicKey.export({ format: "jwk" })).toMatchObject({ n: key?.n, e: key?.e });
  expect(Date.parse(certificate.validFrom)).toBeLessThan(clock.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(clock.now());
});

test("kid is the SHA-1 of the certificate", () => {
  const [key] = ring.published();
  const certificate = Buffer.from(key?.certificateBase64 ?? "", "base64");
  expect(key?.kid).toBe(createHash("sha1").update(certificate).digest("base64url"));
});

test("a later start signs with the same key", async () => {
  const again = await openKeyRing(directory, clock, systemIds);
  expect(again.published().map(({ kid }) => kid)).toEqual(ring.published().map(({ kid }) => kid));
});

test("the header of a v1.0 token has x5t, that of a v2.0 token has not", async () => {
  const headerOf = (token: string): unknown =>
    JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
  const kid = ring.published()[0]?.kid;
  expect(headerOf(await ring.sign({}, true))).toEqual({ typ: "JWT", alg: "RS256", kid, x5t: kid });
  expect(headerOf(await ring.sign({}, false))).toEqual({ typ: "JWT", alg: "RS256", kid });
});

test("after a rotation the new key signs and the retired one still verifies", async () => {
  const store = await openDirectory(":memory:");
  const first = await openKeyRing(store, clock, systemIds);
  const [old] = await store.read.signingKeys.list();
  if (old === undefined) throw new Error("no key was stored");
  const rotated = await openDirectory(":memory:");
  await rotated.write((repositories) =>
    repositories.signingKeys.insert({ ...old, retiredAt: clock.now() }),
  );
  const second = await openKeyRing(rotated, clock, systemIds);
  expect(second.published()).toHaveLength(2);
  expect(second.published()[0]?.kid).not.toBe(old.kid);
  expect(second.publicKey(old.kid)?.equals(first.publicKey(old.kid) as never)).toBe(true);
  await store.close();
  await rotated.close();
});
