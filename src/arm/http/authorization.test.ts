import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;
beforeEach(async () => {
  world = await makeArmWorld();
});

const VERSION = "api-version=2022-04-01";
const NAME = "d0000000-0000-0000-0000-000000000001";
const assignments = (scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments`;
const definitions = (scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleDefinitions`;
const TIME = "2026-01-02T03:04:05.0060000Z";

const wanted = (change: object = {}): object => ({
  properties: {
    roleDefinitionId: `${definitions(subscription)}/${roles.reader}`,
    principalId: people.reader,
    principalType: "User",
    ...change,
  },
});

const described = (scope: string, change: object = {}): object => ({
  id: `${assignments(scope)}/${NAME}`,
  type: "Microsoft.Authorization/roleAssignments",
  name: NAME,
  properties: {
    roleDefinitionId: `${definitions(subscription)}/${roles.reader}`,
    principalId: people.reader,
    principalType: "User",
    scope,
    condition: null,
    conditionVersion: null,
    createdOn: TIME,
    updatedOn: TIME,
    createdBy: people.owner,
    updatedBy: people.owner,
    delegatedManagedIdentityResourceId: null,
    description: null,
    ...change,
  },
});

describe("role assignments", () => {
  const path = `${assignments(group)}/${NAME}?${VERSION}`;

  test("one is made, counts at once, is read, and taken away", async () => {
    const read = `${group}?api-version=2021-04-01`;
    expect((await world.call("GET", read, { as: people.reader })).status).toBe(403);
    const made = await world.call("PUT", path, { body: wanted() });
    expect(made).toMatchObject({ status: 201, body: described(group) });
    expect((await world.call("GET", read, { as: people.reader })).status).toBe(200);
    expect((await world.call("PUT", path, { body: wanted() })).status).toBe(200);
    expect((await world.call("GET", path)).body).toEqual(described(group));
    const gone = await world.call("DELETE", path);
    expect(gone).toMatchObject({ status: 200, body: described(group) });
    expect((await world.call("DELETE", path)).status).toBe(204);
    expect((await world.call("GET", read, { as: people.reader })).status).toBe(403);
    expect(await world.call("GET", path)).toMatchObject({
      status: 404,
      body: {
        error: {
          code: "RoleAssignmentNotFound",
          message: `The role assignment '${NAME}' is not found.`,
        },
      },
    });
  });

  test("a whole answer may be sent back with a new description", async () => {
    const { body } = await world.call("PUT", path, { body: wanted() });
    const { properties, ...rest } = body as { properties: object };
    const changed = { ...rest, properties: { ...properties, description: "why" } };
    const again = await world.call("PUT", path, { body: changed });
    expect(again).toMatchObject({ status: 200, body: described(group, { description: "why" }) });
  });

  const unknown = "e0000000-0000-0000-0000-000000000009";
  const refused: [string, object, number, string][] = [
    ["what is no condition", { condition: "true" }, 400, "InvalidRoleAssignmentCondition"],
    ["a version of none", { conditionVersion: "2.0" }, 400, "InvalidRoleAssignmentCondition"],
    ["an unknown attribute", { condition: "Exists @Resource[a:b]" }, 400, "NotSupported"],
    ["an unknown role", { roleDefinitionId: unknown }, 404, "RoleDefinitionDoesNotExist"],
    ["no role", { roleDefinitionId: null }, 400, "InvalidRequestContent"],
    ["no principal", { principalId: "" }, 400, "InvalidRequestContent"],
    ["a stranger", { principalId: unknown, principalType: null }, 400, "PrincipalNotFound"],
    ["a wrong type", { principalType: "Group" }, 400, "UnmatchedPrincipalType"],
    ["an unknown field", { until: "tomorrow" }, 400, "NotSupported"],
    ["a delegated identity", { delegatedManagedIdentityResourceId: "/x" }, 400, "NotSupported"],
  ];
  test.each(refused)("%s is refused", async (_, change, status, code) => {
    const answer = await world.call("PUT", path, { body: wanted(change) });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  test("a principal that is not there yet is taken with its type", async () => {
    const body = wanted({ principalId: unknown, principalType: "ServicePrincipal" });
    expect((await world.call("PUT", path, { body })).status).toBe(201);
  });

  test("the same role under another name, and another role under the same, are conflicts", async () => {
    await world.call("PUT", path, { body: wanted() });
    const other = path.replace(NAME, NAME.replace("d", "e"));
    expect(await world.call("PUT", other, { body: wanted() })).toMatchObject({
      status: 409,
      body: {
        error: {
          code: "RoleAssignmentExists",
          message:
            "The role assignment already exists. The ID of the existing role assignment is " +
            `${NAME.replaceAll("-", "")}.`,
        },
      },
    });
    const body = wanted({ roleDefinitionId: roles.contributor });
    expect(await world.call("PUT", path, { body })).toMatchObject({
      status: 409,
      body: { error: { code: "RoleAssignmentUpdateNotPermitted" } },
    });
  });

  test("a role at a nested resource counts there, not above", async () => {
    const item = `${box}/items/first`;
    const made = { body: { location: "westeurope", properties: { key: "k" } } };
    await world.call("PUT", `${box}?api-version=2026-01-01`, made);
    await world.call("PUT", `${item}?api-version=2026-01-01`, { body: {} });
    const at = `${assignments(item)}/${NAME}?${VERSION}`;
    expect((await world.call("PUT", at, { body: wanted() })).status).toBe(201);
    const read = async (path: string): Promise<number> =>
      (await world.call("GET", `${path}?api-version=2026-01-01`, { as: people.reader })).status;
    expect(await read(item)).toBe(200);
    expect(await read(box)).toBe(403);
    const list = await world.call("GET", `${assignments(item)}?${VERSION}&$filter=atScope()`);
    expect((list.body as { value: unknown[] }).value).toHaveLength(2);
  });

  test("nothing is assigned on what is not there", async () => {
    for (const [scope, code] of [
      [`${group}9`, "ResourceGroupNotFound"],
      [box, "ResourceNotFound"],
    ] as const) {
      const answer = await world.call("PUT", `${assignments(scope)}/${NAME}?${VERSION}`, {
        body: wanted(),
      });
      expect(answer).toMatchObject({ status: 404, body: { error: { code } } });
    }
  });

  test("who may only read cannot assign or remove", async () => {
    await world.call("PUT", path, { body: wanted() });
    for (const method of ["PUT", "DELETE"] as const) {
      const body = method === "PUT" ? wanted({ principalId: people.nobody }) : undefined;
      const answer = await world.call(method, path, { as: people.reader, body });
      expect(answer).toMatchObject({
        status: 403,
        body: { error: { code: "AuthorizationFailed" } },
      });
    }
  });

  test("a contributor, too, cannot make itself an owner", async () => {
    await world.call("PUT", path, { body: wanted({ roleDefinitionId: roles.contributor }) });
    const body = wanted({ roleDefinitionId: roles.owner });
    const answer = await world.call("PUT", path.replace(NAME, NAME.replace("d", "f")), {
      as: people.reader,
      body,
    });
    expect(answer.status).toBe(403);
  });

  test("lists hold what stands above and below, or what a filter asks for", async () => {
    await world.call("PUT", path, { body: wanted() });
    const list = async (scope: string, filter = ""): Promise<string[]> => {
      const query = filter === "" ? "" : `&$filter=${encodeURIComponent(filter)}`;
      const { body } = await world.call("GET", `${assignments(scope)}?${VERSION}${query}`);
      const { value } = body as { value: { properties: { principalId: string } }[] };
      return value.map(({ properties }) => properties.principalId);
    };
    expect(await list(subscription)).toEqual([people.owner, people.reader]);
    expect(await list(subscription, "atScope()")).toEqual([people.owner]);
    expect(await list(group, "atScope()")).toEqual([people.owner, people.reader]);
    expect(await list(group, `principalId eq '${people.reader}'`)).toEqual([people.reader]);
    await world.call("PUT", path.replace(NAME, NAME.replace("d", "e")), {
      body: wanted({ principalId: people.team, principalType: "Group" }),
    });
    expect(await list(group, `assignedTo('${people.reader}')`)).toEqual([
      people.reader,
      people.team,
    ]);
    expect(await list(group, `principalId eq '${people.reader}'`)).toEqual([people.reader]);
    expect(await list(group, `atScope() and assignedTo('${people.owner}')`)).toEqual([
      people.owner,
    ]);
  });

  test.each(["principalType eq 'User'", "atScope() or atScope()"])(
    "the filter %s is refused by name",
    async (filter) => {
      const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
      expect(await world.call("GET", `${assignments(group)}?${query}`)).toMatchObject({
        status: 400,
        body: {
          error: {
            code: "NotSupported",
            message: `The $filter '${filter}' is not supported by Lazurite here.`,
          },
        },
      });
    },
  );

  test("a role at the tenant's root is given only by who holds one there", async () => {
    const root = `/providers/Microsoft.Authorization/roleAssignments/${NAME}?${VERSION}`;
    expect((await world.call("PUT", root, { body: wanted() })).status).toBe(403);
    await world.access.assign({
      tenantId,
      armScope: "/",
      assignmentName: NAME.replace("d", "b"),
      roleDefinitionId: roles.owner,
      principalId: people.nobody,
      principalType: "User",
      createdBy: people.owner,
    });
    const made = await world.call("PUT", root, { as: people.nobody, body: wanted() });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: `/providers/Microsoft.Authorization/roleAssignments/${NAME}`,
        properties: {
          scope: "/",
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roles.reader}`,
        },
      },
    });
  });
});

describe("role definitions", () => {
  const reader = {
    id: `${definitions(subscription)}/${roles.reader}`,
    type: "Microsoft.Authorization/roleDefinitions",
    name: roles.reader,
    properties: {
      roleName: "Reader",
      type: "BuiltInRole",
      description: "Built-in role Reader.",
      assignableScopes: ["/"],
      permissions: [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }],
      createdOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
      updatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
    },
  };

  test("one is found by id and by name, with the id that assignments have", async () => {
    const one = await world.call("GET", `${definitions(group)}/${roles.reader}?${VERSION}`);
    expect(one.body).toEqual(reader);
    const filter = encodeURIComponent("roleName eq 'reader'");
    const path = `${definitions(subscription)}?$filter=${filter}&api-version=2018-01-01-preview`;
    expect((await world.call("GET", path)).body).toEqual({ value: [reader] });
  });

  test("all of them come in one page, none of them custom", async () => {
    const count = async (filter: string): Promise<number> => {
      const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
      const { body } = await world.call("GET", `${definitions(subscription)}?${query}`);
      return (body as { value: unknown[] }).value.length;
    };
    expect(await count("atScopeAndBelow()")).toBe(928);
    expect(await count("type eq 'BuiltInRole'")).toBe(928);
    expect(await count("type eq 'CustomRole'")).toBe(0);
  });

  test.each(["startswith(roleName,'R')", "roleName eq 'a' or roleName eq 'b'", "roleName ne 'a'"])(
    "the filter %s is refused by name",
    async (filter) => {
      const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
      const answer = await world.call("GET", `${definitions(subscription)}?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotSupported" } } });
    },
  );

  test("an unknown one is not found", async () => {
    const answer = await world.call("GET", `${definitions(group)}/${NAME}?${VERSION}`);
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: "RoleDefinitionDoesNotExist" } },
    });
  });
});

