import type { ReadyLine } from "../../support/start-lazurite.ts";
import { type Route, type Surface, TOKEN_OF_SURFACE } from "./shot.ts";

const AUTHORIZED = { authorization: `Bearer ${TOKEN_OF_SURFACE}` };
const KEY = { "x-api-key": "DEMO_KEY" };
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const QUERY = { query: "AzureActivity | take 1", timespan: "PT1H" };

/** Every route of every surface, as a request that is right. */
export function routesOf(ready: ReadyLine): readonly Route[] {
  const logs = logsRoutes(ready);
  // Queries can be wrong in more ways than anything else, so they come up more often.
  return [
    ...loginRoutes(ready),
    ...armRoutes(ready),
    ...armResourceRoutes(ready),
    ...logs,
    ...logs,
    ...logs,
    ...graphRoutes(),
    ...imdsRoutes(ready),
    ...otherRoutes(),
  ];
}

function loginRoutes({ tenantId, demo }: ReadyLine): readonly Route[] {
  const client = {
    grant_type: "client_credentials",
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  };
  const get = (path: string): Route => ({ surface: "login", method: "GET", path });
  const post = (path: string, form: Route["form"] = {}): Route => ({
    surface: "login",
    method: "POST",
    path,
    form,
  });
  const v1 = { ...client, resource: "https://management.azure.com/" };
  const v2 = { ...client, scope: "https://management.azure.com/.default" };
  return [
    post(`/${tenantId}/oauth2/token`, v1),
    post(`/${tenantId}/oauth2/v2.0/token`, v2),
    post("/contoso.onmicrosoft.com/oauth2/v2.0/token?client-request-id=1", v2),
    get(`/${tenantId}/.well-known/openid-configuration`),
    get(`/${tenantId}/v2.0/.well-known/openid-configuration`),
    get("/common/v2.0/.well-known/openid-configuration"),
    get(`/${tenantId}/discovery/keys`),
    get(`/${tenantId}/discovery/v2.0/keys`),
    get(
      "/common/discovery/instance?api-version=1.1&authorization_endpoint=" +
        "https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize",
    ),
    get("/"),
  ];
}

const arm = (method: string, path: string, json?: Route["json"]): Route => ({
  surface: "arm",
  method,
  path,
  headers: AUTHORIZED,
  ...(json === undefined ? {} : { json }),
});

/** Resources that are kept, and what is asked about names, providers and operations. */
function armResourceRoutes({ subscriptionId }: ReadyLine): readonly Route[] {
  const subscription = `/subscriptions/${subscriptionId}`;
  const compute = `${subscription}/resourceGroups/demo/providers/Microsoft.Compute`;
  const machine = `${compute}/virtualMachines/spoiled?api-version=2024-07-01`;
  const body = {
    location: "westeurope",
    tags: { a: "b" },
    sku: { name: "x", capacity: 1 },
    zones: ["1"],
    properties: { osProfile: { adminPassword: "secret" } },
  };
  const operation = "00000000-0000-4000-8000-000000000002?api-version=2024-07-01";
  const checked = { name: "spoiled1", type: "Microsoft.Storage/storageAccounts" };
  const providers = `${subscription}/providers`;
  return [
    arm("PUT", machine, body),
    arm("PATCH", machine, { tags: {}, properties: { osProfile: null } }),
    arm("GET", machine),
    arm("HEAD", machine),
    arm("DELETE", machine),
    arm("GET", `${compute}/virtualMachines?api-version=2024-07-01&$top=1`),
    arm("GET", `${subscription}/resources?api-version=2021-04-01&$filter=tagName eq 'a'&$top=2`),
    arm(
      "GET",
      `${providers}/Microsoft.Compute/locations/westeurope/operationStatuses/${operation}`,
    ),
    arm(
      "POST",
      `${providers}/Microsoft.Storage/checkNameAvailability?api-version=2023-05-01`,
      checked,
    ),
    arm("POST", "/providers/Microsoft.Resources/checkResourceName?api-version=2022-12-01", checked),
    arm("POST", `${providers}/Microsoft.Sql/unregister?api-version=2021-04-01`),
    arm("POST", `${providers}/Microsoft.Sql/register?api-version=2021-04-01`),
  ].map(spaceless);
}

const spaceless = (route: Route): Route => ({
  ...route,
  path: route.path.replaceAll(" ", "%20"),
});

