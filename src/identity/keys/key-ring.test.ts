import { createHash, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type StandingClock, standingClock } from "../../../tests/support/identity-fixture.ts";
import { limits, systemIds } from "../../base/index.ts";
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

const DAY_MS = 86_400_000;

/** A ring of its own, with a clock of its own. */
async function ringOf(store: Directory, now: StandingClock): Promise<KeyRing> {
  return await openKeyRing(store, now, systemIds);
}

async function own(): Promise<{ store: Directory; now: StandingClock; keys: KeyRing }> {
  const store = await openDirectory(":memory:");
  onTestFinished(() => store.close());
  const now = standingClock();
  return { store, now, keys: await ringOf(store, now) };
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
const states = (keys: KeyRing): readonly string[] => keys.places().map(({ state }) => state);

test("a new key is published for a day before it signs", async () => {
  const { now, keys } = await own();
  const old = keys.published()[0]?.kid;
  const generation = keys.generation();
  const [, next] = await keys.rotate({ isImmediate: false });
  expect(states(keys)).toEqual(["signing", "next"]);
  expect(next?.signsFrom).toBe(now.now() + DAY_MS);
  expect(keys.generation()).toBeGreaterThan(generation);
  now.move(DAY_MS - 1);
  expect(kidOf(await keys.sign({}, false))).toBe(old);
  now.move(1);
  expect(kidOf(await keys.sign({}, false))).toBe(next?.kid);
  expect(states(keys)).toEqual(["signing", "retired"]);
});

test("a key that signed is accepted until its last token is over, then no longer", async () => {
  const { now, keys } = await own();
  const token = await keys.sign({}, false);
  await keys.rotate({ isImmediate: true });
  expect(kidOf(await keys.sign({}, false))).not.toBe(kidOf(token));
  now.move(DAY_MS + 300_000 - 1);
  expect(keys.publicKey(kidOf(token))).toBeDefined();
  const generation = keys.generation();
  now.move(1);
  expect(keys.publicKey(kidOf(token))).toBeUndefined();
  expect(keys.published()).toHaveLength(1);
  expect(keys.generation()).toBeGreaterThan(generation);
});

test("while a key waits, another is refused, and an immediate rotation lets it sign", async () => {
  const { now, keys } = await own();
  const [, next] = await keys.rotate({ isImmediate: false });
  await expect(keys.rotate({ isImmediate: false })).rejects.toMatchObject({
    code: "identity/rotation-pending",
    facts: { kid: next?.kid, signsFrom: new Date(now.now() + DAY_MS).toISOString() },
  });
  const [signing, ...others] = await keys.rotate({ isImmediate: true });
  expect(signing).toMatchObject({ kid: next?.kid, state: "signing", signsFrom: now.now() });
  expect(others).toHaveLength(1);
});

test("two rotations at once are made one after the other", async () => {
  const { keys } = await own();
  const answers = await Promise.allSettled([
    keys.rotate({ isImmediate: false }),
    keys.rotate({ isImmediate: false }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("a restart goes on with the rotation where it stood, and dropped keys are deleted", async () => {
  const { store, now, keys } = await own();
  await keys.rotate({ isImmediate: true });
  await keys.rotate({ isImmediate: false });
  expect((await ringOf(store, now)).places()).toEqual(keys.places());
  now.move(2 * DAY_MS);
  const later = await ringOf(store, now);
  expect(states(later)).toEqual(["signing", "retired"]);
  await later.rotate({ isImmediate: false });
  expect(await store.read.signingKeys.list()).toHaveLength(3);
});

test("a clock that was set back leaves a key that signs, and rotations their meaning", async () => {
  const { store, now, keys } = await own();
  await keys.rotate({ isImmediate: true });
  now.move(-10 * DAY_MS);
  const earlier = await ringOf(store, now);
  expect(states(earlier)).toEqual(["signing", "next"]);
  const before = earlier.published().map(({ kid }) => kid);
  await earlier.rotate({ isImmediate: true });
  await earlier.rotate({ isImmediate: true });
  expect(states(earlier)).toEqual(["signing", "retired", "retired"]);
  expect(before).not.toContain(earlier.published()[0]?.kid);
});

test("keys are rotated up to a bound", { timeout: 120_000 }, async () => {
  const { store, now, keys } = await own();
  const [first] = await store.read.signingKeys.list();
  if (first === undefined) throw new Error("no key was stored");
  await store.write(async ({ signingKeys }) => {
    for (let at = 1; at < limits.identity.signingKeysMax; at += 1) {
      await signingKeys.insert({ ...first, kid: `copy-${at}`, signsFrom: now.now() });
    }
  });
  const full = await ringOf(store, now);
  expect(full.published()).toHaveLength(limits.identity.signingKeysMax);
  await expect(full.rotate({ isImmediate: true })).rejects.toMatchObject({
    code: "identity/signing-keys-too-many",
  });
  expect(keys.published()).toHaveLength(1);
});
