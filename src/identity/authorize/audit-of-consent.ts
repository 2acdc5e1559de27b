import type { Clock } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import type { DirectoryAuditEvent } from "../directory-audit.ts";
import type { TenantConsent } from "./tenant-consent.ts";

/** What the audit is told of a consent that was given; `isForAll` says whether for everybody. */
export async function auditOfConsent(
  { tenantId, client, userObjectId, offers }: TenantConsent,
  isForAll: boolean,
  {
    directoryStore,
    clock,
  }: { readonly directoryStore: Pick<Directory, "read">; readonly clock: Clock },
): Promise<DirectoryAuditEvent> {
  const { read } = directoryStore;
  const user = await read.users.find(tenantId, userObjectId);
  const present = await read.servicePrincipals.findByAppId(tenantId, client.appId);
  const told = (property: string, newValue: unknown) => ({
    property,
    oldValue: undefined,
    newValue: JSON.stringify(newValue),
  });
  return {
    time: clock.now(),
    activity: "Consent to application",
    actor: {
      kind: "user",
      tenantId,
      objectId: userObjectId,
      name: user?.userPrincipalName ?? userObjectId,
      appId: client.appId,
    },
    targetKind: "servicePrincipal",
    targetId: present?.objectId ?? client.principal?.objectId ?? "",
    changes: [
      told("isForAll", isForAll),
      ...offers.map(({ resource, scopes, roles }) =>
        told(resource.appId, {
          scopes: scopes.map(({ value }) => value),
          roles: roles.map(({ value }) => value),
        }),
      ),
    ],
  };
}