function armRoutes({ subscriptionId, demo }: ReadyLine): readonly Route[] {
  const subscription = `/subscriptions/${subscriptionId}`;
  const authorization = `${subscription}/providers/Microsoft.Authorization`;
  const assignment = `${authorization}/roleAssignments/00000000-0000-4000-8000-000000000001`;
  const group = `${subscription}/resourcegroups/spoiled`;
  const workspace = demo.workspaceResourceId;
  const properties = {
    roleDefinitionId: `${authorization}/roleDefinitions/${READER}`,
    principalId: demo.guestObjectId,
    principalType: "ServicePrincipal",
  };
  return [
    arm("GET", "/subscriptions?api-version=2022-12-01"),
    arm("GET", "/tenants?api-version=2022-12-01"),
    arm("GET", `${subscription}?api-version=2022-12-01`),
    arm("GET", `${subscription}/locations?api-version=2022-12-01`),
    arm("GET", `${subscription}/resourcegroups?api-version=2021-04-01`),
    arm("GET", `${subscription}/resourcegroups/demo?api-version=2021-04-01`),
    arm("PUT", `${group}?api-version=2021-04-01`, { location: "westeurope", tags: { a: "b" } }),
    arm("HEAD", `${group}?api-version=2021-04-01`),
    arm("DELETE", `${group}?api-version=2021-04-01`),
    arm("GET", `${workspace}?api-version=2022-10-01`),
    arm(
      "PUT",
      `${group}/providers/Microsoft.OperationalInsights/workspaces/spoiled?api-version=2022-10-01`,
      { location: "westeurope", properties: { retentionInDays: 30, sku: { name: "PerGB2018" } } },
    ),
    arm("GET", `${workspace}/api/query`, QUERY),
    arm("POST", `${workspace}/api/query?api-version=2017-01-01-preview`, QUERY),
    arm(
      "GET",
      `${authorization}/roleDefinitions?api-version=2022-04-01&$filter=roleName eq 'Reader'`,
    ),
    arm("GET", `${authorization}/roleDefinitions/${READER}?api-version=2022-04-01`),
    arm("GET", `${authorization}/roleAssignments?api-version=2022-04-01&$filter=atScope()`),
    arm("PUT", `${assignment}?api-version=2022-04-01`, { properties }),
    arm("GET", `${assignment}?api-version=2022-04-01`),
    arm("DELETE", `${assignment}?api-version=2022-04-01`),
    arm("GET", "/metadata/endpoints?api-version=2019-05-01"),
  ].map(spaceless);
}

function logsRoutes({ demo }: ReadyLine): readonly Route[] {
  const id = `/v1/workspaces/${demo.workspaceId}/query`;
  const alias = "/v1/workspaces/DEMO_WORKSPACE/query";
  const logs = (method: string, path: string, rest: Partial<Route>): Route => ({
    surface: "logs",
    method,
    path,
    ...rest,
  });
  return [
    logs("POST", id, { headers: AUTHORIZED, json: QUERY }),
    logs("POST", id.slice("/v1".length), { headers: AUTHORIZED, json: QUERY }),
    logs("GET", `${id}?query=print%201&timespan=PT1H`, { headers: AUTHORIZED }),
    logs("POST", alias, { headers: KEY, json: QUERY }),
    logs("GET", `${alias}?api_key=DEMO_KEY&query=print%201`, {}),
  ];
}

function graphRoutes(): readonly Route[] {
  const get = (path: string): Route => ({
    surface: "graph",
    method: "GET",
    path: path.replaceAll(" ", "%20"),
    headers: AUTHORIZED,
  });
  const post = (path: string, json: NonNullable<Route["json"]>): Route => ({
    surface: "graph",
    method: "POST",
    path,
    headers: AUTHORIZED,
    json,
  });
  return [
    get("/v1.0/me"),
    get("/v1.0/users?$filter=startswith(displayName,'a') or mail eq 'b'&$top=5"),
    get("/v1.0/applications?$filter=displayName eq 'a'&$select=id,appId"),
    get("/beta/applications(appId='00000000-0000-4000-8000-000000000001')"),
    get("/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'a')"),
    get("/v1.0/groups?$filter=displayName eq 'g' and mailNickname eq 'g'"),
    post("/v1.0/applications", { displayName: "a", web: { redirectUris: ["https://a.test"] } }),
    post("/v1.0/directoryObjects/getByIds", { ids: ["a"], types: ["user"] }),
  ];
}

function imdsRoutes({ demo }: ReadyLine): readonly Route[] {
  const resource = "resource=https://management.azure.com/";
  const imds = (path: string, headers: Route["headers"] = {}): Route => ({
    surface: "imds",
    method: "GET",
    path,
    headers,
  });
  const metadata = { metadata: "true" };
  return [
    imds(`/metadata/identity/oauth2/token?api-version=2018-02-01&${resource}`, metadata),
    imds(
      `/metadata/identity/oauth2/token/?api-version=2021-02-01&${resource}&client_id=a`,
      metadata,
    ),
    imds("/metadata/instance?api-version=2021-02-01", metadata),
    imds(`/msi/token?api-version=2019-08-01&${resource}`, {
      "x-identity-header": demo.identityHeader,
    }),
    imds(`/msi/token/?api-version=2017-09-01&${resource}`, { secret: demo.identityHeader }),
    { ...imds("/msi/token", metadata), method: "POST", form: { resource: "https://a.test" } },
  ];
}

function otherRoutes(): readonly Route[] {
  const paths: Readonly<Partial<Record<Surface, string>>> = {
    monitor: "/subscriptions/a/metrics",
    iotcentral: "/api/devices?api-version=2022-07-31",
    portal: "/",
  };
  return Object.entries(paths).flatMap(([surface, path]): Route[] => [
    { surface: surface as Surface, method: "GET", path, headers: AUTHORIZED },
    { surface: surface as Surface, method: "POST", path, headers: AUTHORIZED, json: { a: 1 } },
  ]);
}
