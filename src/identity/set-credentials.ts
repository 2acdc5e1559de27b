import { Failure } from "../base/index.ts";
import type { CredentialOwner, Repositories } from "../storage/index.ts";
import {
  derOf,
  insertKey,
  isThumbprint,
  type KeyText,
  type ReadKey,
  readKey,
} from "./key-credentials.ts";
import type { DirectoryDependencies } from "./tenants.ts";

/** What a new row gets besides what is said of it. */
type Making = Pick<DirectoryDependencies, "clock" | "ids">;

/** What a list says of a secret or a certificate; times in ms since 1970. */
export interface CredentialText {
  readonly keyId?: string;
  readonly displayName?: string;
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** Of a secret: its beginning. */
  readonly hint?: string;
}

/** A certificate that is there already, or a new one with its DER or PEM. */
export type KeyEntry = CredentialText & Partial<KeyText>;

/** Whole lists: what one leaves out is removed, and a list that is not there stays as it was. */
export interface CredentialLists {
  readonly passwords?: readonly CredentialText[];
  readonly keys?: readonly KeyEntry[];
}

/**
 * Makes the credentials of an owner those of lists, within a write. What is there already may be
 * named, and not be said to be otherwise; a new secret only comes from `addPassword`.
 *
 * @throws {Failure} `identity/password-brought`, `identity/credential-fixed` (fact: `keyId`), and
 * those of `readKey` and `insertKey`.
 */
export async function setCredentials(
  repositories: Repositories,
  making: Making,
  owner: CredentialOwner,
  { passwords, keys }: CredentialLists,
): Promise<void> {
  if (passwords !== undefined) await keepPasswords(repositories, owner.objectId, passwords);
  if (keys === undefined) return;
  const fresh = await keepKeys(repositories, owner.objectId, keys, making);
  for (const key of fresh) await insertKey(repositories, owner, key);
}

async function keepPasswords(
  { passwordCredentials }: Repositories,
  ownerId: string,
  said: readonly CredentialText[],
): Promise<void> {
  const present = await passwordCredentials.listAll([ownerId]);
  for (const entry of said) {
    const known = present.find(({ keyId }) => keyId === entry.keyId?.toLowerCase());
    if (known === undefined) {
      throw new Failure("identity/password-brought", "a new secret is made here, not brought");
    }
    requireSame(known, entry);
  }
  for (const { keyId } of unnamed(present, said)) await passwordCredentials.remove(ownerId, keyId);
}

/** Removes what is not named; gives what is new. */
async function keepKeys(
  { keyCredentials }: Repositories,
  ownerId: string,
  said: readonly KeyEntry[],
  making: Making,
): Promise<readonly ReadKey[]> {
  const present = await keyCredentials.listAll([ownerId]);
  const fresh: ReadKey[] = [];
  for (const entry of said) {
    const known = present.find(({ keyId }) => keyId === entry.keyId?.toLowerCase());
    const { certificate, customKeyIdentifier } = entry;
    if (known === undefined) {
      fresh.push(readKey(making, { ...entry, certificate: certificate ?? "" }));
      continue;
    }
    requireSame(known, entry);
    const sha1 = Buffer.from(known.thumbprintSha1, "base64url");
    const isSame =
      (certificate === undefined || derOf(certificate) === known.certificateBase64) &&
      (customKeyIdentifier === undefined || isThumbprint(customKeyIdentifier, sha1));
    if (!isSame) throw fixed(known.keyId);
  }
  for (const { keyId } of unnamed(present, said)) await keyCredentials.remove(ownerId, keyId);
  return fresh;
}

function unnamed<Row extends { readonly keyId: string }>(
  present: readonly Row[],
  said: readonly CredentialText[],
): readonly Row[] {
  const named = new Set(said.map(({ keyId }) => keyId?.toLowerCase()));
  return present.filter(({ keyId }) => !named.has(keyId));
}

/** Moments are shown in whole seconds, so what was read may come back without the rest. */
function requireSame(
  known: Required<Pick<CredentialText, "keyId" | "startsAt" | "endsAt">> & {
    readonly displayName: string | undefined;
    readonly hint?: string;
  },
  { displayName, startsAt, endsAt, hint }: CredentialText,
): void {
  const second = (ms: number): number => Math.floor(ms / 1000);
  const isSame =
    (displayName === undefined || displayName === known.displayName) &&
    (hint === undefined || hint === known.hint) &&
    (startsAt === undefined || second(startsAt) === second(known.startsAt)) &&
    (endsAt === undefined || second(endsAt) === second(known.endsAt));
  if (!isSame) throw fixed(known.keyId);
}

function fixed(keyId: string): Failure {
  return new Failure("identity/credential-fixed", "a credential is not changed but removed", {
    facts: { keyId },
  });
}
