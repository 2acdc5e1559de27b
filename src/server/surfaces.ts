import type { SurfaceName } from "../http/index.ts";

/** The order of the ports that follow each other from the base port. */
export const SURFACES: readonly SurfaceName[] = [
  "login",
  "arm",
  "graph",
  "logs",
  "monitor",
  "iotcentral",
  "portal",
  "imds",
];

/** Surfaces that speak plain http: managed identity clients know no other way. */
export const PLAIN_HTTP: ReadonlySet<SurfaceName> = new Set(["imds"]);

/**
 * Microsoft's names for each service. `*.` stands for one or more labels, since ingestion endpoints
 * have two before the shared part.
 */
const MICROSOFT_NAMES: Readonly<Record<Exclude<SurfaceName, "imds">, readonly string[]>> = {
  login: ["login.microsoftonline.com", "login.windows.net", "sts.windows.net"],
  arm: ["management.azure.com", "management.core.windows.net"],
  graph: ["graph.microsoft.com"],
  logs: [
    "api.loganalytics.io",
    "api.loganalytics.azure.com",
    "*.api.loganalytics.io",
    "*.api.loganalytics.azure.com",
  ],
  monitor: ["*.monitoring.azure.com", "*.ingest.monitor.azure.com", "*.metrics.monitor.azure.com"],
  iotcentral: ["*.azureiotcentral.com"],
  portal: ["portal.azure.com", "main.iam.ad.ext.azure.com"],
};

/** The surface that answers for one of Microsoft's host names, if any does. */
export function surfaceOfHost(hostname: string): SurfaceName | undefined {
  const host = hostname.toLowerCase();
  for (const [surface, names] of Object.entries(MICROSOFT_NAMES)) {
    if (names.some((name) => covers(name, host))) return surface as SurfaceName;
  }
  return undefined;
}

/** Every Microsoft name, in the form a certificate takes. */
export function certificateNames(): readonly string[] {
  return Object.values(MICROSOFT_NAMES).flat();
}

/** Origins that tokens and discovery documents may name as ours under Microsoft's names. */
export function microsoftOrigins(surface: Exclude<SurfaceName, "imds">): readonly string[] {
  return MICROSOFT_NAMES[surface]
    .filter((name) => !name.startsWith("*."))
    .map((name) => `https://${name}`);
}

function covers(name: string, host: string): boolean {
  return name.startsWith("*.")
    ? host.endsWith(name.slice(1)) && /^[a-z0-9][a-z0-9.-]*$/.test(host)
    : host === name;
}
