/** Microsoft's own JavaScript library for access control makes roles, assigns them and takes them back. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

const PROGRAM = join(import.meta.dirname, "programs", "arm-authorization.ts");

let server: RunningLazurite;
beforeAll(async () => {
  server = await startLazurite();
});
afterAll(async () => {
  await server?.end();
});

test("roles, assignments, conditions, permissions and deny assignments", async () => {
  const { demo, subscriptionId, tenantId } = server.ready;
  const { clientId, clientSecret, guestObjectId, workspaceResourceId } = demo;
  const run = await runCommand(process.execPath, ["--import", "tsx", PROGRAM], {
    env: server.env,
    input: JSON.stringify({
      ...{ clientId, clientSecret, subscriptionId, tenantId },
      ...{ guestObjectId, workspaceResourceId },
    }),
  });
  expect(run.stderr).toBe("");
  expect(JSON.parse(run.stdout)).toEqual({
    role: { name: true, roleName: "sdk role", roleType: "CustomRole" },
    roleRead: [
      {
        actions: ["Microsoft.OperationalInsights/workspaces/read"],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
    roleById: "sdk role",
    customAtGroup: 1,
    customAtSubscription: 0,
    builtIn: [true],
    sameName: "409 RoleDefinitionWithSameNameExists",
    noSuchAction: "400 InvalidDataActionOrNotDataAction",
    assigned: { scope: true, type: "ServicePrincipal" },
    again: "409 RoleAssignmentExists",
    outside: "400 RoleAssignmentScopeNotAssignableToRoleDefinition",
    inUse: "400 RoleDefinitionHasAssignments",
    condition: [true, "2.0"],
    badCondition: "400 InvalidRoleAssignmentCondition",
    atWorkspace: 2,
    ofGuest: 2,
    inGroup: 2,
    ofResource: 2,
    read: true,
    permissions: [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }],
    permissionsOfResource: 1,
    denials: 0,
    denial: "404 DenyAssignmentNotFound",
    gone: null,
    deleted: "sdk role",
    roleGone: "404 RoleDefinitionDoesNotExist",
  });
});
