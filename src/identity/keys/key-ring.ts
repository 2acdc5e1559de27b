import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { Clock, Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
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

/**
 * The token signing keys: the newest that is not retired signs, all that are stored verify and
 * are published, so that a rotation breaks no token that is still alive.
 */
export interface KeyRing {
  /** Moves when the set of keys changes: what was verified before must be verified again. */
  generation(): number;
  published(): readonly PublishedKey[];
  publicKey(kid: string): KeyObject | undefined;
  /** Signs a claims set as a compact JWS; `isVersion1` adds the header's `x5t`. */
  sign(claims: object, isVersion1: boolean): Promise<string>;
}

interface LoadedKey extends PublishedKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Header and its dot, base64url, ready to stand before a payload. */
  readonly headerV1: string;
  readonly headerV2: string;
}

/** Loads the keys of the directory; the first start makes one. */
export async function openKeyRing(directory: Directory, clock: Clock, ids: Ids): Promise<KeyRing> {
  const keys = (await storedKeys(directory, clock, ids)).map(load);
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  const signing = keys[0];
  if (signing === undefined) throw new Error("there is no signing key");
  return {
    generation: () => 0,
    published: () => keys,
    publicKey: (kid) => byKid.get(kid)?.publicKey,
    sign: (claims, isVersion1) =>
      signWith(
        signing.privateKey,
        (isVersion1 ? signing.headerV1 : signing.headerV2) + base64url(claims),
      ),
  };
}

/** Signing keys first, newest first; then the retired ones. */
async function storedKeys(
  directory: Directory,
  clock: Clock,
  ids: Ids,
): Promise<readonly StoredSigningKey[]> {
  const stored = await directory.read.signingKeys.list();
  const active = stored.filter((key) => key.retiredAt === undefined);
  const retired = stored.filter((key) => key.retiredAt !== undefined);
  if (active.length > 0) return [...active, ...retired];
  const made = await makeSigningKey(clock, ids);
  await directory.write((repositories) => repositories.signingKeys.insert(made));
  return [made, ...retired];
}

function load(stored: StoredSigningKey): LoadedKey {
  const privateKey = createPrivateKey(stored.privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  const { kid, certificateBase64 } = stored;
  const header = { typ: "JWT", alg: "RS256", kid };
  return {
    kid,
    n,
    e,
    certificateBase64,
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
