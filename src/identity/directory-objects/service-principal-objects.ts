import {
  comparePositions,
  type Directory,
  matches,
  type RegistrationDetails,
  type SearchColumns,
  type SearchPage,
  type SearchPosition,
  type SearchRecord,
  type ServicePrincipalDetails,
  searchKey,
} from "../../storage/index.ts";
import type { FirstParty } from "../first-party.ts";
import { type FirstPartyApp, firstPartyApps } from "../first-party-apps.ts";
import type { Permission } from "../permission.ts";
import { type CredentialObjects, loadCredentials } from "./credential-objects.ts";
import { loadPage, type ObjectReads, type ObjectSet } from "./object-set.ts";

/** A service principal with what its application says of itself. */
export interface ServicePrincipalObject extends CredentialObjects {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly isEnabled: boolean;
  readonly kind: "Application" | "ManagedIdentity";
  /** The tenant of the registration; undefined where there is none. */
  readonly homeTenantId: string | undefined;
  readonly appDisplayName: string | undefined;
  readonly appRoles: readonly Permission[];
  readonly scopes: readonly Permission[];
  readonly identifierUris: readonly string[];
  readonly signInAudience: string | undefined;
  /** Resource id of a managed identity. */
  readonly resourceId: string | undefined;
  /** `user` when the managed identity is a resource of its own. */
  readonly assignment: "system" | "user" | undefined;
  /** The registration's redirect URIs. */
  readonly replyUrls: readonly string[];
  /** Milliseconds since 1970; undefined for Microsoft's own. */
  readonly createdAt: number | undefined;
  /** Whether it is for those alone who hold an app role of it. */
  readonly requiresAssignment: boolean;
  /** What is said of it in its tenant. */
  readonly details: ServicePrincipalDetails;
  /** What its registration says of itself. */
  readonly registered: RegistrationDetails;
  /** The registration's, for sign-outs elsewhere. */
  readonly logoutUrl: string | undefined;
}

/** The tenant that Microsoft's own applications are registered in. Source: any such principal. */
const MICROSOFT_TENANT_ID = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

type Column = SearchColumns["servicePrincipals"];

/**
 * The service principals of a tenant: its own rows, and Microsoft's applications, which are in
 * every tenant without being stored.
 */
export function servicePrincipalObjects(
  directory: Directory,
  firstParty: FirstParty,
): ObjectSet<ServicePrincipalObject, "servicePrincipals"> {
  const load = async (
    tenantId: string,
    ids: readonly string[],
  ): Promise<readonly ServicePrincipalObject[]> => {
    const own = ids
      .map((id) => firstParty.appByObjectId(tenantId, id))
      .filter((app) => app !== undefined);
    const stored = await loadServicePrincipals(directory, tenantId, ids);
    return [...stored, ...own.map((app) => firstPartyObject(firstParty, tenantId, app))];
  };
  return {
    async find(tenantId, id) {
      const [found] = await load(tenantId, [id.toLowerCase()]);
      return found;
    },
    load,
    async page(tenantId, page) {
      const wanted = { ...page, limit: page.limit + 1 };
      const stored = await directory.read.search.page("servicePrincipals", tenantId, wanted);
      const sign = page.order.isDescending ? -1 : 1;
      const found = [...stored, ...firstPartyPlaces(firstParty, tenantId, page)]
        .sort((left, right) => sign * comparePositions(left, right))
        .slice(0, wanted.limit);
      return await loadPage(
        found,
        page.limit,
        (ids) => load(tenantId, ids),
        ({ objectId }) => objectId,
      );
    },
    async count(tenantId, condition) {
      const stored = await directory.read.search.count("servicePrincipals", tenantId, condition);
      const records = firstPartyApps.map((app) => recordOf(firstParty, tenantId, app));
      return stored + records.filter((record) => matches(condition, record)).length;
    },
  };
}

