import { expect, test } from "vitest";
import { systemIds } from "../base/index.ts";
import { openDirectory } from "../storage/index.ts";
import { createAccess } from "./access.ts";
import { openRoleFinder } from "./smallest-role.ts";

const tenantId = "10000000-0000-0000-0000-000000000001";
const armScope = "/subscriptions/50000000-0000-0000-0000-000000000001";

async function openAccess() {
  const directory = await openDirectory(":memory:");
  const access = createAccess({ directory, clock: { now: () => 0 }, ids: systemIds });
  return { access, roles: await access.listRoles(tenantId) };
}

/** Every so manieth operation that a role names without a pattern. */
function sample(operations: readonly string[], every: number): readonly string[] {
  const names = [...new Set(operations.filter((name) => !name.includes("*")))].sort();
  return names.filter((_, at) => at % every === 0);
}

test("the role that is found can be given, and then allows what was asked", async () => {
  const { access, roles } = await openAccess();
  const finder = openRoleFinder(() => roles);
  const blocks = roles.flatMap((role) => role.permissions);
  const wanted = [
    ...sample(
      blocks.flatMap((block) => block.actions),
      60,
    ).map((action) => ({ action })),
    ...sample(
      blocks.flatMap((block) => block.dataActions),
      20,
    ).map((dataAction) => ({ dataAction })),
  ];
  let found = 0;
  for (const one of wanted) {
    const choices = finder.find(one);
    for (const choice of [choices?.smallest, choices?.wellKnown]) {
      if (choice === undefined) continue;
      const principalId = systemIds.guid();
      await access.assign({
        tenantId,
        armScope,
        assignmentName: systemIds.guid(),
        roleDefinitionId: choice.role.id,
        principalId,
        principalType: "User",
        createdBy: principalId,
      });
      const { allowed } = await access.evaluate({ ...one, principalIds: [principalId], armScope });
      expect([one, choice.role.roleName, allowed]).toEqual([one, choice.role.roleName, true]);
      found += 1;
    }
  }
  expect(wanted.length).toBeGreaterThan(80);
  expect(found).toBeGreaterThan(wanted.length);
});

test("no role that grants less is passed over, and the same one is found each time", async () => {
  const { roles } = await openAccess();
  const action = "Microsoft.OperationalInsights/workspaces/query/read";
  const once = openRoleFinder(() => roles).find({ action });
  const reversed = openRoleFinder(() => [...roles].reverse()).find({ action });
  expect(reversed).toEqual(once);
  expect(once?.smallest).toMatchObject({
    role: { roleName: "Log Analytics Data Reader" },
    operations: 3,
  });
  const assigning = { action: "Microsoft.Authorization/roleAssignments/write" };
  expect(openRoleFinder(() => roles).find(assigning)).toMatchObject({
    smallest: { role: { roleName: "Role Based Access Control Administrator" } },
    wellKnown: undefined,
  });
});

test("what no role grants has none", async () => {
  const { roles } = await openAccess();
  const finder = openRoleFinder(() => roles);
  expect(finder.find({ dataAction: "Test.Boxes/boxes/open/action" })).toBeUndefined();
  expect(
    finder.find({
      action: "Microsoft.OperationalInsights/workspaces/query/read",
      dataAction: "Microsoft.Insights/Metrics/Write",
    }),
  ).toBeUndefined();
});
