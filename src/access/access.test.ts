import { beforeEach, describe, expect, test } from "vitest";
import { systemIds } from "../base/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type Access, createAccess } from "./access.ts";
import type { AssignRequest } from "./assign.ts";

const tenantId = "10000000-0000-0000-0000-000000000001";
const alice = "a0000000-0000-0000-0000-000000000001";
const group = "b0000000-0000-0000-0000-000000000001";
const subscription = "/subscriptions/50000000-0000-0000-0000-000000000001";
const demo = `${subscription}/resourceGroups/demo`;
const workspace = `${demo}/providers/Microsoft.OperationalInsights/workspaces/logs`;

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const LOG_READER = "73c42c96-874c-492b-b04d-ab87d138a893";
const CONDITIONAL = "dbc9c667-e97f-4491-aee6-90b9cf960190";

const READ = "Microsoft.OperationalInsights/workspaces/query/read";

let now = 1_000_000;
let directory: Directory;
let access: Access;

beforeEach(async () => {
  now = 1_000_000;
  directory = await openDirectory(":memory:");
  access = open(0);
});

function open(propagationDelayMs: number): Access {
  return createAccess({
    directory,
    clock: { now: () => now },
    ids: systemIds,
    propagationDelayMs,
  });
}

function give(roleDefinitionId: string, armScope: string, more: Partial<AssignRequest> = {}) {
  return access.assign({
    tenantId,
    armScope,
    assignmentName: systemIds.guid(),
    roleDefinitionId,
    principalId: alice,
    principalType: "User",
    createdBy: alice,
    ...more,
  });
}

async function may(action: string, armScope: string, ids = [alice]): Promise<boolean> {
  return (await access.evaluate({ principalIds: ids, action, armScope })).allowed;
}

describe("scopes", () => {
  const at: [string, string, boolean][] = [
    ["/", workspace, true],
    [subscription, workspace, true],
    [demo, workspace, true],
    [demo, demo.toUpperCase(), true],
    [demo, `${demo}/`, true],
    [workspace, `${workspace}/tables/Syslog`, true],
    [workspace, demo, false],
    [demo, `${demo}2`, false],
    [demo, `${subscription}/resourceGroups/dem`, false],
    [workspace, `${workspace}2`, false],
    [subscription, `${subscription}0`, false],
    [demo, "/subscriptions/x/resourceGroups/demo", false],
    [demo, `${demo}/../other`, false],
    [demo, `${demo}%2f..%2fother`, false],
    [demo, `x${demo}`, false],
    [demo, `/${demo}`, false],
    ["/", "", false],
  ];
  test.each(at)("a role at %s counts at %s: %s", async (assigned, asked, expected) => {
    await give(READER, assigned);
    expect(await may(READ, asked)).toBe(expected);
  });
});

describe("operations", () => {
  const cases: [string, string, "action" | "dataAction", boolean][] = [
    [READER, READ, "action", true],
    [READER, READ.toUpperCase(), "action", true],
    [READER, "Microsoft.OperationalInsights/workspaces/write", "action", false],
    [READER, "Microsoft.Insights/Metrics/Write", "dataAction", false],
    [READER, "*/read", "action", false],
    [READER, "", "action", false],
    [OWNER, "*", "action", false],
    [OWNER, "Microsoft.Insights/Metrics/Write", "dataAction", false],
    [CONTRIBUTOR, "Microsoft.OperationalInsights/workspaces/write", "action", true],
    [CONTRIBUTOR, "Microsoft.Authorization/roleAssignments/write", "action", false],
    [CONTRIBUTOR, "Microsoft.Authorization/roleAssignments/read", "action", true],
    [METRICS_PUBLISHER, "Microsoft.Insights/Metrics/Write", "dataAction", true],
    [METRICS_PUBLISHER, "Microsoft.Insights/Metrics/Write", "action", false],
    [LOG_READER, "Microsoft.OperationalInsights/workspaces/sharedKeys/read", "action", false],
    [LOG_READER, "Microsoft.OperationalInsights/workspaces/search/action", "action", true],
  ];
  test.each(cases)("%s grants %s as %s: %s", async (role, operation, kind, expected) => {
    await give(role, subscription);
    const request = { principalIds: [alice], armScope: workspace, [kind]: operation };
    expect((await access.evaluate(request)).allowed).toBe(expected);
  });

  test("what one role takes away another may still give", async () => {
    await give(LOG_READER, subscription);
    await give(READER, subscription);
    expect(await may("Microsoft.OperationalInsights/workspaces/sharedKeys/read", workspace)).toBe(
      true,
    );
  });

  test("an action and a data action asked together must both be granted", async () => {
    await give(READER, subscription);
    const both = {
      principalIds: [alice],
      armScope: workspace,
      action: READ,
      dataAction: "Microsoft.Insights/Metrics/Write",
    };
    expect((await access.evaluate(both)).allowed).toBe(false);
    await give(METRICS_PUBLISHER, workspace);
    expect((await access.evaluate(both)).allowed).toBe(true);
  });

  test("a request that names no operation is granted nothing", async () => {
    await give(OWNER, "/");
    const decision = await access.evaluate({ principalIds: [alice], armScope: workspace });
    expect(decision.allowed).toBe(false);
  });
});

