import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

const V1 = "https://graph.microsoft.com/v1.0";

let fixture: GraphFixture;
let groupId: string;

beforeAll(async () => {
  fixture = await openGraphFixture();
  const { identity, tenantId, user } = fixture;
  groupId = (await identity.createGroup({ tenantId, displayName: "circle" })).objectId;
  const roleTemplateId = directoryRoleIds.globalAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: user.objectId, roleTemplateId });
});
afterAll(() => fixture.close());

const refer = (path: string, id: string) =>
  fixture.call("POST", `/v1.0/${path}/$ref`, { body: { "@odata.id": id } });
const address = (id: string) => `${V1}/directoryObjects/${id}`;

test("owners of a group are added, listed as references, and removed but for the last", async () => {
  const owners = `groups/${groupId.toUpperCase()}/Owners`;
  const userId = fixture.user.objectId;
  expect((await refer(owners, address(userId.toUpperCase()))).statusCode).toBe(204);
  expect((await refer(owners, address(userId))).statusCode).toBe(400);
  expect((await refer(owners, address(PRINCIPAL_ID))).statusCode).toBe(204);
  const first = (await fixture.get(`/v1.0/${owners}/$ref?$top=1`)).json();
  expect(first).toEqual({
    "@odata.context": `${V1}/$metadata#Collection($ref)`,
    "@odata.nextLink": expect.stringContaining("$skiptoken="),
    value: [{ "@odata.id": address(PRINCIPAL_ID) }],
  });
  const next = await fixture.get(
    first["@odata.nextLink"].slice("https://graph.microsoft.com".length),
  );
  expect(next.json().value).toEqual([{ "@odata.id": address(userId) }]);
  const remove = (id: string) => fixture.call("DELETE", `/v1.0/${owners}/${id}/$ref`);
  expect((await remove(PRINCIPAL_ID.toUpperCase())).statusCode).toBe(204);
  const last = await remove(userId);
  expect(last.statusCode).toBe(400);
  expect(last.json().error.message).toMatch(/at least one owner/);
});

test("members, memberships and what somebody owns are listed as references", async () => {
  const userId = fixture.user.objectId;
  expect((await refer(`groups/${groupId}/members`, `${V1}/users/${userId}`)).statusCode).toBe(204);
  const lists: readonly (readonly [string, string])[] = [
    [`groups/${groupId}/members`, userId],
    [`groups/${groupId}/transitiveMembers`, userId],
    ["me/ownedObjects", groupId],
  ];
  let checked = 0;
  for (const [path, id] of lists) {
    const answer = await fixture.get(`/v1.0/${path}/$ref`);
    expect(answer.json().value, path).toContainEqual({ "@odata.id": address(id) });
    checked += 1;
  }
  expect(checked).toBe(3);
  const refused = await fixture.get(`/v1.0/groups/${groupId}/members/$ref?$select=id`);
  expect(refused.statusCode).toBe(400);
});

test.each([
  `https://elsewhere.test/v1.0/tenants/${PRINCIPAL_ID}`,
  `${V1}/applications/${PRINCIPAL_ID}/owners`,
  PRINCIPAL_ID,
  `ftp://graph.microsoft.com/v1.0/directoryObjects/${PRINCIPAL_ID}`,
])("%s is no address of a member", async (id) => {
  const answer = await refer(`groups/${groupId}/members`, id);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toMatch(/@odata\.id/);
});

test.each([
  `groups(mailNickname='${PRINCIPAL_ID}')`,
  `users(appId='${PRINCIPAL_ID}')`,
  `directoryObjects(name='${PRINCIPAL_ID}')`,
  `applications(uniqueName='${CLIENT_ID}')`,
  `servicePrincipals(displayName='${CLIENT_ID}')`,
  `directory/deletedItems(appId='${PRINCIPAL_ID}')`,
])("%s names an object by a key that its set does not have", async (path) => {
  const answer = await fixture.get(`/v1.0/${path}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toMatch(/Resource not found for the segment/);
});

test("an object is named by the keys that its set does have", async () => {
  const { globalReader } = directoryRoleIds;
  let found = 0;
  for (const path of [
    `applications(appId='${CLIENT_ID.toUpperCase()}')`,
    `servicePrincipals(AppId='${CLIENT_ID}')`,
    `servicePrincipals(id='${PRINCIPAL_ID}')`,
    "users(userPrincipalName='Ada@contoso.test')",
    `directoryRoles(roleTemplateId='${globalReader}')`,
  ]) {
    expect((await fixture.get(`/v1.0/${path}`)).statusCode, path).toBe(200);
    found += 1;
  }
  expect(found).toBe(5);
});
