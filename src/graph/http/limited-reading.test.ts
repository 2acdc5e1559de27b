import { afterAll, beforeAll, expect, test } from "vitest";
import {
  GRAPH,
  type GraphFixture,
  openGraphFixture,
} from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { NATIVE_ID } from "../../../tests/support/user-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

let fixture: GraphFixture;
let groupId: string;
let otherId: string;

/** A token of the user that has these permissions and no other. */
async function tokenWith(...scopes: readonly string[]): Promise<string> {
  const { identity, tenantId, signIn } = fixture;
  const resourceAppId = firstPartyAppIds.microsoftGraph;
  await identity.grantDelegated({ tenantId, resourceAppId, clientAppId: NATIVE_ID, scopes });
  const scope = scopes.map((one) => `${GRAPH}/${one}`).join(" ");
  return (await signIn("v2", { fields: { client_id: NATIVE_ID, scope } })).json().access_token;
}

/** Signs in by itself, since permissions that were granted once come with every token. */
async function openWith(...scopes: readonly string[]) {
  fixture = await openGraphFixture();
  const { identity, tenantId, user } = fixture;
  groupId = (await identity.createGroup({ tenantId, displayName: "circle" })).objectId;
  const other = await identity.createUser({
    tenantId,
    userPrincipalName: "bert@contoso.test",
    displayName: "Bert",
    password: "A-good-password-1",
  });
  otherId = other.objectId;
  for (const memberId of [user.objectId, otherId, PRINCIPAL_ID]) {
    await identity.addGroupMember({ tenantId, groupId, memberId });
  }
  const roleTemplateId = directoryRoleIds.globalReader;
  await identity.assignDirectoryRole({ tenantId, principalId: user.objectId, roleTemplateId });
  const token = await tokenWith(...scopes);
  return (path: string) => fixture.get(`/v1.0/${path}`, { token });
}

let withUserRead: Awaited<ReturnType<typeof openWith>>;
beforeAll(async () => {
  withUserRead = await openWith("User.Read");
});
afterAll(() => fixture.close());

test("User.Read opens one's own profile by id and by name, whole, and nobody else's", async () => {
  const { objectId } = fixture.user;
  let own = 0;
  for (const name of ["me", `users/${objectId.toUpperCase()}`, "Users('ADA@contoso.test')"]) {
    const answer = await withUserRead(`${name}?$select=id,accountEnabled`);
    expect(answer.json(), name).toMatchObject({ id: objectId, accountEnabled: true });
    own += 1;
  }
  expect(own).toBe(3);
  let denied = 0;
  for (const path of [otherId, "bert@contoso.test", "nobody@contoso.test", `${objectId}/members`]) {
    expect((await withUserRead(`users/${path}`)).statusCode, path).not.toBe(200);
    denied += 1;
  }
  expect(denied).toBe(4);
  expect((await withUserRead("users/nobody@contoso.test")).statusCode).toBe(403);
  expect((await withUserRead("users")).statusCode).toBe(403);
});

test("User.Read shows what one is in by ids alone, and not what others are in", async () => {
  const shown = (await withUserRead("me/memberOf")).json().value;
  expect(shown).toContainEqual(
    expect.objectContaining({
      "@odata.type": "#microsoft.graph.group",
      id: groupId,
      displayName: null,
      securityEnabled: null,
    }),
  );
  expect(shown).toContainEqual({
    "@odata.type": "#microsoft.graph.directoryRole",
    id: directoryRoleIds.globalReader,
    deletedDateTime: null,
    description: null,
    displayName: null,
    roleTemplateId: null,
  });
  expect((await withUserRead(`users/${otherId}/memberOf`)).statusCode).toBe(403);
  expect((await withUserRead("me/memberOf/microsoft.graph.group")).statusCode).toBe(403);
  expect((await withUserRead("me/ownedObjects")).json().value).toEqual([]);
});

test("GroupMember.Read.All shows members by their ids, and no profile but one's own", async () => {
  await fixture.close();
  const get = await openWith("GroupMember.Read.All", "User.ReadBasic.All");
  const expanded = (await get(`groups/${groupId}?$expand=members`)).json();
  const lists = [(await get(`groups/${groupId}/members`)).json().value, expanded.members];
  let checked = 0;
  for (const members of lists) {
    const byId = new Map(members.map((one: { id: string }) => [one.id, one]));
    expect(byId.get(otherId)).toMatchObject({ displayName: "Bert", businessPhones: [] });
    expect(byId.get(PRINCIPAL_ID)).toMatchObject({ appId: null, displayName: null });
    checked += 1;
  }
  expect(checked).toBe(2);
  expect((await get(`groups/${groupId}/members/microsoft.graph.user`)).statusCode).toBe(403);
});
