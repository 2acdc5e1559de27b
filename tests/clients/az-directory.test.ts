/** The Azure CLI as PyPI ships it works on the directory: `az ad …` asks Microsoft Graph. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { azTokenClaims } from "../support/az-sign-in.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

let server: RunningLazurite;
let az: Az;

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  const { tenantId, demo } = server.ready;
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

interface Named {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

test("az shows the signed-in user, lists users and finds one by name", async () => {
  const { user } = server.ready.demo;
  const me = { userPrincipalName: user, displayName: "Contoso Administrator" };
  expect(await run("ad signed-in-user show")).toMatchObject(me);
  expect(await run("ad user show --id", user)).toMatchObject(me);
  expect(await run("ad user list --upn", user)).toMatchObject([me]);
  expect(await run("ad user list --display-name Contoso")).toHaveLength(3);
});

test("az registers an application, finds it, changes it and gives it a secret", async () => {
  const made = await run<Named>(
    "ad app create --display-name az-app --sign-in-audience AzureADMyOrg",
  );
  expect(made).toMatchObject({ displayName: "az-app", signInAudience: "AzureADMyOrg" });
  expect(await run("ad app list --display-name az-app")).toMatchObject([{ appId: made.appId }]);
  const uri = `api://${made.appId}`;
  await run(`ad app update --id ${made.appId} --identifier-uris ${uri}`);
  expect(await run(`ad app show --id ${uri}`)).toMatchObject({ identifierUris: [uri] });
  const secret = await run<{ password: string }>(`ad app credential reset --id ${made.appId}`);
  expect(secret).toMatchObject({ appId: made.appId, tenant: server.ready.tenantId });
  const credentials = await run<readonly { keyId: string }[]>(
    `ad app credential list --id ${made.appId}`,
  );
  expect(credentials).toHaveLength(1);
  expect(JSON.stringify(credentials)).not.toContain(secret.password);
  await run(`ad app credential delete --id ${made.appId} --key-id ${credentials[0]?.keyId}`);
  expect(await run(`ad app credential list --id ${made.appId}`)).toEqual([]);
  await run(`ad app delete --id ${made.appId}`);
  expect(await run("ad app list --display-name az-app")).toEqual([]);
});

test("az adds permissions and grants them, owners and federated credentials", async () => {
  const graph = "00000003-0000-0000-c000-000000000000";
  const { appId } = await run<Named>("ad app create --display-name az-permissions");
  await run(`ad sp create --id ${appId}`);
  const scope = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
  await run(`ad app permission add --id ${appId} --api ${graph} --api-permissions ${scope}=Scope`);
  expect(await run(`ad app permission list --id ${appId}`)).toMatchObject([
    { resourceAppId: graph, resourceAccess: [{ id: scope, type: "Scope" }] },
  ]);
  await run(`ad app permission grant --id ${appId} --api ${graph} --scope User.Read`);
  expect(await run(`ad app permission list-grants --id ${appId}`)).toMatchObject([
    { consentType: "AllPrincipals", scope: "User.Read" },
  ]);
  expect(await run(`ad app owner list --id ${appId}`)).toMatchObject([
    { userPrincipalName: server.ready.demo.user },
  ]);
  const credential = {
    name: "ci",
    issuer: "https://token.actions.githubusercontent.com/",
    subject: "repo:contoso/app:ref:refs/heads/main",
    audiences: ["api://AzureADTokenExchange"],
  };
  const file = az.write("credential.json", JSON.stringify(credential));
  await run(`ad app federated-credential create --id ${appId} --parameters @${file}`);
  expect(await run(`ad app federated-credential list --id ${appId}`)).toMatchObject([credential]);
  const released = { ...credential, subject: "repo:contoso/app:environment:release" };
  const change = az.write("credential.json", JSON.stringify(released));
  const named = `--id ${appId} --federated-credential-id ci`;
  await run(`ad app federated-credential update ${named} --parameters @${change}`);
  expect(await run(`ad app federated-credential show ${named}`)).toMatchObject(released);
  await run(`ad app federated-credential delete ${named}`);
  expect(await run(`ad app federated-credential list --id ${appId}`)).toEqual([]);
});

test("az makes a user, changes and disables him, and finds his groups", async () => {
  const name = "az-person@contoso.onmicrosoft.com";
  const made = await run<Named>(
    `ad user create --user-principal-name ${name} --password Az-person-1! --display-name Person`,
  );
  await run(`ad user update --id ${made.id} --account-enabled false --display-name`, "New name");
  expect(await run(`ad user show --id ${name}`)).toMatchObject({ displayName: "New name" });
  const group = await run<Named>("ad group create --display-name az-in --mail-nickname az-in");
  await run(`ad group member add --group az-in --member-id ${made.id}`);
  expect(await run(`ad user get-member-groups --id ${name}`)).toMatchObject([{ id: group.id }]);
  expect(await run("ad group owner list --group az-in")).toMatchObject([
    { userPrincipalName: server.ready.demo.user },
  ]);
  await run(`ad group owner add --group az-in --owner-object-id ${made.id}`);
  expect(await run("ad group owner list --group az-in")).toHaveLength(2);
  await run(`ad group owner remove --group az-in --owner-object-id ${made.id}`);
  expect(await run("ad group owner list --group az-in")).toHaveLength(1);
  await run(`ad group member remove --group az-in --member-id ${made.id}`);
  expect(await run("ad group member list --group az-in")).toEqual([]);
  await run(`ad group member add --group az-in --member-id ${made.id}`);
  await run(`ad user delete --id ${name}`);
  expect(await run("ad group member list --group az-in")).toEqual([]);
});

test("az lists what the signed-in user owns, and switches a service principal off and on", async () => {
  const { appId } = await run<Named>("ad app create --display-name az-owned");
  const owned = await run<readonly Named[]>("ad signed-in-user list-owned-objects");
  expect(owned.map((one) => one.appId)).toContain(appId);
  const { id } = await run<Named>(`ad sp create --id ${appId}`);
  await run(`ad sp update --id ${id} --set accountEnabled=false`);
  expect(await run(`ad sp show --id ${appId}`)).toMatchObject({ id, accountEnabled: false });
  await run(`ad sp update --id ${id} --set appRoleAssignmentRequired=true`);
  await run(
    `ad sp update --id ${id} --set accountEnabled=true tags=["WindowsAzureActiveDirectory"]`,
  );
  expect(await run(`ad sp show --id ${appId}`)).toMatchObject({
    accountEnabled: true,
    appRoleAssignmentRequired: true,
    tags: ["WindowsAzureActiveDirectory"],
  });
  await run(`ad sp delete --id ${id}`);
  expect(await run("ad sp list --display-name az-owned")).toEqual([]);
});

test("az gives an administrator's consent to permissions of both kinds", async () => {
  const graph = "00000003-0000-0000-c000-000000000000";
  const { appId } = await run<Named>("ad app create --display-name az-consent");
  const scope = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
  const role = "df021288-bdef-4463-88db-98f22de89214";
  const wanted = ["--api-permissions", `${scope}=Scope`, `${role}=Role`];
  await run(`ad app permission add --id ${appId} --api ${graph}`, ...wanted);
  await run(`ad app permission admin-consent --id ${appId}`);
  expect(await run(`ad app permission list-grants --id ${appId}`)).toMatchObject([
    { consentType: "AllPrincipals", scope: "User.Read" },
  ]);
  const { password } = await run<{ password: string }>(`ad app credential reset --id ${appId}`);
  const other = openAz(server.env);
  const login = ["--username", appId, "--password", password, "--tenant", server.ready.tenantId];
  await other.run("login", "--service-principal", ...login, "--allow-no-subscriptions");
  const claims = await azTokenClaims(other, "--resource", "https://graph.microsoft.com");
  expect(claims).toMatchObject({ roles: ["User.Read.All"] });
  other.close();
});

test("az makes a service principal, which signs in and has a role", async () => {
  const made = await run<{ appId: string; password: string; tenant: string }>(
    "ad sp create-for-rbac --name az-rbac --role Reader --scopes",
    server.ready.demo.workspaceResourceId,
  );
  const principal = await run<Named>(`ad sp show --id ${made.appId}`);
  expect(principal).toMatchObject({ displayName: "az-rbac", servicePrincipalType: "Application" });
  expect(await run("ad sp list --display-name az-rbac")).toMatchObject([{ id: principal.id }]);
  expect(
    await run("role assignment list --scope", server.ready.demo.workspaceResourceId),
  ).toMatchObject([{ principalId: principal.id, principalName: made.appId }]);
  const other = openAz(server.env);
  const login = ["--username", made.appId, "--password", made.password, "--tenant", made.tenant];
  expect(await other.run("login", "--service-principal", ...login)).toMatchObject([
    { id: server.ready.subscriptionId },
  ]);
  other.close();
});

test("az makes a group and puts people into it", async () => {
  const name = `group-${randomUUID().slice(0, 8)}`;
  const made = await run<Named>(`ad group create --display-name ${name} --mail-nickname ${name}`);
  const me = await run<Named>("ad signed-in-user show");
  await run(`ad group member add --group ${name} --member-id ${me.id}`);
  expect(await run(`ad group member list --group ${name}`)).toMatchObject([{ id: me.id }]);
  expect(await run(`ad group member check --group ${name} --member-id ${me.id}`)).toEqual({
    value: true,
  });
  await run(`ad group delete --group ${made.id}`);
  expect(await run(`ad group list --display-name ${name}`)).toEqual([]);
});

test("az deletes a user and an application, finds them among deleted items and restores them", async () => {
  const items = "https://graph.microsoft.com/v1.0/directory/deletedItems";
  const rest = <Answer>(method: string, url: string) =>
    run<Answer>(`rest --method ${method} --url`, url);
  const listed = async (type: string) => {
    const { value } = await rest<{ value: readonly Named[] }>("get", `${items}/${type}`);
    return value.map(({ id }) => id);
  };
  const name = "az-back@contoso.onmicrosoft.com";
  const user = await run<Named>(
    `ad user create --user-principal-name ${name} --password Az-person-1! --display-name Back`,
  );
  const app = await run<Named>("ad app create --display-name az-back");
  const principal = await run<Named>(`ad sp create --id ${app.appId}`);
  const { password } = await run<{ password: string }>(`ad app credential reset --id ${app.appId}`);
  await run(`ad user delete --id ${name}`);
  await run(`ad app delete --id ${app.appId}`);
  expect(await run("ad app list --display-name az-back")).toEqual([]);
  expect(await listed("microsoft.graph.user")).toContain(user.id);
  expect(await listed("microsoft.graph.application")).toContain(app.id);
  expect(await listed("microsoft.graph.servicePrincipal")).toContain(principal.id);
  for (const { id } of [user, app, principal]) {
    expect(await rest("post", `${items}/${id}/restore`)).toMatchObject({ id });
  }
  expect(await run(`ad user show --id ${name}`)).toMatchObject({ id: user.id });
  const other = openAz(server.env);
  const login = [
    "--username",
    app.appId,
    "--password",
    password,
    "--tenant",
    server.ready.tenantId,
  ];
  await other.run("login", "--service-principal", ...login, "--allow-no-subscriptions");
  other.close();
  await run(`ad user delete --id ${name}`);
  await rest("delete", `${items}/${user.id}`);
  await expect(rest("get", `${items}/${user.id}`)).rejects.toThrow(/Request_ResourceNotFound/);
});
