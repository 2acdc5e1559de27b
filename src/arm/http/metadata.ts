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
 * other services. Needs no token. Seen: az 2.45 reads the object of 2015 and the array of 2019;
 * az 2.91 asks for 2022-09-01 and reads the array's entry alone.
 */
export function metadataEndpoints(request: ArmRequest, origins: ServiceOrigins): ArmAnswer {
  if (request.method !== "GET") throw methodNotAllowed(request, "GET");
  const version = checkQuery(request, metadataVersions);
  if (version === "2015-01-01") return { status: 200, body: describeAsObject(origins) };
  const cloud = describeCloud(origins);
  return { status: 200, body: version === "2019-05-01" ? [cloud] : cloud };
}

function describeAsObject({ arm, login, portal }: ServiceOrigins): object {
  return {
    galleryEndpoint: `${arm}/`,
    graphEndpoint: AZURE_AD_GRAPH,
    portalEndpoint: portal,
    authentication: { loginEndpoint: login, audiences: AUDIENCES },
  };
}

function describeCloud({ arm, graph, login, logs, portal }: ServiceOrigins): object {
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
