import { contoso } from "../../contoso.ts";
import { constantsOf, type DemoTable, ticks } from "../demo-table.ts";
import { busyness, HOUR_MS, MINUTE_MS } from "../rhythm.ts";

interface Source {
  readonly table: string;
  readonly solution: string;
  readonly isBillable: boolean;
  /** Megabytes in a quiet hour, and what the busiest hour adds. */
  readonly quiet: number;
  readonly busy: number;
}

const source = (
  table: string,
  solution: string,
  quiet: number,
  busy: number,
  isBillable = true,
): Source => ({ table, solution, isBillable, quiet, busy });

const sources: readonly Source[] = [
  source("AppDependencies", "ApplicationInsights", 0.2, 4),
  source("AppExceptions", "ApplicationInsights", 0.05, 0.6),
  source("AppRequests", "ApplicationInsights", 0.3, 5),
  source("AppTraces", "ApplicationInsights", 0.4, 6),
  source("AuditLogs", "LogManagement", 0.02, 0.4),
  source("AzureActivity", "LogManagement", 0.03, 0.3, false),
  source("AzureDiagnostics", "LogManagement", 0.4, 3),
  source("AzureMetrics", "LogManagement", 0.5, 0.1),
  source("ContainerLogV2", "ContainerInsights", 1, 9),
  source("Heartbeat", "LogManagement", 0.3, 0, false),
  source("Perf", "LogManagement", 1.2, 0.2),
  source("SigninLogs", "LogManagement", 0.02, 0.9),
  source("Syslog", "LogManagement", 0.6, 2),
];

/** How much each table took in, one row for each hour. */
export const usage: DemoTable = {
  name: "Usage",
  constants: constantsOf("Usage", {
    SourceSystem: "OMS",
    _IsBillable: "False",
    QuantityUnit: "MBytes",
    ResourceUri: `/subscriptions/${contoso.subscriptionId}/resourceGroups/${contoso.resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${contoso.workspaceName}`,
    Plan: "Analytics",
  }),
  columns: ["DataType", "Solution", "IsBillable", "Quantity", "StartTime", "EndTime"],
  bucketMs: HOUR_MS,
  rowsOf: (start, random) =>
    sources.map(({ table, solution, isBillable, quiet, busy }, index) => ({
      at: start + 10 * MINUTE_MS + index * 100,
      values: [
        table,
        solution,
        isBillable,
        Math.round((quiet + busy * busyness(start)) * random.between(0.8, 1.2) * 1_000) / 1_000,
        ticks(start - HOUR_MS),
        ticks(start),
      ],
    })),
};
