import { contoso } from "../../contoso.ts";
import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoRow, type DemoTable, ticks } from "../demo-table.ts";
import { busyness, MINUTE_MS } from "../rhythm.ts";
import { resources, servicePrincipals, users } from "../scene.ts";

interface Activity {
  readonly name: string;
  readonly category: string;
  readonly kind: "Add" | "Assign" | "Delete" | "Update";
  readonly target: "Application" | "Group" | "ServicePrincipal" | "User";
}

const activities: readonly [readonly [number, Activity], ...(readonly [number, Activity])[]] = [
  [4, { name: "Update user", category: "UserManagement", kind: "Update", target: "User" }],
  [3, { name: "Add member to group", category: "GroupManagement", kind: "Assign", target: "User" }],
  [2, { name: "Reset user password", category: "UserManagement", kind: "Update", target: "User" }],
  [
    2,
    {
      name: "Update application – Certificates and secrets management",
      category: "ApplicationManagement",
      kind: "Update",
      target: "Application",
    },
  ],
  [
    1,
    {
      name: "Add service principal",
      category: "ApplicationManagement",
      kind: "Add",
      target: "ServicePrincipal",
    },
  ],
  [1, { name: "Add user", category: "UserManagement", kind: "Add", target: "User" }],
  [1, { name: "Delete group", category: "GroupManagement", kind: "Delete", target: "Group" }],
  [1, { name: "Add member to role", category: "RoleManagement", kind: "Assign", target: "User" }],
];

/** Changes in the directory, by people in working hours. */
export const auditLogs: DemoTable = {
  name: "AuditLogs",
  constants: constantsOf("AuditLogs", {
    AADTenantId: contoso.tenantId,
    Level: "4",
    LoggedByService: "Core Directory",
    OperationVersion: "1.0",
    Resource: "Microsoft.aadiam",
    ResourceGroup: "Microsoft.aadiam",
    ResourceId: resources.tenant,
    SourceSystem: "Azure AD",
  }),
  columns: [
    "Id",
    "CorrelationId",
    "ActivityDateTime",
    "ActivityDisplayName",
    "OperationName",
    "AADOperationType",
    "Category",
    "Identity",
    "InitiatedBy",
    "TargetResources",
    "AdditionalDetails",
    "Result",
    "ResultReason",
    "ResultDescription",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows: DemoRow[] = [];
    for (let left = random.count(busyness(start) * 0.045); left > 0; left -= 1) {
      rows.push(change(start, random));
    }
    return rows;
  },
};

function change(start: number, random: DemoRandom): DemoRow {
  const activity = random.weighted(activities);
  const by = random.pick(users);
  const on = random.pick(users);
  const isFailed = random.chance(0.06);
  const at = start + random.below(MINUTE_MS);
  const app = random.pick(servicePrincipals);
  const target =
    activity.target === "User"
      ? { id: on.id, displayName: on.name, type: "User", userPrincipalName: on.upn }
      : { id: app.principalId, displayName: app.name, type: activity.target };
  return {
    at,
    values: [
      `Directory_${random.hex(8)}`,
      random.guid(),
      ticks(at),
      activity.name,
      activity.name,
      activity.kind,
      activity.category,
      by.name,
      JSON.stringify({
        user: { id: by.id, userPrincipalName: by.upn, ipAddress: by.place.address, roles: [] },
      }),
      JSON.stringify([{ ...target, modifiedProperties: [] }]),
      "[]",
      isFailed ? "failure" : "success",
      isFailed ? "Insufficient privileges" : "",
      "",
    ],
  };
}
