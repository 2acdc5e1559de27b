import { limits } from "../../../base/index.ts";
import type { AnyObject } from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { readSelectOfAny, renderAny } from "../../entities/any-object.ts";
import { readQueryOptions } from "../../odata/query-options.ts";
import { selectOf } from "../../odata/select.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { contextOf } from "../answers.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import type { Route, RouteDependencies } from "../route.ts";

/** The tenant itself, its domains, and objects of any kind by their ids. */
export const directoryRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "organization",
    rule: rules.readOrganization,
    async run(call, deps) {
      const options = readQueryOptions(call.query, ["$select"]);
      const organization = await organizationOf(call, deps);
      const value = [selectOf(options, organization, "organization")(organization)];
      const context = contextOf(call, "organization", options.$select?.split(","));
      return { status: 200, body: { "@odata.context": context, value } };
    },
  },
  {
    method: "GET",
    path: "organization/*",
    rule: rules.readOrganization,
    async run(call, deps) {
      const options = readQueryOptions(call.query, ["$select"]);
      const organization = await organizationOf(call, deps);
      const id = call.segments[1] ?? "";
      if (organization.id !== id.toLowerCase()) throw refuse("graph/not-found", { id });
      const shown = selectOf(options, organization, "organization")(organization);
      const context = `${contextOf(call, "organization", options.$select?.split(","))}/$entity`;
      return { status: 200, body: { "@odata.context": context, ...shown } };
    },
  },
  {
    method: "GET",
    path: "domains",
    rule: rules.readDirectory,
    async run(call, deps) {
      readQueryOptions(call.query, []);
      const { verifiedDomains } = await organizationOf(call, deps);
      const value = verifiedDomains.map(renderDomain);
      return { status: 200, body: { "@odata.context": contextOf(call, "domains"), value } };
    },
  },
  {
    method: "GET",
    path: "directoryobjects/*",
    rule: rules.readDirectory,
    async run(call, deps) {
      const selection = readSelectOfAny(readQueryOptions(call.query, ["$select"]));
      const id = call.segments[1] ?? "";
      const found = await deps.identity.objects.findAny(call.principal.tenantId, id);
      if (found === undefined) throw refuse("graph/not-found", { id });
      const context = `${contextOf(call, "directoryObjects")}/$entity`;
      return { status: 200, body: { "@odata.context": context, ...renderAny(found, selection) } };
    },
  },
  {
    method: "POST",
    path: "directoryobjects/getbyids",
    isQuery: true,
    rule: rules.readDirectory,
    run: getByIds,
  },
];

const TYPES: ReadonlySet<string> = new Set([
  "user",
  "group",
  "serviceprincipal",
  "application",
  "directoryobject",
  "device",
  "directoryobjectpartnerreference",
]);

/** Source: learn.microsoft.com/graph/api/directoryobject-getbyids. What is not there is left out. */
async function getByIds(call: GraphCall, { identity }: RouteDependencies): Promise<GraphAnswer> {
  const selection = readSelectOfAny(readQueryOptions(call.query, ["$select"]));
  const body = readBody(call.body, "directoryObject");
  const ids = body.guids("ids") ?? [];
  const types = new Set((body.texts("types") ?? []).map((type) => type.toLowerCase()));
  body.requireEnd();
  if (ids.length === 0 || ids.length > limits.graph.idsPerRequestMax) throw body.invalid("ids");
  if ([...types].some((type) => !TYPES.has(type))) throw body.invalid("types");
  const isWanted = ({ type }: AnyObject): boolean =>
    types.size === 0 || types.has("directoryobject") || types.has(type.toLowerCase());
  const distinct = [...new Set(ids)];
  const all = await identity.objects.loadAny(call.principal.tenantId, distinct);
  const found = all.filter(isWanted);
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(call, "directoryObjects"),
      value: found.map((one) => renderAny(one, selection)),
    },
  };
}

interface VerifiedDomain {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
}

async function organizationOf({ principal }: GraphCall, { identity }: RouteDependencies) {
  const tenant = await identity.findTenant(principal.tenantId);
  if (tenant === undefined) throw refuse("graph/not-found", { id: principal.tenantId });
  const verifiedDomains = tenant.domains.map((name, index) => ({
    capabilities: "Email, OfficeCommunicationsOnline",
    isDefault: index === 0,
    isInitial: name.endsWith(".onmicrosoft.com"),
    name,
    type: "Managed",
  }));
  return {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: null,
    displayName: tenant.displayName,
    marketingNotificationEmails: [],
    onPremisesSyncEnabled: null,
    postalCode: null,
    preferredLanguage: null,
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: "AAD",
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains,
  };
}

/** Source: Microsoft Graph v1.0, domain. */
function renderDomain({ name, isDefault, isInitial }: VerifiedDomain) {
  return {
    authenticationType: "Managed",
    availabilityStatus: null,
    id: name,
    isAdminManaged: true,
    isDefault,
    isInitial,
    isRoot: true,
    isVerified: true,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
    state: null,
  };
}