test("a group's role counts for its members, and a stranger has none", async () => {
  await give(READER, demo, { principalId: group, principalType: "Group" });
  expect(await may(READ, workspace, [alice, group])).toBe(true);
  expect(await may(READ, workspace, [alice])).toBe(false);
  expect(await may(READ, workspace, [])).toBe(false);
});

test("an assignment of another tenant does not reach a subscription", async () => {
  await directory.write((stores) =>
    stores.subscriptions.insert({
      key: "50000000-0000-0000-0000-000000000001",
      tenantId,
      displayName: "one",
      createdAt: now,
    }),
  );
  await give(OWNER, "/", { tenantId: "20000000-0000-0000-0000-000000000002" });
  expect(await may(READ, workspace)).toBe(false);
});

test("the decision names the assignment and the role that grant it", async () => {
  const { assignment } = await give(READER, demo);
  const decision = await access.evaluate({
    principalIds: [alice],
    action: READ,
    armScope: workspace,
  });
  expect(decision).toEqual({
    allowed: true,
    grantedBy: [
      {
        assignmentName: assignment.name,
        armScope: demo,
        principalId: alice,
        roleId: READER,
        roleName: "Reader",
      },
    ],
    pending: [],
    conditional: [],
  });
});

describe("propagation", () => {
  test("with a delay, a new role counts only when the delay has passed", async () => {
    access = open(60_000);
    await give(READER, demo);
    expect(await may(READ, workspace)).toBe(false);
    const decision = await access.evaluate({
      principalIds: [alice],
      action: READ,
      armScope: workspace,
    });
    expect(decision.pending).toMatchObject([{ roleName: "Reader", effectiveAt: now + 60_000 }]);
    now += 59_999;
    expect(await may(READ, workspace)).toBe(false);
    now += 1;
    expect(await may(READ, workspace)).toBe(true);
  });

  test("with a delay, a removed role counts until the delay has passed", async () => {
    const { assignment } = await give(READER, demo);
    access = open(60_000);
    await access.unassign({ tenantId, armScope: demo, assignmentName: assignment.name });
    await expect(
      access.get({ tenantId, armScope: demo, assignmentName: assignment.name }),
    ).rejects.toMatchObject({ code: "access/assignment-not-found" });
    expect(await may(READ, workspace)).toBe(true);
    now += 60_000;
    expect(await may(READ, workspace)).toBe(false);
  });

  test("without a delay, both count at once", async () => {
    const { assignment } = await give(READER, demo);
    expect(await may(READ, workspace)).toBe(true);
    await access.unassign({ tenantId, armScope: demo, assignmentName: assignment.name });
    expect(await may(READ, workspace)).toBe(false);
  });
});

test("a condition is never taken as fulfilled, and the decision says so", async () => {
  const { assignment } = await give(READER, demo);
  const [stored] = await directory.read.roleAssignments.listOfPrincipals([alice]);
  if (stored === undefined) throw new Error("nothing stored");
  await directory.write(async (stores) => {
    await stores.roleAssignments.deleteBelow(stored.scopeKey);
    await stores.roleAssignments.insert({ ...stored, roleId: CONDITIONAL });
  });
  const decision = await access.evaluate({
    principalIds: [alice],
    dataAction: "Microsoft.OperationalInsights/workspaces/tables/data/read",
    armScope: workspace,
  });
  expect(decision).toMatchObject({
    allowed: false,
    conditional: [
      { assignmentName: assignment.name, roleName: "Privileged Monitoring Data Reader" },
    ],
  });
});