describe("deny assignments", () => {
  const denials = `${group}/providers/Microsoft.Authorization/denyAssignments`;

  test("there are none, whatever is asked for in the service's own words", async () => {
    for (const filter of ["", "atScope()", `assignedTo('${people.owner}')`]) {
      const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
      expect(await world.call("GET", `${denials}?${query}`)).toMatchObject({
        status: 200,
        body: { value: [] },
      });
    }
    expect(await world.call("GET", `${denials}/${NAME}?${VERSION}`)).toMatchObject({
      status: 404,
      body: { error: { code: "DenyAssignmentNotFound" } },
    });
  });

  test("making one, and a filter that is not known, are refused by name", async () => {
    for (const method of ["PUT", "DELETE"] as const) {
      expect(await world.call(method, `${denials}/${NAME}?${VERSION}`)).toMatchObject({
        status: 400,
        body: { error: { code: "NotSupported" } },
      });
    }
    const query = `${VERSION}&$filter=${encodeURIComponent("scope eq 'x'")}`;
    expect((await world.call("GET", `${denials}?${query}`)).status).toBe(400);
    expect((await world.call("GET", `${denials}?${VERSION}`, { as: people.nobody })).status).toBe(
      403,
    );
  });
});

test("permissions are what the caller's own roles grant", async () => {
  const path = `${group}/providers/Microsoft.Authorization/permissions?${VERSION}`;
  expect((await world.call("GET", path)).body).toEqual({
    value: [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }],
  });
});
