import type { Clock } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import type { DirectoryAuditEvent } from "../directory-audit.ts";
import type { GivenConsent } from "./tenant-consent.ts";

/** What the audit is told of a consent that was given to the application with a service principal. */
export async function auditOfConsent(
  { tenantId, client, userObjectId, offers, isForAll }: GivenConsent,
  principalId: string,
  {
    directoryStore,
    clock,
  }: { readonly directoryStore: Pick<Directory, "read">; readonly clock: Clock },
): Promise<DirectoryAuditEvent> {
  const user = await directoryStore.read.users.find(tenantId, userObjectId);
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
    targetId: principalId,
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
