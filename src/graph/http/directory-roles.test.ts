import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

const { applicationAdministrator, globalAdministrator, globalReader, privilegedRoleAdministrator } =
  directoryRoleIds;

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

const assign = (roleTemplateId: string) =>
  fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId,
  });
const add = (role: string, id: string, token?: string) =>
  fixture.call("POST", `/v1.0/directoryRoles/${role}/members/$ref`, {
    ...(token !== undefined && { token }),
    body: { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` },
  });
const remove = (role: string, id: string) =>
  fixture.call("DELETE", `/v1.0/directoryRoles/${role}/members/${id}/$ref`);

test("who administers applications cannot make himself a Global Administrator", async () => {
  await assign(applicationAdministrator);
  expect((await add(globalAdministrator, fixture.user.objectId)).statusCode).toBe(403);
  expect((await remove(applicationAdministrator, fixture.user.objectId)).statusCode).toBe(403);
});

test("an application gives roles with RoleManagement.ReadWrite.Directory alone", async () => {
  const { identity, tenantId } = fixture;
  const own = { tenantId, principalId: PRINCIPAL_ID };
  const resourceAppId = firstPartyAppIds.microsoftGraph;
  await identity.grantAppRole({ ...own, resourceAppId, role: "Directory.ReadWrite.All" });
  const before = await add(globalReader, PRINCIPAL_ID, await fixture.appToken());
  expect(before.statusCode).toBe(403);
  const role = "RoleManagement.ReadWrite.Directory";
  await identity.grantAppRole({ ...own, resourceAppId, role });
  const after = await add(globalReader, PRINCIPAL_ID, await fixture.appToken());
  expect(after.statusCode, after.body).toBe(204);
});

test("who administers privileged roles gives them and takes them away, but for the last", async () => {
  const userId = fixture.user.objectId;
  await assign(privilegedRoleAdministrator);
  expect((await add(globalAdministrator, userId)).statusCode).toBe(204);
  const again = await add(globalAdministrator, userId);
  expect(again.json().error.message).toMatch(/already exist/);
  const path = `/v1.0/directoryRoles/${globalAdministrator.toUpperCase()}/members?$select=id`;
  expect((await fixture.get(path)).json().value).toMatchObject([{ id: userId }]);
  const last = await remove(globalAdministrator, userId);
  expect(last.json().error.message).toMatch(/last Global Administrator/);
  expect((await add(globalAdministrator, PRINCIPAL_ID)).statusCode).toBe(204);
  expect((await remove(globalAdministrator, PRINCIPAL_ID.toUpperCase())).statusCode).toBe(204);
  expect((await remove(globalAdministrator, PRINCIPAL_ID)).statusCode).toBe(404);
  const nobody = await add(globalReader, "00000000-0000-4000-8000-000000000001");
  expect(nobody.statusCode).toBe(404);
});

test("roles and their templates are listed, selected, filtered and active from the start", async () => {
  const filter = "$filter=displayName eq 'global reader'&$select=id,DisplayName";
  const one = { id: globalReader, displayName: "Global Reader" };
  expect((await fixture.get(`/v1.0/directoryRoles?${filter}`)).json().value).toEqual([one]);
  const templates = (await fixture.get("/v1.0/directoryRoleTemplates")).json();
  expect(templates["@odata.context"]).toMatch(/#directoryRoleTemplates$/);
  expect(templates.value).toContainEqual({
    ...one,
    description: "Global Reader",
    deletedDateTime: null,
  });
  const role = `/v1.0/directoryRoles/${globalReader}?$select=id`;
  expect((await fixture.get(role)).json()).toEqual({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryRoles(id)/$entity",
    id: globalReader,
  });
  const activate = (roleTemplateId: string) =>
    fixture.call("POST", "/v1.0/directoryRoles", { body: { roleTemplateId } });
  expect((await activate(globalReader)).json().error.message).toMatch(/conflicting object/);
  expect((await activate(PRINCIPAL_ID)).json().error.message).toMatch(/'roleTemplateId'/);
  let refused = 0;
  for (const query of ["$filter=id ne 'x'", "$filter=colour eq 'x'", "$select=colour", "$top=1"]) {
    expect((await fixture.get(`/v1.0/directoryRoles?${query}`)).statusCode, query).toBe(400);
    refused += 1;
  }
  expect(refused).toBe(4);
});
