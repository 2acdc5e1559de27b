import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
} from "../../../../tests/support/arm-fixture.ts";

let world: ArmWorld;
beforeEach(async () => {
  world = await makeArmWorld();
});

const VERSION = "api-version=2022-04-01";
const RBAC_ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
const KEY_VAULT_DATA_ACCESS_ADMINISTRATOR = "8b54135c-b56d-4d72-a534-26097cfdc8d8";
const KEY_VAULT_READER = "21090545-7ca7-4776-b22c-e363652d74d2";
const HAS_OBO_TOKEN = "Azure Resilience Management Goals Administrator";
const attribute = (source: string, name: string): string =>
  `@${source}[Microsoft.Authorization/roleAssignments:${name}]`;

const nameOf = (digit: string): string => `d0000000-0000-0000-0000-00000000000${digit}`;
const path = (name: string, scope = subscription): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?${VERSION}`;
const assign = (name: string, properties: object, as: string = people.owner, scope = group) =>
  world.call("PUT", path(name, scope), { as, body: { properties } });
const remove = (name: string, as: string) => world.call("DELETE", path(name, group), { as });

/** Gives `reader` a role at the subscription. */
const delegate = (roleDefinitionId: string, more: object = {}) =>
  assign(
    nameOf("0"),
    { roleDefinitionId, principalId: people.reader, ...more },
    people.owner,
    subscription,
  );

describe("a delegate who may assign some roles only", () => {
  const condition = [
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (",
    `${attribute("Request", "RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${roles.reader}}`,
    " AND ",
    `${attribute("Request", "PrincipalType")} StringEqualsIgnoreCase 'User')) AND (`,
    "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (",
    `${attribute("Resource", "RoleDefinitionId")} GuidEquals ${roles.reader}))`,
  ].join("");

  beforeEach(async () => {
    const made = await delegate(RBAC_ADMINISTRATOR, { condition, conditionVersion: "2.0" });
    expect(made).toMatchObject({
      status: 201,
      body: { properties: { condition, conditionVersion: "2.0" } },
    });
  });

  test("assigns those and no others", async () => {
    const reader = { roleDefinitionId: roles.reader, principalId: people.nobody };
    expect((await assign(nameOf("1"), reader, people.reader)).status).toBe(201);
    const owner = { roleDefinitionId: roles.owner, principalId: people.reader };
    expect(await assign(nameOf("2"), owner, people.reader)).toMatchObject({
      status: 403,
      body: {
        error: {
          code: "AuthorizationFailed",
          message: expect.stringContaining(
            "does not have authorization or an ABAC condition not fulfilled to perform action",
          ),
        },
      },
    });
  });

  test("is held to what the directory knows of the principal, whatever the request says", async () => {
    const team = { roleDefinitionId: roles.reader, principalId: people.team };
    for (const principalType of [undefined, "Group", "User"]) {
      const answer = await assign(nameOf("1"), { ...team, principalType }, people.reader);
      expect(answer.status, principalType).toBe(403);
    }
  });

  test("removes assignments of those roles and no others", async () => {
    await assign(nameOf("1"), { roleDefinitionId: roles.reader, principalId: people.nobody });
    await assign(nameOf("2"), { roleDefinitionId: roles.owner, principalId: people.nobody });
    expect((await remove(nameOf("2"), people.reader)).status).toBe(403);
    expect((await remove(nameOf("1"), people.reader)).status).toBe(200);
  });

  test("may do what the condition is not about", async () => {
    const answer = await world.call("GET", `${group}?api-version=2021-04-01`, {
      as: people.reader,
    });
    expect(answer.status).toBe(200);
  });

  test("sees the condition in its permissions", async () => {
    const permissions = `${group}/providers/Microsoft.Authorization/permissions?${VERSION}`;
    expect(await world.call("GET", permissions, { as: people.reader })).toMatchObject({
      status: 200,
      body: { value: [{ condition, conditionVersion: "2.0" }] },
    });
  });

  test("can do more when the condition is taken away, and then less when it comes back", async () => {
    const owner = { roleDefinitionId: roles.contributor, principalId: people.nobody };
    expect((await delegate(RBAC_ADMINISTRATOR)).status).toBe(200);
    expect((await assign(nameOf("3"), owner, people.reader)).status).toBe(201);
    expect((await delegate(RBAC_ADMINISTRATOR, { condition })).status).toBe(200);
    expect((await remove(nameOf("3"), people.reader)).status).toBe(403);
  });
});

test("a type of principals means the same in every case, whoever is not there yet", async () => {
  const condition = `${attribute("Request", "PrincipalType")} StringNotEquals 'User'`;
  expect((await delegate(RBAC_ADMINISTRATOR, { condition })).status).toBe(201);
  const owner = { roleDefinitionId: roles.owner, principalId: nameOf("9") };
  for (const principalType of ["User", "user", "USER"]) {
    const answer = await assign(nameOf("1"), { ...owner, principalType }, people.reader);
    expect(answer.status, principalType).toBe(403);
  }
  const group = { ...owner, principalType: "group" };
  expect((await assign(nameOf("1"), group, people.reader)).status).toBe(201);
  const unknown = { ...owner, principalType: "Person" };
  expect((await assign(nameOf("2"), unknown)).status).toBe(400);
});

test("a built-in role that is limited by a condition grants within it", async () => {
  expect((await delegate(KEY_VAULT_DATA_ACCESS_ADMINISTRATOR)).status).toBe(201);
  const allowed = { roleDefinitionId: KEY_VAULT_READER, principalId: people.nobody };
  expect((await assign(nameOf("1"), allowed, people.reader)).status).toBe(201);
  const others = { roleDefinitionId: roles.reader, principalId: people.nobody };
  expect((await assign(nameOf("2"), others, people.reader)).status).toBe(403);
  expect((await remove(nameOf("1"), people.reader)).status).toBe(200);
});

test("the built-in roles with conditions are assigned or refused by what they ask", async () => {
  const conditional = (await world.access.listRoles("t")).filter(({ permissions }) =>
    permissions.some((block) => block.condition !== null),
  );
  const refused: string[] = [];
  for (const { id, roleName } of conditional) {
    const properties = { roleDefinitionId: id, principalId: people.nobody };
    const answer = await assign(nameOf("1"), properties);
    if (answer.status === 201) {
      await remove(nameOf("1"), people.owner);
      continue;
    }
    refused.push(roleName);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotSupported" } } });
  }
  expect(conditional).toHaveLength(29);
  expect(refused).toHaveLength(7);
  expect(refused).toContain(HAS_OBO_TOKEN);
});
