import { type Directory, groupRows, type RegistrationDetails } from "../../storage/index.ts";
import { type CredentialObjects, loadCredentials } from "./credential-objects.ts";
import { type ObjectReads, type ObjectSet, storedObjects } from "./object-set.ts";

type ApplicationRow = NonNullable<Awaited<ReturnType<Directory["read"]["applications"]["find"]>>>;

/** A registration with its credentials, none of which it tells. */
export interface ApplicationObject extends ApplicationRow, CredentialObjects {
  readonly details: RegistrationDetails;
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
export async function loadApplications(
  { read }: ObjectReads,
  tenantId: string,
  objectIds: readonly string[],
): Promise<readonly ApplicationObject[]> {
  const all = await read.applications.findAll("objectId", objectIds);
  const rows = all.filter((row) => row.tenantId === tenantId);
  if (rows.length === 0) return [];
  const found = rows.map(({ objectId }) => objectId);
  const details = await read.registrations.detailsOf(found);
  const credentials = await loadCredentials(read, found);
  const trusted = await read.delegatedGrants.listPreAuthorizedBy(found);
  const trustedOf = groupRows(trusted, (one) => one.applicationObjectId);
  return rows.map((row) => ({
    ...row,
    details: details.get(row.objectId) ?? {},
    ...credentials(row.objectId),
    preAuthorized: trustedOf.get(row.objectId) ?? [],
  }));
}
