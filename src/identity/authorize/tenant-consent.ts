import { Failure } from "../../base/index.ts";
import type { Directory } from "../../storage/index.ts";
import { directoryRoleIds, isAdministrator } from "../directory-roles.ts";
import { firstPartyAppIds } from "../first-party-apps.ts";
import { memberTypesOf, type Permission } from "../permission.ts";
import type { Resource } from "../resource.ts";
import { decideScopes } from "../sign-in/delegated-scopes.ts";
import type { ScopeRequest } from "../sign-in/scope-request.ts";
import type { Client, TokenDirectory } from "../token-directory.ts";
import { findResource } from "../tokens/issue-to-application.ts";
import { mergeByResource, namedPermissions, openIdOffer } from "./consent-question.ts";

/** What an administrator gives an application for everybody of his tenant. */
export interface TenantConsentOffer {
  readonly resource: Resource;
  /** What it may do for users. */
  readonly scopes: readonly Permission[];
  /** What it may do as itself. */
  readonly roles: readonly Permission[];
}

/** An application as a tenant is to have it. */
export interface TenantConsentSubject {
  readonly tenantId: string;
  readonly client: Client;
}

export interface TenantConsent extends TenantConsentSubject {
  readonly offers: readonly TenantConsentOffer[];
  /** Object id of the administrator. */
  readonly userObjectId: string;
}

/** What a user said yes to. */
export interface GivenConsent extends TenantConsent {
  /** Whether an administrator answered for everybody of the tenant. */
  readonly isForAll: boolean;
}

/**
 * Everything that a registration says it needs, of both kinds.
 *
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 *
 * @throws {Failure} `identity/required-resource-missing`, `identity/required-permission-missing`
 * (facts: `appId`, `appName`, `resource`, `permission`).
 */
export async function requiredByRegistration(
  { tenantId, client }: TenantConsentSubject,
  tokens: TokenDirectory,
): Promise<readonly TenantConsentOffer[]> {
  const offers: TenantConsentOffer[] = [];
  for (const { resourceAppId, scopes, roles } of client.requiredResourceAccess) {
    const facts = { appId: client.appId, appName: client.displayName, resource: resourceAppId };
    const resource = await tokens.findResource(tenantId, resourceAppId);
    if (resource === undefined) {
      throw new Failure("identity/required-resource-missing", "it is not present", { facts });
    }
    const held = resource.appRoles.filter((role) => memberTypesOf(role).includes("Application"));
    offers.push({
      resource,
      scopes: pick(resource.scopes, scopes, facts),
      roles: pick(held, roles, facts),
    });
  }
  return offers;
}

/**
 * What a request names of one API, for users.
 *
 * @throws {Failure} what `findResource` throws, `identity/scope-not-offered`.
 */
export async function namedForTenant(
  { tenantId, client }: TenantConsentSubject,
  asked: ScopeRequest,
  directory: TokenDirectory,
): Promise<readonly TenantConsentOffer[]> {
  const resource = await findResource(tenantId, asked, directory);
  // Judged as a token request would be: each must be offered.
  decideScopes(
    asked,
    resource,
    resource.scopes.map(({ value }) => value),
    client,
  );
  const offers = [
    { resource, permissions: namedPermissions(asked, resource) },
    await openIdOffer({ tenantId, asked }, { directory }),
  ];
  return mergeByResource(offers)
    .filter(({ permissions }) => permissions.length > 0)
    .map((offer) => ({ resource: offer.resource, scopes: offer.permissions, roles: [] }));
}

function pick(
  offered: readonly Permission[],
  ids: readonly string[],
  facts: Readonly<Record<string, string>>,
): readonly Permission[] {
  return ids.map((id) => {
    const found = offered.find((permission) => permission.id === id);
    if (found !== undefined) return found;
    throw new Failure("identity/required-permission-missing", "no such permission", {
      facts: { ...facts, permission: id },
    });
  });
}

/** Whose word is enough for app roles of Microsoft Graph. */
const GRAPH_ROLES_GIVERS: readonly string[] = [
  directoryRoleIds.globalAdministrator,
  directoryRoleIds.privilegedRoleAdministrator,
];

/**
 * Whether a user may give all of it for everybody.
 *
 * Source: learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent.
 */
export async function mayConsentForTenant(
  directory: Directory,
  { tenantId, userObjectId, offers }: Omit<TenantConsent, "client">,
): Promise<boolean> {
  const hasGraphRoles = offers.some(
    ({ resource, roles }) => resource.appId === firstPartyAppIds.microsoftGraph && roles.length > 0,
  );
  if (!hasGraphRoles) return await isAdministrator(directory, tenantId, userObjectId);
  const held = await directory.read.directoryRoles.listOfPrincipal(tenantId, userObjectId);
  return held.some((role) => GRAPH_ROLES_GIVERS.includes(role));
}
