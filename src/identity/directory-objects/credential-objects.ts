import { type Directory, groupRows } from "../../storage/index.ts";

/** A client secret as it may be shown: without its text. Times in ms since 1970. */
export interface PasswordObject {
  readonly keyId: string;
  readonly displayName: string | undefined;
  readonly hint: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A certificate. Times in ms since 1970. */
export interface KeyObject {
  readonly keyId: string;
  readonly displayName: string | undefined;
  /** SHA-1 of the DER, base64url. */
  readonly thumbprintSha1: string;
  /** DER, base64. */
  readonly certificateBase64: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The secrets and certificates of one owner. */
export interface CredentialObjects {
  readonly passwords: readonly PasswordObject[];
  readonly keys: readonly KeyObject[];
}

/** Those of several owners, read at once, by object id. */
export async function loadCredentials(
  { passwordCredentials, keyCredentials }: Directory["read"],
  ownerObjectIds: readonly string[],
): Promise<(ownerObjectId: string) => CredentialObjects> {
  if (ownerObjectIds.length === 0) return () => ({ passwords: [], keys: [] });
  const passwords = await passwordCredentials.listAll(ownerObjectIds);
  const keys = await keyCredentials.listAll(ownerObjectIds);
  const passwordsOf = groupRows(passwords, (one) => one.ownerObjectId);
  const keysOf = groupRows(keys, (one) => one.ownerObjectId);
  return (id) => ({
    passwords: (passwordsOf.get(id) ?? []).map(shown),
    keys: keysOf.get(id) ?? [],
  });
}

function shown({ keyId, displayName, hint, startsAt, endsAt }: PasswordObject): PasswordObject {
  return { keyId, displayName, hint, startsAt, endsAt };
}
