import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { type Clock, Failure, type Ids, limits } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { type KeyPlace, type KeySchedule, scheduleAt } from "./key-schedule.ts";
import { makeSigningKey, type StoredSigningKey } from "./make-signing-key.ts";

/** The public part of a signing key, as key documents publish it. */
export interface PublishedKey {
  readonly kid: string;
  /** Modulus and exponent, base64url. */
  readonly n: string;
  readonly e: string;
  /** DER, base64. */
  readonly certificateBase64: string;
}

/** How soon a new key is to sign. */
export interface RotationRequest {
  /** At once, although who keeps the published keys does not know it yet. */
  readonly isImmediate: boolean;
}

/**
 * The token signing keys. One signs; all that are published verify: the one that signs next, so
 * that everybody knows it in time, and those that signed, until their last token is over.
 */
export interface KeyRing {
  /** Moves when the set of keys changes: what was verified before must be verified again. */
  generation(): number;
  /** The key that signs comes first. */
  published(): readonly PublishedKey[];
  publicKey(kid: string): KeyObject | undefined;
  /** Signs a claims set as a compact JWS; `isVersion1` adds the header's `x5t`. */
  sign(claims: object, isVersion1: boolean): Promise<string>;
  /** The rotation as it stands, in the order of `published`. */
  places(): readonly KeyPlace[];
  /**
   * Makes a key that signs after a day, in which everybody who asks daily learns it, or at once.
   * With a key that waits already, an immediate rotation lets that one sign.
   *
   * @throws {Failure} `identity/rotation-pending` (facts: `kid`, `signsFrom`),
   * `identity/signing-keys-too-many` (fact: `max`).
   */
  rotate(request: RotationRequest): Promise<readonly KeyPlace[]>;
}

interface LoadedKey extends PublishedKey {
  readonly createdAt: number;
  readonly signsFrom: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Header and its dot, base64url, ready to stand before a payload. */
  readonly headerV1: string;
  readonly headerV2: string;
}

/** The keys at a moment, ready for use. */
interface View {
  readonly schedule: KeySchedule;
  readonly signing: LoadedKey;
  readonly published: readonly LoadedKey[];
  readonly byKid: ReadonlyMap<string, LoadedKey>;
}

/** Loads the keys of the directory; the first start makes one. */
export async function openKeyRing(directory: Directory, clock: Clock, ids: Ids): Promise<KeyRing> {
  let keys = (await storedKeys(directory, clock, ids)).map(load);
  let view = viewAt(keys, clock.now());
  let generation = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    view = viewAt(keys, clock.now());
    generation += 1;
  };
  const current = (): View => {
    if (clock.now() >= view.schedule.changesAt) look();
    return view;
  };
  const rotate = async (request: RotationRequest): Promise<readonly KeyPlace[]> => {
    const { kid, signsFrom, made } = await plan(current().schedule.places, request, clock, ids);
    const gone = keys.filter((key) => !view.byKid.has(key.kid)).map((key) => key.kid);
    await directory.write(async ({ signingKeys }) => {
      await signingKeys.remove(gone);
      if (made !== undefined) await signingKeys.insert(made);
      await signingKeys.takeOver(kid, signsFrom);
    });
    keys = (await directory.read.signingKeys.list()).map(load);
    look();
    return view.schedule.places;
  };
  return {
    generation: () => {
      current();
      return generation;
    },
    published: () => current().published,
    publicKey: (kid) => current().byKid.get(kid)?.publicKey,
    sign: (claims, isVersion1) => {
      const { signing } = current();
      const header = isVersion1 ? signing.headerV1 : signing.headerV2;
      return signWith(signing.privateKey, header + base64url(claims));
    },
    places: () => current().schedule.places,
    rotate: (request) => {
      const mine = turn.then(() => rotate(request));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Which key is to take over, and when; `made` when it is a new one. */
interface KeyChange {
  readonly kid: string;
  readonly signsFrom: number;
  readonly made: StoredSigningKey | undefined;
}

async function plan(
  places: readonly KeyPlace[],
  { isImmediate }: RotationRequest,
  clock: Clock,
  ids: Ids,
): Promise<KeyChange> {
  const pending = places.find(({ state }) => state === "next");
  if (pending !== undefined) {
    if (isImmediate) return { kid: pending.kid, signsFrom: clock.now(), made: undefined };
    throw new Failure("identity/rotation-pending", "a key waits for its turn already", {
      facts: { kid: pending.kid, signsFrom: new Date(pending.signsFrom).toISOString() },
    });
  }
  const { signingKeysMax, signingKeyOverlapSeconds } = limits.identity;
  if (places.length >= signingKeysMax) {
    throw new Failure("identity/signing-keys-too-many", "too many keys are published", {
      facts: { max: String(signingKeysMax) },
    });
  }
  const made = await makeSigningKey(clock, ids);
  const delayMs = isImmediate ? 0 : signingKeyOverlapSeconds * 1_000;
  return { kid: made.kid, signsFrom: clock.now() + delayMs, made };
}

async function storedKeys(
  directory: Directory,
  clock: Clock,
  ids: Ids,
): Promise<readonly StoredSigningKey[]> {
  const stored = await directory.read.signingKeys.list();
  if (stored.length > 0) return stored;
  const made = await makeSigningKey(clock, ids);
  await directory.write((repositories) => repositories.signingKeys.insert(made));
  return [made];
}

function viewAt(keys: readonly LoadedKey[], now: number): View {
  const schedule = scheduleAt(keys, now);
  const published = schedule.places.flatMap(({ kid }) => keys.find((key) => key.kid === kid) ?? []);
  const [signing] = published;
  if (signing === undefined) throw new Error("there is no signing key");
  return {
    schedule,
    signing,
    published,
    byKid: new Map(published.map((key) => [key.kid, key])),
  };
}

function load(stored: StoredSigningKey): LoadedKey {
  const privateKey = createPrivateKey(stored.privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  const { kid, certificateBase64, createdAt, signsFrom } = stored;
  const header = { typ: "JWT", alg: "RS256", kid };
  return {
    kid,
    n,
    e,
    certificateBase64,
    createdAt,
    signsFrom,
    privateKey,
    publicKey,
    headerV1: `${base64url({ ...header, x5t: kid })}.`,
    headerV2: `${base64url(header)}.`,
  };
}

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value), "utf8").toString("base64url");

/** Signs on the thread pool, so that the event loop goes on while the key is at work. */
function signWith(privateKey: KeyObject, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    sign("sha256", Buffer.from(text, "latin1"), privateKey, (error, signature) => {
      if (error === null) resolve(`${text}.${signature.toString("base64url")}`);
      else reject(error);
    });
  });
}
