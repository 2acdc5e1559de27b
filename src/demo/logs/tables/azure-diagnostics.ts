import { contoso } from "../../contoso.ts";
import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoRow, type DemoTable, type DemoValue } from "../demo-table.ts";
import { type DemoOperation, operationsOf } from "../operations.ts";
import { isCertain, MINUTE_MS } from "../rhythm.ts";
import { resources, servicePrincipals } from "../scene.ts";

const COLUMNS = [
  "Category",
  "OperationName",
  "ResourceType",
  "ResourceProvider",
  "Resource",
  "_ResourceId",
  "ResultType",
  "ResultSignature",
  "ResultDescription",
  "CallerIPAddress",
  "CorrelationId",
  "DurationMs",
  "httpMethod_s",
  "httpStatus_d",
  "httpStatusCode_d",
  "httpVersion_s",
  "requestUri_s",
  "clientIP_s",
  "clientPort_d",
  "host_s",
  "instanceId_s",
  "receivedBytes_d",
  "sentBytes_d",
  "id_s",
  "identity_claim_appid_g",
  "RunbookName_s",
  "JobId_g",
] as const;

type Column = (typeof COLUMNS)[number];
type Cells = Partial<Record<Column, DemoValue>>;

/** Gateway accesses of every third shop call, key vault reads and automation jobs. */
export const azureDiagnostics: DemoTable = {
  name: "AzureDiagnostics",
  constants: constantsOf("AzureDiagnostics", {
    ResourceGroup: contoso.resourceGroup.toUpperCase(),
    SubscriptionId: contoso.subscriptionId,
    _SubscriptionId: contoso.subscriptionId,
  }),
  columns: COLUMNS,
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows = operationsOf(start)
      .filter(({ id, isSuccess }) => id < "5" || !isSuccess)
      .map((operation) => gatewayAccess(operation, random));
    if (random.chance(0.03)) rows.push(vaultRead(start, random));
    if (isCertain("automation job", start)) rows.push(...automationJob(start, random));
    return rows;
  },
};

function rowOf(at: number, resourceId: string, cells: Cells): DemoRow {
  const [provider = "", type = "", name = ""] =
    resourceId.split("/providers/")[1]?.toUpperCase().split("/") ?? [];
  const all: Cells = {
    ResourceType: type,
    ResourceProvider: provider,
    Resource: name,
    _ResourceId: resourceId,
    ...cells,
  };
  return { at, values: COLUMNS.map((column) => all[column] ?? null) };
}

function gatewayAccess(operation: DemoOperation, random: DemoRandom): DemoRow {
  return rowOf(operation.at, resources.gateway, {
    Category: "ApplicationGatewayAccessLog",
    OperationName: "ApplicationGatewayAccess",
    CorrelationId: operation.id,
    httpMethod_s: operation.name.split(" ")[0] ?? "",
    httpStatus_d: Number(operation.resultCode),
    httpVersion_s: random.chance(0.8) ? "HTTP/2.0" : "HTTP/1.1",
    requestUri_s: operation.url.slice(24),
    clientIP_s: operation.place.address,
    clientPort_d: 40_000 + random.below(20_000),
    host_s: "shop.contoso.com",
    instanceId_s: `appgw_${random.below(2)}`,
    receivedBytes_d: 300 + random.below(900),
    sentBytes_d: 900 + random.below(40_000),
  });
}

function vaultRead(start: number, random: DemoRandom): DemoRow {
  const principal = random.pick(servicePrincipals);
  const isDenied = random.chance(0.1);
  return rowOf(start + random.below(MINUTE_MS), resources.vault, {
    Category: "AuditEvent",
    OperationName: "SecretGet",
    ResultType: isDenied ? "Failed" : "Success",
    ResultSignature: isDenied ? "Forbidden" : "OK",
    CallerIPAddress: principal.address,
    CorrelationId: random.guid(),
    DurationMs: 8 + random.below(60),
    httpStatusCode_d: isDenied ? 403 : 200,
    requestUri_s: "https://contoso-kv.vault.azure.net/secrets/shop-connection",
    id_s: "https://contoso-kv.vault.azure.net/secrets/shop-connection",
    identity_claim_appid_g: principal.appId,
  });
}

function automationJob(start: number, random: DemoRandom): DemoRow[] {
  const job = random.guid();
  const runbook = random.pick(["Stop-IdleMachines", "Rotate-Logs", "Export-Costs"] as const);
  const end = random.chance(0.25) ? "Failed" : "Completed";
  const state = (at: number, result: string): DemoRow =>
    rowOf(at, resources.automation, {
      Category: "JobLogs",
      OperationName: "Job",
      ResultType: result,
      CorrelationId: job,
      JobId_g: job,
      RunbookName_s: runbook,
    });
  const at = start + random.below(20_000);
  return [state(at, "Started"), state(at + 5_000 + random.below(30_000), end)];
}
