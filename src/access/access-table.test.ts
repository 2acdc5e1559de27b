import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isAtOrBelow, type PlainBlock, plainlyGrants } from "../../tests/support/plain-access.ts";
import { systemIds } from "../base/index.ts";
import { openDirectory } from "../storage/index.ts";
import { createAccess } from "./access.ts";

const TENANT = "10000000-0000-0000-0000-000000000001";
const SUBSCRIPTION = "/subscriptions/50000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/demo`;
const WORKSPACE = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`;
const ASSIGNED = ["/", SUBSCRIPTION, GROUP, WORKSPACE];
const ASKED = [
  SUBSCRIPTION,
  GROUP,
  `${WORKSPACE}/tables/Syslog`,
  `${GROUP}2/providers/Microsoft.OperationalInsights/workspaces/logs`,
];
const ACTIONS = [
  "Microsoft.Authorization/roleAssignments/read",
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Authorization/roleAssignments/delete",
  "Microsoft.Authorization/roleDefinitions/write",
  "Microsoft.Authorization/locks/delete",
  "Microsoft.Authorization/elevateAccess/action",
  "Microsoft.Authorization/permissions/read",
  "Microsoft.Resources/subscriptions/read",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.Resources/subscriptions/resourceGroups/delete",
  "Microsoft.Resources/deployments/write",
  "Microsoft.Resources/tags/write",
  "Microsoft.OperationalInsights/workspaces/read",
  "Microsoft.OperationalInsights/workspaces/write",
  "Microsoft.OperationalInsights/workspaces/delete",
  "Microsoft.OperationalInsights/workspaces/query/read",
  "Microsoft.OperationalInsights/workspaces/query/Syslog/read",
  "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
  "Microsoft.OperationalInsights/workspaces/search/action",
  "Microsoft.Insights/metrics/read",
  "Microsoft.Insights/alertRules/write",
  "Microsoft.Insights/Logs/Read",
  "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
  "Microsoft.IoTCentral/IoTApps/write",
  "Microsoft.Support/supportTickets/write",
  "Microsoft.Storage/storageAccounts/listKeys/action",
  "Microsoft.Storage/storageAccounts/read",
  "Microsoft.Compute/virtualMachines/start/action",
  "Microsoft.KeyVault/vaults/secrets/read",
];
const DATA_ACTIONS = [
  "Microsoft.Insights/Metrics/Write",
  "Microsoft.Insights/Telemetry/Write",
  "Microsoft.Insights/logs/data/read",
  "Microsoft.OperationalInsights/workspaces/tables/data/read",
  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
  "Microsoft.KeyVault/vaults/secrets/getSecret/action",
  "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
];
const OPERATIONS = [
  ...ACTIONS.map((operation) => ({ kind: "action" as const, operation })),
  ...DATA_ACTIONS.map((operation) => ({ kind: "dataAction" as const, operation })),
];

interface RoleFacts {
  readonly id: string;
  readonly permissions: readonly PlainBlock[];
}

const file = new URL("./generated/built-in-roles.json", import.meta.url);
const { roles } = JSON.parse(readFileSync(file, "utf8")) as { roles: readonly RoleFacts[] };
const principalOf = (index: number): string =>
  `a0000000-0000-0000-0000-${String(index).padStart(12, "0")}`;

test("every built-in role grants what a second, plain reading of it grants, and nothing else", {
  timeout: 120_000,
}, async () => {
  const directory = await openDirectory(":memory:");
  const clock = { now: (): number => 1_000 };
  const access = createAccess({ directory, clock, ids: systemIds, propagationDelayMs: 0 });
  const assigned = roles.map((role, index) => ({
    role,
    scope: ASSIGNED[index % ASSIGNED.length] ?? "/",
    principalId: principalOf(index),
  }));
  await directory.write(async (stores) => {
    for (const { role, scope, principalId } of assigned) {
      await stores.roleAssignments.insert(rowOf(role.id, scope, principalId));
    }
  });
  const wrong: string[] = [];
  let checked = 0;
  let granted = 0;
  for (const { role, scope: at, principalId } of assigned) {
    for (const { kind, operation } of OPERATIONS) {
      const grants = role.permissions.some((block) => plainlyGrants(block, kind, operation));
      for (const scope of ASKED) {
        const expected = grants && isAtOrBelow(scope, at);
        const request = { principalIds: [principalId], armScope: scope, [kind]: operation };
        const { allowed } = await access.evaluate(request);
        checked += 1;
        if (expected) granted += 1;
        if (allowed !== expected) wrong.push(`${role.id} ${operation} at ${scope}: ${allowed}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(checked).toBe(928 * 4 * 38);
  expect(granted).toBe(GRANTED);
  await directory.close();
});

/** How many of the answers are yes, counted once: a second reading that refuses all proves nothing. */
const GRANTED = 6_410;

function rowOf(roleId: string, scope: string, principalId: string) {
  return {
    rowId: systemIds.guid(),
    tenantId: TENANT,
    name: systemIds.guid(),
    scope,
    scopeKey: scope.toLowerCase(),
    subscriptionKey: scope.split("/")[2] ?? null,
    roleId,
    principalId,
    principalType: "User",
    description: null,
    condition: null,
    conditionVersion: null,
    createdBy: principalId,
    updatedBy: principalId,
    createdAt: 0,
    updatedAt: 0,
    effectiveAt: 0,
    removedEffectiveAt: null,
  };
}
