import { Failure } from "../base/index.ts";
import type { Directory } from "../storage/index.ts";
import { isGuid } from "./guid.ts";
import { Remembered } from "./remembered.ts";

/** The names that stand for no single tenant. */
export type SharedTenantName = "common" | "organizations" | "consumers";

/** What the first segment of a login path names. */
export type TenantChoice =
  | { readonly kind: "tenant"; readonly id: string }
  | { readonly kind: "shared"; readonly name: SharedTenantName };

/** Finds the tenant that a path names. */
export interface TenantNames {
  /**
   * @throws {Failure} `identity/tenant-malformed`, `identity/tenant-not-found` (fact: `tenant`);
   * `identity/tenant-undetermined` for `adfs` when there is not exactly one tenant.
   */
  resolve(text: string): Promise<TenantChoice>;
}

const DOMAIN_CHARACTERS_MAX = 253;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const REMEMBERED_MAX = 1_000;

/** Whether a text has the form of a domain name with at least one dot; lower case only. */
export function isDomainName(text: string): boolean {
  return text.length <= DOMAIN_CHARACTERS_MAX && DOMAIN.test(text);
}

/** Names of tenants are ids, verified domain names, the shared names, and `adfs` for the only one. */
export function tenantNames(directory: Directory): TenantNames {
  const found = new Remembered<string | undefined>(() => directory.version(), REMEMBERED_MAX);
  const find = async (name: string): Promise<string | undefined> => {
    if (isGuid(name)) return (await directory.read.tenants.find(name))?.id;
    return await directory.read.tenants.findIdByDomain(name);
  };
  return {
    async resolve(text) {
      const name = text.toLowerCase();
      if (name === "common" || name === "organizations" || name === "consumers") {
        return { kind: "shared", name };
      }
      if (name === "adfs") return { kind: "tenant", id: await onlyTenant(directory) };
      if (!isGuid(name) && !isDomainName(name)) {
        throw new Failure("identity/tenant-malformed", "neither a tenant id nor a domain name", {
          facts: { tenant: text },
        });
      }
      const id = await found.get(name, () => find(name));
      if (id === undefined) {
        throw new Failure("identity/tenant-not-found", "no such tenant", {
          facts: { tenant: text },
        });
      }
      return { kind: "tenant", id };
    },
  };
}

async function onlyTenant(directory: Directory): Promise<string> {
  const [first, second] = await directory.read.tenants.listIds(2);
  if (first === undefined || second !== undefined) {
    throw new Failure("identity/tenant-undetermined", "there is not exactly one tenant");
  }
  return first;
}
