import type { SurfaceName } from "../http/index.ts";
import type { Origins } from "./origins.ts";

/**
 * The application that stands for each service in every tenant.
 *
 * Source: the services' published application ids; the one of metrics is `Assumed:`, because no
 * public page names the owner of monitoring.azure.com.
 */
export const SERVICE_APPLICATIONS: Readonly<
  Record<"arm" | "graph" | "logs" | "monitor" | "iotcentral", string>
> = {
  arm: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  graph: "00000003-0000-0000-c000-000000000000",
  logs: "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
  monitor: "12743ff8-d3de-49d0-a4ce-6c91a4245ea0",
  iotcentral: "9edfcdd9-0bc5-4bd4-b287-c3afc716aac7",
};

/**
 * Our own origins as further names of each service's resource: SDKs derive the audience of a token
 * from the host that they call. A surface that does not listen yet has none.
 */
export function resourceAliases(origins: Origins): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(SERVICE_APPLICATIONS)
      .filter(([surface]) => origins.isKnown(surface as SurfaceName))
      .map(([surface, appId]) => [appId, [origins.own(surface as SurfaceName)]]),
  );
}
