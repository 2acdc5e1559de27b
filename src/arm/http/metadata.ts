import { metadataVersions } from "./api-versions.ts";
import type { ArmAnswer, ArmRequest, ServiceOrigins } from "./call.ts";
import { checkQuery, methodNotAllowed } from "./check-call.ts";

const AUDIENCES: readonly string[] = [
  "https://management.core.windows.net/",
  "https://management.azure.com/",
];
const AZURE_AD_GRAPH = "https://graph.windows.net/";

/**
 * The cloud's description of itself, by which `az cloud register` and ARM_CLOUD_METADATA_URL find the
 * other services. Needs no token. Seen: az 2.45 reads both forms.
 */
export function metadataEndpoints(request: ArmRequest, origins: ServiceOrigins): ArmAnswer {
  if (request.method !== "GET") throw methodNotAllowed(request, "GET");
  const version = checkQuery(request, metadataVersions);
  const body = version === "2015-01-01" ? describeAsObject(origins) : [describeInList(origins)];
  return { status: 200, body };
}

function describeAsObject({ arm, login, portal }: ServiceOrigins): object {
  return {
    galleryEndpoint: `${arm}/`,
    graphEndpoint: AZURE_AD_GRAPH,
    portalEndpoint: portal,
    authentication: { loginEndpoint: login, audiences: AUDIENCES },
  };
}

function describeInList({ arm, graph, login, logs, portal }: ServiceOrigins): object {
  return {
    name: "Lazurite",
    portal,
    authentication: {
      loginEndpoint: login,
      audiences: AUDIENCES,
      tenant: "common",
      identityProvider: "AAD",
    },
    graphAudience: AZURE_AD_GRAPH,
    graph: AZURE_AD_GRAPH,
    suffixes: {},
    resourceManager: `${arm}/`,
    gallery: `${arm}/`,
    microsoftGraphResourceId: `${graph}/`,
    logAnalyticsResourceId: logs,
  };
}
