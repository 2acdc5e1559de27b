/** The Azure CLI makes, lists, changes and deletes roles and role assignments, with every flag. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const RBAC_ADMINISTRATOR = "Role Based Access Control Administrator";

let server: RunningLazurite;
let az: Az;
let subscription: string;
let group: string;
let workspace: string;

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  const { tenantId, subscriptionId, demo } = server.ready;
  subscription = `/subscriptions/${subscriptionId}`;
  group = `${subscription}/resourceGroups/demo`;
  workspace = demo.workspaceResourceId;
  await az.run(
    ...["login", "--username", demo.user, "--password", demo.password, "--tenant", tenantId],
  );
});

afterAll(async () => {
  az?.close();
  await server?.end();
});

/** One command in words, and arguments that have spaces of their own. */
async function run<Answer>(command: string, ...more: readonly string[]): Promise<Answer> {
  return (await az.run(...command.split(" "), ...more)) as Answer;
}

interface Role {
  readonly id: string;
  readonly name: string;
  readonly roleName: string;
}

interface Assignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
}

const roleFile = (change: object = {}): string =>
  JSON.stringify({
    Name: "az workspace reader",
    IsCustom: true,
    Description: "Reads workspaces",
    Actions: ["Microsoft.OperationalInsights/workspaces/read"],
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: [subscription],
    ...change,
  });

test("a custom role is made from a file, shown, changed inline, listed and deleted", async () => {
  const made = await run<Role>(
    "role definition create --role-definition",
    az.write("role.json", roleFile()),
  );
  const expected = {
    roleName: "az workspace reader",
    roleType: "CustomRole",
    description: "Reads workspaces",
    assignableScopes: [subscription],
    permissions: [{ actions: ["Microsoft.OperationalInsights/workspaces/read"], notActions: [] }],
  };
  expect(made).toMatchObject(expected);
  expect(await run(`role definition show --id ${made.id}`)).toMatchObject(expected);
  expect(await run(`role definition show --scope ${group} --name ${made.name}`)).toMatchObject(
    expected,
  );
  const custom = await run<Role[]>("role definition list --custom-role-only true");
  expect(custom.map(({ name }) => name)).toEqual([made.name]);
  expect(await run("role definition list --name", made.roleName)).toMatchObject([expected]);

  const renamed = { roleName: "az renamed", Id: made.id, Actions: ["*/read"] };
  const changed = await run<Role>(
    "role definition update --role-definition",
    roleFile({ ...renamed, AssignableScopes: [group] }),
  );
  expect(changed).toMatchObject({
    name: made.name,
    roleName: "az renamed",
    permissions: [{ actions: ["*/read"] }],
  });
  expect(await run("role definition list --custom-role-only true")).toEqual([]);
  expect(await run(`role definition list --custom-role-only true --scope ${group}`)).toMatchObject([
    { roleName: "az renamed" },
  ]);
  expect(
    await run("role definition list --custom-role-only true --resource-group demo"),
  ).toHaveLength(1);
  await run(`role definition delete --scope ${group} --name`, "az renamed");
  expect(await run(`role definition list --custom-role-only true --scope ${group}`)).toEqual([]);
});

test("what the service refuses of a role, az tells by its code", async () => {
  const create = (change: object) =>
    run("role definition create --role-definition", roleFile({ Name: "az refused", ...change }));
  await expect(create({ Actions: ["Microsoft.Insights/none/read"] })).rejects.toThrow(
    "InvalidActionOrNotAction",
  );
  await expect(create({ Name: "Reader" })).rejects.toThrow("RoleDefinitionWithSameNameExists");
  await expect(create({ AssignableScopes: ["/"] })).rejects.toThrow("AuthorizationFailed");
});

test("a custom role is assigned by its name, counts, and stays while it is assigned", async () => {
  await run("role definition create --role-definition", roleFile());
  const { guestObjectId } = server.ready.demo;
  const assignment = await run<Assignment>(
    `role assignment create --assignee-object-id ${guestObjectId} --assignee-principal-type ServicePrincipal --scope ${workspace} --role`,
    "az workspace reader",
  );
  expect(assignment).toMatchObject({ scope: workspace, principalId: guestObjectId });
  await expect(run("role definition delete --name", "az workspace reader")).rejects.toThrow(
    "RoleDefinitionHasAssignments",
  );
  const listed = await run(
    `role assignment list --assignee ${server.ready.demo.guestClientId} --scope ${workspace}`,
  );
  expect(listed).toMatchObject([
    {
      roleDefinitionName: "az workspace reader",
      principalName: server.ready.demo.guestClientId,
      principalType: "ServicePrincipal",
    },
  ]);
  await run(`role assignment delete --ids ${assignment.id}`);
  await run("role definition delete --name", "az workspace reader");
});

