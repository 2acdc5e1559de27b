import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  otherSubscriptionId,
  people,
  roles,
  subscription,
  tenantId,
} from "../../../../tests/support/arm-fixture.ts";

let world: ArmWorld;
beforeEach(async () => {
  world = await makeArmWorld();
});

const VERSION = "api-version=2022-04-01";
const ID = "e1000000-0000-0000-0000-000000000001";
const definitions = (scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleDefinitions`;
const path = (id = ID, scope = subscription): string => `${definitions(scope)}/${id}?${VERSION}`;
const assignmentPath = (scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${ID}?${VERSION}`;
const TIME = "2026-01-02T03:04:05.0060000Z";

const block = (change: object = {}): object => ({
  actions: ["Microsoft.Resources/subscriptions/resourceGroups/read"],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...change,
});
const wanted = (change: object = {}): object => ({
  properties: {
    roleName: "Group reader",
    description: "Reads groups",
    type: "CustomRole",
    permissions: [block()],
    assignableScopes: [subscription],
    ...change,
  },
});
const put = (change: object = {}, id = ID, as = people.owner) =>
  world.call("PUT", path(id), { as, body: wanted(change) });
const assignTo = (principalId: string, scope = subscription, roleId = ID) =>
  world.call("PUT", assignmentPath(scope), {
    body: { properties: { roleDefinitionId: `${definitions(scope)}/${roleId}`, principalId } },
  });
const mayReadGroup = async (): Promise<boolean> => {
  const answer = await world.call("GET", `${group}?api-version=2021-04-01`, {
    as: people.reader,
  });
  return answer.status === 200;
};

const described = {
  id: `${definitions(subscription)}/${ID}`,
  type: "Microsoft.Authorization/roleDefinitions",
  name: ID,
  properties: {
    roleName: "Group reader",
    type: "CustomRole",
    description: "Reads groups",
    assignableScopes: [subscription],
    permissions: [block()],
    createdOn: TIME,
    updatedOn: TIME,
    createdBy: people.owner,
    updatedBy: people.owner,
  },
};

test("one is made, read, replaced and deleted", async () => {
  expect(await put()).toMatchObject({ status: 201, body: described });
  expect((await world.call("GET", path())).body).toEqual(described);
  const renamed = await put({ roleName: "Other", description: null });
  expect(renamed).toMatchObject({
    status: 201,
    body: { properties: { roleName: "Other", description: "" } },
  });
  expect((await world.call("DELETE", path())).status).toBe(200);
  expect((await world.call("DELETE", path())).status).toBe(204);
  expect((await world.call("GET", path())).status).toBe(404);
});

test("a whole answer may be sent back", async () => {
  const { body } = await put();
  expect(await world.call("PUT", path(), { body })).toMatchObject({ status: 201, body: described });
});

test("it grants what it says, at once, and what it says after a change", async () => {
  await put();
  expect(await mayReadGroup()).toBe(false);
  expect((await assignTo(people.reader)).status).toBe(201);
  expect(await mayReadGroup()).toBe(true);
  await put({ permissions: [block({ actions: ["Microsoft.Support/*"] })] });
  expect(await mayReadGroup()).toBe(false);
  await put({ permissions: [block({ actions: ["*"], notActions: ["*/read"] })] });
  expect(await mayReadGroup()).toBe(false);
  await put({ permissions: [block({ actions: ["*"], notActions: ["*/write"] })] });
  expect(await mayReadGroup()).toBe(true);
});

describe("refused", () => {
  const refused: readonly (readonly [string, object, number, string])[] = [
    ["no name", { roleName: "" }, 400, "InvalidRoleDefinition"],
    ["a long name", { roleName: "x".repeat(513) }, 400, "InvalidRoleDefinition"],
    ["a long description", { description: "x".repeat(2_049) }, 400, "InvalidRoleDefinition"],
    ["no permissions", { permissions: [] }, 400, "InvalidRoleDefinition"],
    ["no scope", { assignableScopes: [] }, 400, "InvalidRoleDefinition"],
    ["the root as scope", { assignableScopes: ["/"] }, 400, "InvalidAssignableScope"],
    ["a resource as scope", { assignableScopes: [box] }, 400, "InvalidAssignableScope"],
    ["a star as scope", { assignableScopes: [`${subscription}/*`] }, 400, "InvalidAssignableScope"],
    [
      "a management group as scope",
      { assignableScopes: ["/providers/Microsoft.Management/managementGroups/g"] },
      400,
      "InvalidAssignableScope",
    ],
    [
      "a subscription that is not the tenant's",
      { assignableScopes: [subscription, `/subscriptions/${otherSubscriptionId}`] },
      403,
      "LinkedAuthorizationFailed",
    ],
    [
      "a subscription that is not there",
      { assignableScopes: ["/subscriptions/50000000-0000-0000-0000-00000000000f"] },
      403,
      "LinkedAuthorizationFailed",
    ],
    ["a built-in role's kind", { type: "BuiltInRole" }, 400, "InvalidRequestContent"],
    ["a built-in role's name", { roleName: "reader" }, 409, "RoleDefinitionWithSameNameExists"],
    ["an unknown field", { until: "tomorrow" }, 400, "NotSupported"],
    [
      "a condition",
      { permissions: [block({ condition: "true", conditionVersion: "2.0" })] },
      400,
      "NotSupported",
    ],
    [
      "texts that are none",
      { permissions: [block({ actions: [1] })] },
      400,
      "InvalidRequestContent",
    ],
  ];
  test.each(refused)("%s", async (_, change, status, code) => {
    expect(await put(change)).toMatchObject({ status, body: { error: { code } } });
    expect((await world.call("GET", path())).status).toBe(404);
  });

  const operations: readonly (readonly [string, string, string])[] = [
    ["actions", "Microsoft.Insights/nothing/read", "InvalidActionOrNotAction"],
    ["actions", "Microsoft.Insights/*/read/*", "InvalidActionOrNotAction"],
    ["actions", "Microsoft.Storage/*/read*/x", "InvalidActionOrNotAction"],
    ["actions", "Microsoft.Insights/Metrics/Write", "InvalidActionOrNotAction"],
    ["actions", "Microsoft Insights/read", "InvalidActionOrNotAction"],
    ["actions", "", "InvalidActionOrNotAction"],
    ["actions", "Contoso.Nothing/x/read", "InvalidActionOrNotAction"],
    ["notActions", "Microsoft.Authorization/x/read", "InvalidActionOrNotAction"],
    ["dataActions", "Microsoft.Insights/Metrics/read", "InvalidDataActionOrNotDataAction"],
    ["notDataActions", "Contoso.Nothing/*", "InvalidDataActionOrNotDataAction"],
  ];
  test.each(operations)("in %s: %s", async (field, operation, code) => {
    const answer = await put({ permissions: [block({ [field]: [operation] })] });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });

  test("a name that another custom role has, whatever the case", async () => {
    await put();
    const answer = await put({ roleName: "GROUP reader" }, ID.replace("e1", "e2"));
    expect(answer).toMatchObject({
      status: 409,
      body: {
        error: {
          code: "RoleDefinitionWithSameNameExists",
          message: "A role definition cannot be updated with a name that already exists.",
        },
      },
    });
  });

  test("changing or deleting a built-in role", async () => {
    for (const method of ["PUT", "DELETE"] as const) {
      const body = method === "PUT" ? wanted() : undefined;
      expect(await world.call(method, path(roles.reader), { body })).toMatchObject({
        status: 403,
        body: { error: { code: "BuiltInRoleDefinitionUpdateNotPermitted" } },
      });
    }
  });

  test("an id that is none, and a name that is not the path's", async () => {
    expect(await put({}, "mine")).toMatchObject({
      status: 400,
      body: { error: { code: "InvalidRoleDefinition" } },
    });
    const body = { ...wanted(), name: people.nobody };
    expect((await world.call("PUT", path(), { body })).status).toBe(400);
  });
});

test("names that providers are known to have, and stars for all of them, are taken", async () => {
  const taken = [
    "*",
    "*/read",
    "Microsoft.*/read",
    "microsoft.insights/METRICS/read",
    "Microsoft.OperationalInsights/workspaces/*",
    "Microsoft.Storage/storageAccounts/read",
  ];
  const permissions = [
    block({ actions: taken, dataActions: ["Microsoft.Insights/Metrics/Write"] }),
  ];
  expect(await put({ permissions })).toMatchObject({
    status: 201,
    body: { properties: { permissions } },
  });
});

describe("who may write one", () => {
  const giveOwnerOfGroup = () =>
    world.access.assign({
      tenantId,
      armScope: group,
      assignmentName: ID.replace("e1", "e9"),
      roleDefinitionId: roles.owner,
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
  const putAt = (scope: string, assignableScopes: readonly string[]) =>
    world.call("PUT", path(ID, scope), { as: people.reader, body: wanted({ assignableScopes }) });

  test("only who may at every assignable scope, those of before included", async () => {
    expect((await put({}, ID, people.nobody)).status).toBe(403);
    await giveOwnerOfGroup();
    expect(await putAt(group, [group, subscription])).toMatchObject({
      status: 403,
      body: {
        error: {
          code: "LinkedAuthorizationFailed",
          message: expect.stringContaining(`on the linked scope(s) '${subscription}'`),
        },
      },
    });
    expect((await putAt(group, [group])).status).toBe(201);
    await put({ assignableScopes: [group, subscription] });
    expect((await putAt(group, [group])).status).toBe(403);
    const gone = await world.call("DELETE", path(ID, group), { as: people.reader });
    expect(gone).toMatchObject({
      status: 403,
      body: { error: { code: "LinkedAuthorizationFailed" } },
    });
    expect((await world.call("GET", path())).status).toBe(200);
  });
});

describe("where it counts", () => {
  test("it is assigned within its scopes only", async () => {
    await put({ assignableScopes: [group] });
    expect(await assignTo(people.reader)).toMatchObject({
      status: 400,
      body: {
        error: {
          code: "RoleAssignmentScopeNotAssignableToRoleDefinition",
          message: "The role Group reader is not available for assignment at the requested scope.",
        },
      },
    });
    expect((await assignTo(people.reader, group)).status).toBe(201);
  });

  test("it is listed where it can be assigned, and above when that is asked", async () => {
    await put({ assignableScopes: [group] });
    const names = async (scope: string, filter: string): Promise<string[]> => {
      const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
      const { body } = await world.call("GET", `${definitions(scope)}?${query}`);
      const { value } = body as { value: { name: string }[] };
      return value.map(({ name }) => name);
    };
    const custom = "type eq 'CustomRole'";
    expect(await names(group, custom)).toEqual([ID]);
    expect(await names(subscription, custom)).toEqual([]);
    expect(await names(subscription, `atScopeAndBelow() and ${custom}`)).toEqual([ID]);
    expect(await names(group, "roleName eq 'GROUP reader'")).toEqual([ID]);
    expect((await names(group, "atScopeAndBelow()")).length).toBe(929);
    expect((await world.call("GET", path(ID, subscription))).status).toBe(200);
  });

  test("it stays while it is assigned, and so do the scopes where it is", async () => {
    await put({ assignableScopes: [subscription, group] });
    await assignTo(people.reader);
    expect(await world.call("DELETE", path())).toMatchObject({
      status: 400,
      body: {
        error: {
          code: "RoleDefinitionHasAssignments",
          message: "There are existing role assignments referencing role 'Group reader'.",
        },
      },
    });
    expect(await put({ assignableScopes: [group] })).toMatchObject({
      status: 400,
      body: { error: { code: "RoleScopeBeingRemovedContainsAssignments" } },
    });
    await world.call("DELETE", assignmentPath(subscription));
    expect((await put({ assignableScopes: [group] })).status).toBe(201);
    expect((await world.call("DELETE", path())).status).toBe(200);
  });
});

test("a role whose scopes change while a request is checked is not replaced, and not deleted", async () => {
  expect((await put({ assignableScopes: [group] })).status).toBe(201);
  const role = { tenantId, id: ID, seenScopes: [subscription] };
  const draft = {
    ...role,
    roleName: "Group reader",
    description: "",
    assignableScopes: [group],
    permissions: [],
    by: people.owner,
  };
  const permissions = [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }];
  for (const attempt of [
    world.access.writeRole({ ...draft, permissions }),
    world.access.writeRole({ ...draft, permissions, seenScopes: [] }),
    world.access.removeRole(role),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: "access/role-changed-meanwhile" });
  }
  expect((await put({ assignableScopes: [group, subscription] })).status).toBe(201);
  expect((await world.call("DELETE", path())).status).toBe(200);
});
