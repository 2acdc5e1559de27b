import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

test("the organization is the caller's tenant with its domains", async () => {
  expect((await fixture.get("/v1.0/organization")).json()).toMatchObject({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization",
    value: [
      {
        id: TENANT_ID,
        displayName: "Contoso",
        verifiedDomains: [
          { name: "contoso.onmicrosoft.com", isDefault: true, isInitial: true },
          { name: "contoso.test", isDefault: false, isInitial: false },
        ],
      },
    ],
  });
  expect((await fixture.get("/v1.0/domains")).json().value).toMatchObject([
    { id: "contoso.onmicrosoft.com", isDefault: true },
    { id: "contoso.test", isDefault: false },
  ]);
  expect((await fixture.get(`/v1.0/organization/${CLIENT_ID}`)).statusCode).toBe(404);
});

test("the organization shows what is selected of it, and knows its properties", async () => {
  const selected = await fixture.get("/v1.0/organization?$select=id,DISPLAYNAME");
  const { value } = selected.json();
  expect(value).toEqual([{ id: fixture.tenantId, displayName: expect.any(String) }]);
  const one = await fixture.get(`/v1.0/organization/${fixture.tenantId}?$select=id`);
  expect(one.json()).toMatchObject({ id: fixture.tenantId });
  expect(one.json().displayName).toBeUndefined();
  const unknown = await fixture.get("/v1.0/organization?$select=colour");
  expect(unknown.json().error.message).toMatch(/'colour' on type 'microsoft.graph.organization'/);
});

test("directory roles tell who holds them", async () => {
  const roleTemplateId = directoryRoleIds.globalReader;
  const principalId = PRINCIPAL_ID;
  await fixture.identity.assignDirectoryRole({ tenantId: TENANT_ID, principalId, roleTemplateId });
  const role = `/v1.0/directoryRoles(roleTemplateId='${roleTemplateId}')`;
  expect((await fixture.get(role)).json()).toMatchObject({ displayName: "Global Reader" });
  expect((await fixture.get(`${role}/members?$select=id,appId`)).json().value).toEqual([
    { "@odata.type": "#microsoft.graph.servicePrincipal", id: PRINCIPAL_ID, appId: CLIENT_ID },
  ]);
});

test("objects are got by their ids, of the types that are asked for, without those not there", async () => {
  const ids = [fixture.user.objectId, PRINCIPAL_ID, CLIENT_ID];
  const ask = async (types: readonly string[]) =>
    (await fixture.call("POST", "/v1.0/directoryObjects/getByIds", { body: { ids, types } })).json()
      .value;
  expect(
    await ask(["user", "group", "servicePrincipal", "directoryObjectPartnerReference"]),
  ).toEqual([
    expect.objectContaining({ "@odata.type": "#microsoft.graph.user", id: ids[0] }),
    expect.objectContaining({
      "@odata.type": "#microsoft.graph.servicePrincipal",
      servicePrincipalNames: [CLIENT_ID],
    }),
  ]);
  expect(await ask(["group"])).toEqual([]);
  expect(await ask([])).toHaveLength(2);
});