describe("assign refuses", () => {
  const refused: [string, string, Partial<AssignRequest>][] = [
    ["a scope that is none", "access/invalid-scope", { armScope: `${demo}/providers/x` }],
    ["a hostile scope", "access/invalid-scope", { armScope: "/subscriptions/a/../b" }],
    ["a name that is no GUID", "access/invalid-assignment", { assignmentName: "mine" }],
    ["a principal that is no GUID", "access/invalid-assignment", { principalId: "alice" }],
    ["an unknown kind of principal", "access/invalid-assignment", { principalType: "Device" }],
    ["an unknown role", "access/role-definition-not-found", { roleDefinitionId: alice }],
    [
      "a role definition at what is no scope",
      "access/role-definition-not-found",
      {
        roleDefinitionId:
          "https://management.azure.com/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
      },
    ],
    ["a role by name", "access/role-definition-not-found", { roleDefinitionId: "Reader" }],
    ["what is no condition", "access/condition-invalid", { condition: "true" }],
    ["a version of no condition", "access/condition-invalid", { conditionVersion: "2.0" }],
    ["an unknown attribute", "access/condition-not-supported", { condition: "Exists @Request[a]" }],
    ["a conditional role", "access/condition-not-supported", { roleDefinitionId: CONDITIONAL }],
    ["a long description", "access/invalid-assignment", { description: "x".repeat(1025) }],
  ];
  test.each(refused)("%s", async (_, code, change) => {
    await expect(give(READER, demo, change)).rejects.toMatchObject({ code });
    expect((await access.list({ tenantId, armScope: "/", extent: "all" })).assignments).toEqual([]);
  });

  test("the same role again under another name", async () => {
    const { assignment } = await give(READER, demo);
    await expect(give(READER, demo.toUpperCase())).rejects.toMatchObject({
      code: "access/role-assignment-exists",
      facts: { assignmentName: assignment.name },
    });
  });

  test("another role, principal or scope under the same name", async () => {
    const { assignment } = await give(READER, demo);
    const assignmentName = assignment.name;
    for (const change of [
      { roleDefinitionId: OWNER },
      { principalId: group },
      { armScope: subscription },
    ]) {
      await expect(give(READER, demo, { assignmentName, ...change })).rejects.toMatchObject({
        code: "access/assignment-update-not-permitted",
      });
    }
  });
});

test("the same assignment again changes nothing, a new description is taken", async () => {
  const first = await give(READER, demo, { description: "one" });
  const assignmentName = first.assignment.name;
  now += 5;
  const again = await give(READER, demo, { assignmentName, description: "one" });
  expect(again).toEqual({ assignment: first.assignment, isNew: false });
  const changed = await give(READER, demo, { assignmentName, description: "two" });
  expect(changed.assignment).toEqual({ ...first.assignment, description: "two", updatedAt: now });
});

test("a list holds what stands at, above and below the scope, and no more", async () => {
  const scopes = ["/", subscription, demo, workspace, `${demo}2`];
  for (const armScope of scopes) await give(READER, armScope);
  const list = async (armScope: string, extent: "all" | "atAndAbove"): Promise<string[]> => {
    const page = await access.list({ tenantId, armScope, extent });
    return page.assignments.map((assignment) => assignment.armScope).sort();
  };
  expect(await list(demo, "all")).toEqual(["/", subscription, demo, workspace].sort());
  expect(await list(demo, "atAndAbove")).toEqual(["/", subscription, demo].sort());
  expect(await list("/", "all")).toEqual([...scopes].sort());
});

test("reaches is true at, above and below a scope that the principal has a role at", async () => {
  await give(READER, workspace);
  const reaches = (armScope: string): Promise<boolean> =>
    access.reaches({ principalIds: [alice], armScope });
  expect(await reaches(subscription)).toBe(true);
  expect(await reaches(`${workspace}/tables/t`)).toBe(true);
  expect(await reaches(`${demo}2`)).toBe(false);
  expect(await reaches("/subscriptions/other")).toBe(false);
});
