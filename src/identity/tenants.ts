import { type Clock, Failure, type Ids } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import { isGuid } from "./guid.ts";
import { isDomainName } from "./tenant-name.ts";

/** A directory boundary. */
export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  /** Lower case; the first is the default domain. */
  readonly domains: readonly string[];
}

export interface TenantDraft {
  readonly id?: string;
  readonly displayName: string;
  readonly domains: readonly string[];
}

/** What every operation on the directory needs. */
export interface DirectoryDependencies {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Makes a tenant.
 *
 * @throws {Failure} `identity/guid-malformed`, `identity/domain-malformed`,
 * `identity/tenant-exists`, `identity/domain-taken`.
 */
export async function createTenant(
  { directory, clock, ids }: DirectoryDependencies,
  draft: TenantDraft,
): Promise<Tenant> {
  const id = requireGuid(draft.id ?? ids.guid());
  const domains = draft.domains.map((domain) => domain.toLowerCase());
  const malformed = domains.find((domain) => !isDomainName(domain));
  if (malformed !== undefined || domains.length === 0) {
    throw new Failure("identity/domain-malformed", "a tenant needs domain names", {
      facts: { domain: malformed ?? "" },
    });
  }
  const tenant = { id, displayName: draft.displayName, domains };
  await directory.write(async ({ tenants }) => {
    if ((await tenants.find(id)) !== undefined) {
      throw new Failure("identity/tenant-exists", "the tenant exists", { facts: { tenant: id } });
    }
    for (const domain of domains) {
      if ((await tenants.findIdByDomain(domain)) !== undefined) {
        throw new Failure("identity/domain-taken", "the domain is taken", { facts: { domain } });
      }
    }
    await tenants.insert({ ...tenant, createdAt: clock.now() });
  });
  return tenant;
}

/**
 * A GUID in lower case.
 *
 * @throws {Failure} `identity/guid-malformed` (fact: `value`).
 */
export function requireGuid(text: string): string {
  if (!isGuid(text)) {
    throw new Failure("identity/guid-malformed", "not a GUID", { facts: { value: text } });
  }
  return text.toLowerCase();
}