/** Where Microsoft's applications stand in a search, those behind its start. */
function firstPartyPlaces(
  firstParty: FirstParty,
  tenantId: string,
  { condition, order, after }: SearchPage<Column>,
): readonly SearchPosition[] {
  const sign = order.isDescending ? -1 : 1;
  return firstPartyApps
    .map((app) => recordOf(firstParty, tenantId, app))
    .filter((record) => matches(condition, record))
    .map(({ columns }) => ({ id: String(columns.id), value: columns[order.column] ?? "" }))
    .filter((place) => after === undefined || sign * comparePositions(place, after) > 0);
}

function recordOf(
  firstParty: FirstParty,
  tenantId: string,
  app: FirstPartyApp,
): SearchRecord<Column> {
  return {
    columns: {
      id: firstParty.objectId(tenantId, app.appId),
      appId: app.appId,
      displayName: searchKey(app.displayName),
      accountEnabled: 1,
      appRoleAssignmentRequired: 0,
      servicePrincipalType: "application",
    },
    collections: {
      servicePrincipalNames: [app.appId, ...app.identifiers].map(searchKey),
      tags: [],
    },
  };
}

function firstPartyObject(
  firstParty: FirstParty,
  tenantId: string,
  app: FirstPartyApp,
): ServicePrincipalObject {
  return {
    objectId: firstParty.objectId(tenantId, app.appId),
    tenantId,
    appId: app.appId,
    displayName: app.displayName,
    isEnabled: true,
    kind: "Application",
    homeTenantId: MICROSOFT_TENANT_ID,
    appDisplayName: app.displayName,
    appRoles: app.appRoles,
    scopes: app.scopes,
    identifierUris: app.identifiers,
    signInAudience: "AzureADMultipleOrgs",
    resourceId: undefined,
    assignment: undefined,
    replyUrls: [],
    passwords: [],
    keys: [],
    createdAt: undefined,
    requiresAssignment: false,
    details: {},
    registered: {},
    logoutUrl: undefined,
  };
}

/** Those of the store alone. */
export async function loadServicePrincipals(
  { read }: ObjectReads,
  tenantId: string,
  objectIds: readonly string[],
): Promise<readonly ServicePrincipalObject[]> {
  const rows = await read.servicePrincipals.findAll(tenantId, objectIds);
  const applications = await read.applications.findAll(
    "appId",
    rows.map(({ appId }) => appId),
  );
  const byAppId = new Map(applications.map((application) => [application.appId, application]));
  const details = await read.registrations.detailsOf(applications.map(({ objectId: id }) => id));
  const identities = await read.managedIdentities.findAll(
    "objectId",
    rows.filter(({ appId }) => !byAppId.has(appId)).map(({ objectId }) => objectId),
  );
  const byObjectId = new Map(identities.map((identity) => [identity.objectId, identity]));
  const credentials = await loadCredentials(
    read,
    rows.map(({ objectId }) => objectId),
  );
  return rows.map((row) => {
    const application = byAppId.get(row.appId);
    const registered = details.get(application?.objectId ?? "") ?? {};
    return {
      ...storedObject(row, application, byObjectId.get(row.objectId)),
      ...credentials(row.objectId),
      registered,
    };
  });
}

type Rows = Directory["read"];
type Found<Result> = NonNullable<Awaited<Result>>;

function storedObject(
  row: Found<ReturnType<Rows["servicePrincipals"]["find"]>>,
  application: Found<ReturnType<Rows["applications"]["find"]>> | undefined,
  identity: Found<ReturnType<Rows["managedIdentities"]["findBy"]>> | undefined,
): Omit<ServicePrincipalObject, "registered" | keyof CredentialObjects> {
  return {
    ...row,
    kind: identity === undefined ? "Application" : "ManagedIdentity",
    homeTenantId: application?.tenantId,
    appDisplayName: application?.displayName,
    appRoles: application?.appRoles ?? [],
    scopes: application?.scopes ?? [],
    identifierUris: application?.identifierUris ?? [],
    signInAudience: application?.signInAudience,
    resourceId: identity?.resourceId,
    assignment: identity?.assignment,
    replyUrls: application?.redirectUris.map(({ uri }) => uri) ?? [],
    logoutUrl: application?.settings.logoutUrl,
  };
}