test("assignments are made with every flag, made again, changed and deleted", async () => {
  const { user } = await run<{ user: { name: string } }>("account show");
  const me = await run<{ id: string }>("ad signed-in-user show");
  const name = randomUUID();
  const condition =
    "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] " +
    `ForAnyOfAnyValues:GuidEquals {${READER}}`;
  const create = [
    ...`role assignment create --assignee ${user.name} --scope ${group} --name ${name}`.split(" "),
    ...["--role", RBAC_ADMINISTRATOR, "--description", "for az", "--condition", condition],
    ...["--condition-version", "2.0"],
  ];
  const made = (await az.run(...create)) as Assignment;
  expect(made).toMatchObject({
    name,
    scope: group,
    principalId: me.id,
    principalType: "User",
    description: "for az",
    condition,
    conditionVersion: "2.0",
  });
  expect(await az.run(...create)).toMatchObject({ name });
  const again = create.filter((part) => part !== "--name" && part !== name);
  expect(await az.run(...again)).toMatchObject({ name });

  const wanted = { ...made, description: "changed", condition: condition.replace("For", "for") };
  const changed = await run(
    "role assignment update --role-assignment",
    az.write("assignment.json", JSON.stringify(wanted)),
  );
  expect(changed).toMatchObject({ name, description: "changed", condition: wanted.condition });
  await run(
    `role assignment delete --assignee ${user.name} --scope ${group} --role`,
    RBAC_ADMINISTRATOR,
  );
  expect(
    await run(
      `role assignment list --assignee ${user.name} --scope ${group} --role`,
      RBAC_ADMINISTRATOR,
    ),
  ).toEqual([]);
});

test("conditions that cannot be, or cannot be evaluated, are refused with what is wrong", async () => {
  const { guestObjectId } = server.ready.demo;
  const assign = (condition: string, version = "2.0") =>
    run(
      `role assignment create --assignee-object-id ${guestObjectId} --assignee-principal-type ServicePrincipal --role Reader --scope ${group} --condition-version ${version} --condition`,
      condition,
    );
  await expect(assign("everything is fine")).rejects.toThrow(
    "The given role assignment condition is invalid.",
  );
  await expect(assign("true BoolEquals true", "1.0")).rejects.toThrow(
    "The given role assignment condition is invalid.",
  );
  await expect(
    assign("@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'a'"),
  ).rejects.toThrow("@Resource[Microsoft.Storage/storageAccounts:name]");
});

test("lists are of a scope, with what is inherited, of groups, and of everything", async () => {
  const outer = await run<{ id: string }>(
    "ad group create --display-name az-outer --mail-nickname az-outer",
  );
  const inner = await run<{ id: string }>(
    "ad group create --display-name az-inner --mail-nickname az-inner",
  );
  const reader = await run<{ id: string }>("ad user show --id reader@contoso.onmicrosoft.com");
  await run(`ad group member add --group ${outer.id} --member-id ${inner.id}`);
  await run(`ad group member add --group ${inner.id} --member-id ${reader.id}`);
  const made = await run<Assignment>(
    `role assignment create --assignee-object-id ${outer.id} --assignee-principal-type Group --scope ${workspace} --role ${READER}`,
  );
  const names = async (flags: string): Promise<string[]> => {
    const found = await run<Assignment[]>(`role assignment list ${flags}`);
    return found.map(({ principalId }) => principalId);
  };
  expect(await names(`--scope ${workspace}`)).toEqual([outer.id]);
  expect((await names(`--scope ${workspace} --include-inherited`)).length).toBeGreaterThan(2);
  const ofReader = `--assignee ${reader.id} --scope ${workspace} --include-inherited`;
  expect(await names(ofReader)).not.toContain(outer.id);
  expect(await names(`${ofReader} --include-groups`)).toContain(outer.id);
  expect(await names("--all")).toContain(outer.id);
  expect(await names("--resource-group demo")).not.toContain(outer.id);
  expect(await names(`--all --assignee ${outer.id}`)).toEqual([outer.id]);
  await run(`role assignment delete --ids ${made.id}`);
});

test("assigning to what is not there, and what is no scope, are refused", async () => {
  const assign = (principalId: string, scope: string) =>
    run(
      `role assignment create --assignee-object-id ${principalId} --role Reader --scope ${scope}`,
    );
  await expect(assign(randomUUID(), group)).rejects.toThrow("PrincipalNotFound");
  await expect(assign(server.ready.demo.guestObjectId, `${group}9`)).rejects.toThrow(
    "ResourceGroupNotFound",
  );
  expect(await run("role deny-assignment list")).toEqual([]);
});
