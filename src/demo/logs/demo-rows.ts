import { DemoRandom } from "./demo-random.ts";
import { type DemoRow, type DemoTable, type DemoValue, ticks } from "./demo-table.ts";
import { appDependencies, appExceptions, appRequests, appTraces } from "./tables/app-tables.ts";
import { auditLogs } from "./tables/audit-logs.ts";
import { azureActivity } from "./tables/azure-activity.ts";
import { azureDiagnostics } from "./tables/azure-diagnostics.ts";
import { azureMetrics } from "./tables/azure-metrics.ts";
import { containerLogs } from "./tables/container-logs.ts";
import { heartbeat } from "./tables/heartbeat.ts";
import { perf } from "./tables/perf.ts";
import { servicePrincipalSignIns, signinLogs } from "./tables/sign-ins.ts";
import { syslog } from "./tables/syslog.ts";
import { usage } from "./tables/usage.ts";

const tables: readonly DemoTable[] = [
  servicePrincipalSignIns,
  appDependencies,
  appExceptions,
  appRequests,
  appTraces,
  auditLogs,
  azureActivity,
  azureDiagnostics,
  azureMetrics,
  containerLogs,
  heartbeat,
  perf,
  signinLogs,
  syslog,
  usage,
];

/** The tables that the demo workspace has rows in. */
export const demoTables: readonly string[] = tables.map(({ name }) => name);

/** Rows as a log store takes them. */
export interface DemoRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DemoValue[])[];
}

/**
 * A table's demo rows with `fromMs <= TimeGenerated < toMs`, oldest first: believable, and the same
 * for the same range on every machine, so that ranges that touch give each row exactly once.
 */
export function demoRows(tableName: string, fromMs: number, toMs: number): DemoRows {
  const table = tables.find(({ name }) => name === tableName);
  if (table === undefined) throw new Error(`the demo has no table ${tableName}`);
  const constants = Object.values(table.constants);
  const found: DemoRow[] = [];
  const first = Math.floor(fromMs / table.bucketMs) * table.bucketMs;
  for (let start = first; start < toMs; start += table.bucketMs) {
    for (const row of bucketOf(table, start)) {
      if (row.at >= fromMs && row.at < toMs) found.push(row);
    }
  }
  return {
    columns: ["TimeGenerated", ...Object.keys(table.constants), ...table.columns],
    rows: found.map(({ at, values }) => [ticks(at), ...constants, ...values]),
  };
}

function bucketOf(table: DemoTable, start: number): readonly DemoRow[] {
  const rows = table.rowsOf(start, new DemoRandom(table.name, start));
  return rows.length < 2 ? rows : [...rows].sort((a, b) => a.at - b.at);
}
