import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";
import { API_ID } from "../../../tests/support/user-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

let fixture: GraphFixture;
let apiId: string;
let graphId: string;

async function principalOf(appId: string): Promise<string> {
  const path = `/v1.0/servicePrincipals(appId='${appId}')?$select=id`;
  return (await fixture.get(path)).json().id;
}

beforeAll(async () => {
  fixture = await openGraphFixture();
  apiId = await principalOf(API_ID);
  graphId = await principalOf(firstPartyAppIds.microsoftGraph);
});
afterAll(() => fixture.close());

const grantBody = (scope: string) => ({
  clientId: PRINCIPAL_ID,
  consentType: "AllPrincipals",
  principalId: null,
  resourceId: apiId,
  scope,
});

test("who administers applications grants delegated permissions, changes and revokes them", async () => {
  const post = async () =>
    await fixture.call("POST", "/v1.0/oauth2PermissionGrants", { body: grantBody(" Read") });
  expect((await post()).statusCode).toBe(403);
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.cloudApplicationAdministrator,
  });
  const made = await post();
  expect(made.statusCode).toBe(201);
  expect(made.json()).toEqual({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants/$entity",
    ...grantBody("Read"),
    id: expect.stringMatching(GUID),
  });
  expect((await post()).statusCode).toBe(409);
  const path = `/v1.0/oauth2PermissionGrants/${made.json().id}`;
  const change = await fixture.call("PATCH", path, { body: { scope: "Read Write" } });
  expect(change.statusCode).toBe(204);
  const list = `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${PRINCIPAL_ID}'`;
  expect((await fixture.get(list)).json().value).toMatchObject([{ scope: "Read Write" }]);
  const wrong = await fixture.call("PATCH", path, { body: { scope: "Fly" } });
  expect(wrong.json().error).toMatchObject({ message: expect.stringContaining("'Fly'") });
  expect((await fixture.call("DELETE", path)).statusCode).toBe(204);
  expect((await fixture.call("DELETE", path)).statusCode).toBe(404);
  expect((await fixture.get(list)).json().value).toEqual([]);
});

test("an app role is given once, opens Graph, is listed from both sides, and is taken away", async () => {
  const roles = (await fixture.get(`/v1.0/servicePrincipals/${graphId}?$select=appRoles`)).json();
  const { id: appRoleId } = roles.appRoles.find(
    ({ value }: { value: string }) => value === "User.Read.All",
  );
  const path = `/v1.0/servicePrincipals/${PRINCIPAL_ID}/appRoleAssignments`;
  const body = { principalId: PRINCIPAL_ID, resourceId: graphId, appRoleId };
  const ask = async () =>
    (await fixture.get("/v1.0/users", { token: await fixture.appToken() })).statusCode;
  expect(await ask()).toBe(403);
  // Administrators of applications may not open the directory itself.
  expect((await fixture.call("POST", path, { body })).statusCode).toBe(403);
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.privilegedRoleAdministrator,
  });
  const made = await fixture.call("POST", path, { body });
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({
    ...body,
    principalDisplayName: "demo-client",
    principalType: "ServicePrincipal",
    resourceDisplayName: "Microsoft Graph",
  });
  expect((await fixture.call("POST", path, { body })).statusCode).toBe(400);
  expect(await ask()).toBe(200);
  const { id } = made.json();
  for (const list of [path, `/v1.0/servicePrincipals/${graphId}/appRoleAssignedTo`]) {
    expect((await fixture.get(list)).json().value).toMatchObject([{ id }]);
  }
  expect(
    (await fixture.get(`/v1.0/servicePrincipals/${apiId}/appRoleAssignedTo`)).json(),
  ).toMatchObject({
    value: [],
  });
  expect((await fixture.call("DELETE", `${path}/${id}`)).statusCode).toBe(204);
  expect(await ask()).toBe(403);
});

test("federated credentials and owners of an application are made, listed and removed", async () => {
  const app = `/v1.0/applications/${fixture.applicationObjectId}`;
  const body = {
    name: "ci",
    issuer: "https://token.actions.githubusercontent.com/",
    subject: "repo:contoso/app:ref:refs/heads/main",
    audiences: ["api://AzureADTokenExchange"],
  };
  const list = `${app}/federatedIdentityCredentials`;
  const made = await fixture.call("POST", list, { body });
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject(body);
  expect((await fixture.get(list)).json().value).toMatchObject([body]);
  expect((await fixture.get(`${list}/ci`)).json()).toMatchObject(body);
  expect((await fixture.call("DELETE", `${list}/${made.json().id}`)).statusCode).toBe(204);
  expect((await fixture.get(`${list}/ci`)).statusCode).toBe(404);

  const ownerId = fixture.user.objectId;
  const owner = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ownerId}` };
  const add = async () => await fixture.call("POST", `${app}/owners/$ref`, { body: owner });
  expect((await add()).statusCode).toBe(204);
  expect((await add()).statusCode).toBe(400);
  expect((await fixture.get(`${app}/owners?$select=id`)).json().value).toEqual([
    { "@odata.type": "#microsoft.graph.user", id: ownerId },
  ]);
  expect((await fixture.call("DELETE", `${app}/owners/${ownerId}/$ref`)).statusCode).toBe(204);
  expect((await fixture.get(`${app}/owners`)).json().value).toEqual([]);
});
