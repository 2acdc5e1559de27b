import { type Directory, groupRows, type RegistrationDetails } from "../../storage/index.ts";
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
  return storedObjects(
    directory,
    "applications",
    (tenantId, ids) => loadApplications(directory, tenantId, ids),
    ({ objectId }) => objectId,
  );
}

/** What stands in several tables, each of which is read once for all of them. */
async function loadApplications(
  { read }: Directory,
  tenantId: string,
  objectIds: readonly string[],
): Promise<readonly ApplicationObject[]> {
  const all = await read.applications.findAll("objectId", objectIds);
  const rows = all.filter((row) => row.tenantId === tenantId);
  if (rows.length === 0) return [];
  const found = rows.map(({ objectId }) => objectId);
  const details = await read.registrations.detailsOf(found);
  const passwords = await read.passwordCredentials.listAll(found);
  const keys = await read.keyCredentials.listAll(found);
  const trusted = await read.delegatedGrants.listPreAuthorizedBy(found);
  const passwordsOf = groupRows(passwords, (one) => one.applicationObjectId);
  const keysOf = groupRows(keys, (one) => one.applicationObjectId);
  const trustedOf = groupRows(trusted, (one) => one.applicationObjectId);
  return rows.map((row) => ({
    ...row,
    details: details.get(row.objectId) ?? {},
    passwords: (passwordsOf.get(row.objectId) ?? []).map(shown),
    preAuthorized: trustedOf.get(row.objectId) ?? [],
    keys: keysOf.get(row.objectId) ?? [],
  }));
}

function shown({ keyId, displayName, hint, startsAt, endsAt }: PasswordObject): PasswordObject {
  return { keyId, displayName, hint, startsAt, endsAt };
}
