import { beforeEach, expect, test } from "vitest";
import { limits, systemIds } from "../base/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type Access, createAccess } from "./access.ts";

const TENANT = "10000000-0000-0000-0000-000000000001";
const SUBSCRIPTION = "/subscriptions/50000000-0000-0000-0000-000000000001";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const guid = (first: string, count: number): string =>
  `${first}0000000-0000-0000-0000-${String(count).padStart(12, "0")}`;

let directory: Directory;
let access: Access;
beforeEach(async () => {
  directory = await openDirectory(":memory:");
  access = createAccess({ directory, clock: { now: () => 0 }, ids: systemIds });
});

const by = { createdBy: guid("a", 0), updatedBy: guid("a", 0), createdAt: 0, updatedAt: 0 };

const writeRole = (index: number) =>
  access.writeRole({
    tenantId: TENANT,
    id: guid("e", index),
    roleName: `role ${index}`,
    description: "",
    assignableScopes: [SUBSCRIPTION],
    permissions: [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }],
    by: guid("a", 0),
  });

const assign = (index: number, armScope: string) =>
  access.assign({
    tenantId: TENANT,
    armScope,
    assignmentName: guid("d", index),
    roleDefinitionId: READER,
    principalId: guid("a", index),
    principalType: "User",
    createdBy: guid("a", 0),
  });

test("a tenant has as many custom roles as the service allows, which may still be changed", async () => {
  const max = limits.access.customRolesPerTenantMax;
  await directory.write(async ({ customRoles }) => {
    for (let index = 0; index < max; index += 1) {
      await customRoles.insert({
        ...by,
        tenantId: TENANT,
        id: guid("e", index),
        roleName: `role ${index}`,
        nameKey: `role ${index}`,
        description: "",
        assignableScopes: "[]",
        permissions: "[]",
      });
    }
  });
  await expect(writeRole(max)).rejects.toMatchObject({
    code: "access/role-limit",
    facts: { limit: "5000" },
  });
  await writeRole(7);
  await access.removeRole({ tenantId: TENANT, id: guid("e", 1) });
  await writeRole(max);
  expect((await access.listRoles(TENANT)).length).toBe(928 + max);
});

test.each([
  ["a subscription", SUBSCRIPTION, limits.access.roleAssignmentsPerSubscriptionMax, 4_000],
  ["what is above", "/", limits.access.roleAssignmentsAboveSubscriptionsMax, 500],
])("%s has as many role assignments as the service allows", async (_, scope, max, number) => {
  expect(max).toBe(number);
  await directory.write(async ({ roleAssignments }) => {
    for (let index = 0; index < max; index += 1) {
      await roleAssignments.insert({
        ...by,
        rowId: guid("c", index),
        tenantId: TENANT,
        name: guid("d", index),
        scope,
        scopeKey: scope.toLowerCase(),
        subscriptionKey: scope.split("/")[2] ?? null,
        roleId: READER,
        principalId: guid("a", index),
        principalType: "User",
        description: null,
        condition: null,
        conditionVersion: null,
        effectiveAt: 0,
        removedEffectiveAt: null,
      });
    }
  });
  await expect(assign(max, scope)).rejects.toMatchObject({
    code: "access/assignment-limit",
    facts: { limit: String(max) },
  });
  const place = { tenantId: TENANT, armScope: scope, assignmentName: guid("d", 3) };
  await access.unassign(place);
  expect((await assign(max, scope)).isNew).toBe(true);
});
