import type { Directory, RegistrationDetails } from "../../storage/index.ts";
import { type ObjectSet, storedObjects } from "./object-set.ts";

type ApplicationRow = NonNullable<Awaited<ReturnType<Directory["read"]["applications"]["find"]>>>;

/** A client secret as it may be shown: without its text. Times in ms since 1970. */
export interface PasswordObject {
  readonly keyId: string;
  readonly displayName: string | undefined;
  readonly hint: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A certificate of an application. Times in ms since 1970. */
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

/** A registration with its credentials, none of which it tells. */
export interface ApplicationObject extends ApplicationRow {
  readonly details: RegistrationDetails;
  readonly passwords: readonly PasswordObject[];
  readonly keys: readonly KeyObject[];
  /** Clients that it trusts without consent, with ids of its permissions. */
  readonly preAuthorized: readonly {
    readonly clientAppId: string;
    readonly permissionIds: readonly string[];
  }[];
}

export function applicationObjects(
  directory: Directory,
): ObjectSet<ApplicationObject, "applications"> {
  return storedObjects(directory, "applications", async (tenantId, objectId) => {
    const { applications, passwordCredentials, keyCredentials } = directory.read;
    const row = await applications.find(objectId);
    if (row === undefined || row.tenantId !== tenantId) return undefined;
    const passwords = await passwordCredentials.list(objectId);
    return {
      ...row,
      details: await directory.read.registrations.details(objectId),
      passwords: passwords.map(({ keyId, displayName, hint, startsAt, endsAt }) => ({
        keyId,
        displayName,
        hint,
        startsAt,
        endsAt,
      })),
      preAuthorized: await directory.read.delegatedGrants.listPreAuthorizedBy(objectId),
      keys: await keyCredentials.list(objectId),
    };
  });
}
