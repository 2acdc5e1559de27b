import { contoso } from "../../contoso.ts";
import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoRow, type DemoTable, ticks } from "../demo-table.ts";
import { busyness, isCertain, MINUTE_MS } from "../rhythm.ts";
import { resources, servicePrincipals, users } from "../scene.ts";

interface Operation {
  readonly name: string;
  readonly action: string;
  readonly category: string;
  readonly resource: string;
}

const operation = (
  name: string,
  action: string,
  category: string,
  resource: string,
): Operation => ({
  name,
  action,
  category,
  resource,
});

const machine = `${resources.group}/providers/microsoft.compute/virtualmachines/web-01`;

const operations: readonly [readonly [number, Operation], ...(readonly [number, Operation])[]] = [
  [
    6,
    operation(
      "Create or Update Virtual Machine",
      "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
      "Administrative",
      machine,
    ),
  ],
  [
    4,
    operation(
      "Restart Virtual Machine",
      "MICROSOFT.COMPUTE/VIRTUALMACHINES/RESTART/ACTION",
      "Administrative",
      machine,
    ),
  ],
  [4, operation("Update website", "MICROSOFT.WEB/SITES/WRITE", "Administrative", resources.site)],
  [
    3,
    operation(
      "Create role assignment",
      "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE",
      "Administrative",
      resources.group,
    ),
  ],
  [
    2,
    operation(
      "Delete role assignment",
      "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/DELETE",
      "Administrative",
      resources.group,
    ),
  ],
  [
    3,
    operation(
      "Create Deployment",
      "MICROSOFT.RESOURCES/DEPLOYMENTS/WRITE",
      "Administrative",
      resources.group,
    ),
  ],
  [
    2,
    operation(
      "Create or Update Network Security Group",
      "MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/WRITE",
      "Administrative",
      `${resources.group}/providers/microsoft.network/networksecuritygroups/web-nsg`,
    ),
  ],
  [
    5,
    operation(
      "'audit' Policy action.",
      "MICROSOFT.AUTHORIZATION/POLICIES/AUDIT/ACTION",
      "Policy",
      machine,
    ),
  ],
  [
    2,
    operation(
      "Autoscale scale up completed",
      "MICROSOFT.INSIGHTS/AUTOSCALESETTINGS/SCALEUP/ACTION",
      "Autoscale",
      resources.site,
    ),
  ],
  [
    1,
    operation(
      "Health Event Activated",
      "MICROSOFT.RESOURCEHEALTH/HEALTHEVENT/ACTIVATED/ACTION",
      "ResourceHealth",
      machine,
    ),
  ],
  [
    1,
    operation(
      "Activated alert",
      "MICROSOFT.INSIGHTS/ALERTRULES/ACTIVATED/ACTION",
      "Alert",
      resources.site,
    ),
  ],
  [
    1,
    operation(
      "New recommendation",
      "MICROSOFT.ADVISOR/GENERATERECOMMENDATIONS/ACTION",
      "Recommendation",
      resources.database,
    ),
  ],
  [
    1,
    operation(
      "Security alert",
      "MICROSOFT.SECURITY/LOCATIONS/ALERTS/ACTIVATE/ACTION",
      "Security",
      machine,
    ),
  ],
];

/** Changes of the subscription's resources: each with a start and an end under one correlation id. */
export const azureActivity: DemoTable = {
  name: "AzureActivity",
  constants: constantsOf("AzureActivity", {
    _IsBillable: "False",
    SubscriptionId: contoso.subscriptionId,
    _SubscriptionId: contoso.subscriptionId,
    Hierarchy: `${contoso.tenantId}/${contoso.subscriptionId}`,
    ResourceGroup: contoso.resourceGroup,
  }),
  columns: [
    "OperationName",
    "OperationNameValue",
    "Level",
    "ActivityStatus",
    "ActivityStatusValue",
    "ActivitySubstatusValue",
    "Category",
    "CategoryValue",
    "Caller",
    "CallerIpAddress",
    "Authorization",
    "Authorization_d",
    "Claims_d",
    "CorrelationId",
    "OperationId",
    "EventDataId",
    "EventSubmissionTimestamp",
    "HTTPRequest",
    "Properties",
    "Properties_d",
    "Resource",
    "ResourceId",
    "_ResourceId",
    "ResourceProvider",
    "ResourceProviderValue",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows: DemoRow[] = [];
    for (let left = random.count(busyness(start) * 0.06); left > 0; left -= 1) {
      rows.push(...activity(start, random, random.chance(0.08)));
    }
    if (isCertain("failed activity", start)) rows.push(...activity(start, random, true));
    return rows;
  },
};

interface Status {
  readonly status: string;
  readonly value: string;
  readonly substatus: string;
}

const STARTED: Status = { status: "Started", value: "Start", substatus: "" };
const SUCCEEDED: Status = { status: "Succeeded", value: "Success", substatus: "OK" };
const FAILED: Status = { status: "Failed", value: "Failure", substatus: "Conflict" };

function activity(start: number, random: DemoRandom, isFailed: boolean): DemoRow[] {
  const what = random.weighted(operations);
  const ids = { correlation: random.guid(), operation: random.guid() };
  const at = start + random.below(MINUTE_MS - 20_000);
  const by = whoDid(random, what.category);
  const end = isFailed ? FAILED : SUCCEEDED;
  if (what.category !== "Administrative") return [row(at, random, what, ids, by, end)];
  return [
    row(at, random, what, ids, by, STARTED),
    row(at + 1_000 + random.below(18_000), random, what, ids, by, end),
  ];
}

interface Doer {
  readonly name: string;
  readonly address: string;
}

function whoDid(random: DemoRandom, category: string): Doer {
  if (category === "ResourceHealth" || category === "Alert" || category === "Autoscale") {
    return { name: "", address: "" };
  }
  const user = random.pick(users);
  if (random.chance(0.6)) return { name: user.upn, address: user.place.address };
  const principal = random.pick(servicePrincipals);
  return { name: principal.principalId, address: principal.address };
}

function row(
  at: number,
  random: DemoRandom,
  what: Operation,
  ids: { readonly correlation: string; readonly operation: string },
  by: Doer,
  status: Status,
): DemoRow {
  const authorization = JSON.stringify({ action: what.action, scope: what.resource });
  const properties = JSON.stringify({
    eventCategory: what.category,
    entity: what.resource,
    message: what.action,
    statusCode: status.substatus,
    ...(status === FAILED
      ? { statusMessage: "The resource is being changed by another call." }
      : {}),
  });
  const provider = what.action.split("/")[0] ?? "";
  return {
    at,
    values: [
      what.name,
      what.action,
      status === FAILED ? "Error" : what.category === "Policy" ? "Warning" : "Information",
      status.status,
      status.value,
      status.substatus,
      what.category,
      what.category,
      by.name,
      by.address,
      authorization,
      authorization,
      by.name === "" ? "{}" : JSON.stringify({ name: by.name, ipaddr: by.address }),
      ids.correlation,
      ids.operation,
      random.guid(),
      ticks(at + 45_000),
      by.address === "" ? "" : JSON.stringify({ clientIpAddress: by.address, method: "PUT" }),
      properties,
      properties,
      what.resource.split("/").at(-1) ?? "",
      what.resource,
      what.resource,
      provider.toLowerCase(),
      provider,
    ],
  };
}
