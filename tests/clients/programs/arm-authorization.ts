/**
 * What a user writes with the library for access control: a role of one's own, assignments with and
 * without a condition, and what may be done. Standard input: the demo's ids; standard output: one line
 * of JSON, a value for each step.
 */
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { AuthorizationManagementClient, type RoleAssignment } from "@azure/arm-authorization";
import { ClientSecretCredential } from "@azure/identity";

export interface ArmAuthorizationInput {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly guestObjectId: string;
  readonly workspaceResourceId: string;
}

const input = JSON.parse(await text(process.stdin)) as ArmAuthorizationInput;
const { clientId, clientSecret, guestObjectId, subscriptionId, tenantId } = input;
const credential = new ClientSecretCredential(tenantId, clientId, clientSecret);
const client = new AuthorizationManagementClient(credential, subscriptionId);
const { denyAssignments, permissions, roleAssignments, roleDefinitions } = client;

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/demo`;
const workspace = input.workspaceResourceId;
const READER =
  `${subscription}/providers/Microsoft.Authorization/roleDefinitions/` +
  "acdd72a7-3385-48ef-bd42-f606fba81ae7";

const steps: Record<string, unknown> = {};

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    ({ code, statusCode }) => `${statusCode} ${code}`,
  );

async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of list) found.push(item);
  return found;
}

const names = (found: readonly RoleAssignment[]): (string | undefined)[] =>
  found.filter(({ principalId }) => principalId === guestObjectId).map(({ name }) => name);

const roleId = randomUUID();
const role = {
  roleName: "sdk role",
  description: "made by the library",
  roleType: "CustomRole",
  permissions: [{ actions: ["Microsoft.OperationalInsights/workspaces/read"] }],
  assignableScopes: [group],
};
const made = await roleDefinitions.createOrUpdate(group, roleId, role);
steps["role"] = { name: made.name === roleId, roleName: made.roleName, roleType: made.roleType };
steps["roleRead"] = (await roleDefinitions.get(group, roleId)).permissions;
steps["roleById"] = (await roleDefinitions.getById(made.id ?? "")).roleName;
const custom = { filter: "type eq 'CustomRole'" };
steps["customAtGroup"] = (await all(roleDefinitions.list(group, custom))).length;
steps["customAtSubscription"] = (await all(roleDefinitions.list(subscription, custom))).length;
steps["builtIn"] = (
  await all(roleDefinitions.list(subscription, { filter: "roleName eq 'Reader'" }))
).map(({ id }) => id === READER);
steps["sameName"] = await refusal(roleDefinitions.createOrUpdate(group, randomUUID(), role));
steps["noSuchAction"] = await refusal(
  roleDefinitions.createOrUpdate(group, randomUUID(), {
    ...role,
    roleName: "other",
    permissions: [{ dataActions: ["Microsoft.Insights/none/action"] }],
  }),
);

const name = randomUUID();
const wanted = {
  roleDefinitionId: made.id ?? "",
  principalId: guestObjectId,
  principalType: "ServicePrincipal",
};
const assigned = await roleAssignments.create(workspace, name, wanted);
steps["assigned"] = { scope: assigned.scope === workspace, type: assigned.principalType };
steps["again"] = await refusal(roleAssignments.create(workspace, randomUUID(), wanted));
steps["outside"] = await refusal(roleAssignments.create(subscription, randomUUID(), wanted));
steps["inUse"] = await refusal(roleDefinitions.delete(group, roleId));
const condition = "@Environment[UtcNow] DateTimeLessThan '2000-01-01T00:00:00Z'";
const limited = await roleAssignments.create(group, randomUUID(), {
  roleDefinitionId: READER,
  principalId: guestObjectId,
  principalType: "ServicePrincipal",
  condition,
  conditionVersion: "2.0",
});
steps["condition"] = [limited.condition === condition, limited.conditionVersion];
steps["badCondition"] = await refusal(
  roleAssignments.create(group, randomUUID(), { ...wanted, condition: "maybe" }),
);

steps["atWorkspace"] = names(
  await all(roleAssignments.listForScope(workspace, { filter: "atScope()" })),
).length;
steps["ofGuest"] = names(
  await all(roleAssignments.listForSubscription({ filter: `principalId eq '${guestObjectId}'` })),
).length;
steps["inGroup"] = names(await all(roleAssignments.listForResourceGroup("demo"))).length;
steps["ofResource"] = names(
  await all(
    roleAssignments.listForResource(
      "demo",
      "Microsoft.OperationalInsights",
      "workspaces",
      workspace.split("/").at(-1) ?? "",
    ),
  ),
).length;
steps["read"] = (await roleAssignments.getById(assigned.id ?? "")).name === name;
steps["permissions"] = await all(permissions.listForResourceGroup("demo"));
steps["permissionsOfResource"] = (
  await all(
    permissions.listForResource(
      "demo",
      "Microsoft.OperationalInsights",
      "",
      "workspaces",
      workspace.split("/").at(-1) ?? "",
    ),
  )
).length;
steps["denials"] = (await all(denyAssignments.listForScope(group))).length;
steps["denial"] = await refusal(denyAssignments.get(group, randomUUID()));

await roleAssignments.delete(workspace, name);
await roleAssignments.deleteById(limited.id ?? "");
steps["gone"] = (await roleAssignments.deleteById(limited.id ?? "")).id ?? null;
steps["deleted"] = (await roleDefinitions.delete(group, roleId)).roleName;
steps["roleGone"] = await refusal(roleDefinitions.get(group, roleId));
process.stdout.write(`${JSON.stringify(steps)}\n`);
