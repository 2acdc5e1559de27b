import { type Clock, Failure, type Ids } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { addScopes } from "../consent.ts";
import type { DirectoryAudit } from "../directory-audit.ts";
import type { FirstParty } from "../first-party.ts";
import { ensureServicePrincipal, insertAppRole } from "../service-principals.ts";
import { auditOfConsent } from "./audit-of-consent.ts";
import { type GivenConsent, mayConsentForTenant } from "./tenant-consent.ts";

export interface GivingDependencies {
  readonly directoryStore: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly firstParty: FirstParty;
  readonly audit: DirectoryAudit;
}

/**
 * Grants all of a consent or, where something of it fails, nothing; makes the application present
 * in the tenant where it was not, and tells the audit.
 *
 * @throws {Failure} `identity/administrator-needed` (facts: `appId`, `appName`),
 * `identity/user-missing`, what `ensureServicePrincipal` throws.
 */
export async function giveConsent(consent: GivenConsent, deps: GivingDependencies): Promise<void> {
  const { directoryStore: directory, firstParty } = deps;
  const { tenantId, client, offers, isForAll } = consent;
  const { appId } = client;
  if (needsAdministrator(consent) && !(await mayConsentForTenant(directory, consent))) {
    throw new Failure("identity/administrator-needed", "only an administrator may consent", {
      facts: { appId, appName: client.displayName },
    });
  }
  const userObjectId = isForAll ? undefined : consent.userObjectId;
  const principalId = await directory.write(async (repositories) => {
    const place = { tenantId, appId };
    const clientId = await ensureServicePrincipal(repositories, deps, firstParty, place);
    for (const { resource, scopes: permissions, roles } of offers) {
      const resourceId = resource.objectId;
      if (permissions.length > 0) {
        const scopes = permissions.map(({ value }) => value);
        const added = { tenantId, clientId, resourceId, userObjectId, scopes };
        await addScopes(repositories, deps, added);
      }
      for (const role of roles) {
        const given = { tenantId, principalId: clientId, resourceId, role };
        await insertAppRole(repositories, deps, given);
      }
    }
    return clientId;
  });
  deps.audit.record(await auditOfConsent(consent, principalId, deps));
}

/** Users give for themselves alone, and nothing that an application does as itself. */
function needsAdministrator({ isForAll, offers, client }: GivenConsent): boolean {
  return (
    isForAll ||
    client.principal?.requiresAssignment === true ||
    offers.some(
      ({ scopes, roles }) =>
        roles.length > 0 || scopes.some(({ isAdminOnly }) => isAdminOnly === true),
    )
  );
}
