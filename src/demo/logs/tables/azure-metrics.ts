import { contoso } from "../../contoso.ts";
import { constantsOf, type DemoTable } from "../demo-table.ts";
import { busyness, HOUR_MS, incidentAt, MINUTE_MS } from "../rhythm.ts";
import { resources } from "../scene.ts";

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly resource: string;
  readonly provider: string;
  /** At a quiet moment, what the busiest hour adds, and what an incident multiplies by. */
  readonly quiet: number;
  readonly busy: number;
  readonly incident: number;
}

const metric = (
  name: string,
  unit: string,
  resource: string,
  quiet: number,
  busy: number,
  incident: number,
): Metric => ({
  name,
  unit,
  resource,
  provider: (resource.split("/providers/")[1]?.split("/")[0] ?? "").toUpperCase(),
  quiet,
  busy,
  incident,
});

const metrics: readonly Metric[] = [
  metric("cpu_percent", "Percent", resources.database, 6, 48, 1.8),
  metric("dtu_consumption_percent", "Percent", resources.database, 5, 45, 1.9),
  metric("log_write_percent", "Percent", resources.database, 2, 18, 1.2),
  metric("Requests", "Count", resources.site, 20, 900, 0.8),
  metric("Http2xx", "Count", resources.site, 19, 880, 0.5),
  metric("Http4xx", "Count", resources.site, 0, 12, 2),
  metric("Http5xx", "Count", resources.site, 0, 3, 60),
  metric("HttpResponseTime", "Seconds", resources.site, 0.08, 0.2, 8),
  metric("FailedRequests", "Count", resources.gateway, 0, 4, 40),
  metric("Throughput", "BytesPerSecond", resources.gateway, 9_000, 400_000, 0.7),
];

/** Ten platform metrics, the value of one minute in every half hour. */
export const azureMetrics: DemoTable = {
  name: "AzureMetrics",
  constants: constantsOf("AzureMetrics", {
    _IsBillable: "False",
    ResourceGroup: contoso.resourceGroup.toUpperCase(),
    SubscriptionId: contoso.subscriptionId,
    _SubscriptionId: contoso.subscriptionId,
    TimeGrain: "PT1M",
  }),
  columns: [
    "MetricName",
    "UnitName",
    "Total",
    "Count",
    "Minimum",
    "Maximum",
    "Average",
    "Resource",
    "ResourceId",
    "_ResourceId",
    "ResourceProvider",
  ],
  bucketMs: HOUR_MS / 2,
  rowsOf: (start, random) =>
    metrics.map((what) => {
      const at = start + MINUTE_MS;
      const factor = incidentAt(at) === "none" ? 1 : what.incident;
      const average = (what.quiet + what.busy * busyness(at)) * factor * random.between(0.85, 1.15);
      const value = what.unit === "Percent" ? Math.min(100, average) : average;
      const rounded = Math.round(value * 1_000) / 1_000;
      return {
        at,
        values: [
          what.name,
          what.unit,
          rounded,
          1,
          rounded,
          rounded,
          rounded,
          (what.resource.split("/").at(-1) ?? "").toUpperCase(),
          what.resource.toUpperCase(),
          what.resource,
          what.provider,
        ],
      };
    }),
};
