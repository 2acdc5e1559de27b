import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

const BODY = {
  accountEnabled: true,
  displayName: "Grace Hopper",
  mailNickname: "grace",
  userPrincipalName: "grace@contoso.test",
  passwordProfile: { forceChangePasswordNextSignIn: false, password: "Correct-horse-2" },
};

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

const post = async (body: object) => await fixture.call("POST", "/v1.0/users", { body });

test("a user administrator makes a user who signs in, is changed, and is removed", async () => {
  expect((await post(BODY)).statusCode).toBe(403);
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.userAdministrator,
  });
  const made = await post(BODY);
  expect(made.statusCode).toBe(201);
  expect(made.json()).toMatchObject({
    displayName: "Grace Hopper",
    userPrincipalName: "grace@contoso.test",
    mail: null,
  });
  expect(made.body).not.toContain(BODY.passwordProfile.password);
  const signIn = async (password: string) =>
    (await fixture.signIn("v2", { fields: { username: BODY.userPrincipalName, password } }))
      .statusCode;
  expect(await signIn(BODY.passwordProfile.password)).toBe(200);
  const path = `/v1.0/users/${made.json().id}`;
  const change = {
    surname: "Hopper",
    mail: "grace@navy.test",
    passwordProfile: { password: "Another-horse-3" },
  };
  expect((await fixture.call("PATCH", path, { body: change })).statusCode).toBe(204);
  expect(await signIn("Another-horse-3")).toBe(200);
  expect(await signIn(BODY.passwordProfile.password)).toBe(400);
  expect((await fixture.get("/v1.0/users?$filter=mail eq 'GRACE@navy.test'")).json()).toMatchObject(
    { value: [{ surname: "Hopper" }] },
  );
  const off = { body: { accountEnabled: false } };
  expect((await fixture.call("PATCH", path, off)).statusCode).toBe(204);
  expect(await signIn("Another-horse-3")).toBe(400);
  expect((await fixture.call("DELETE", path)).statusCode).toBe(204);
  expect((await fixture.get(path)).statusCode).toBe(404);
});

test("who holds a role is out of a user administrator's reach", async () => {
  const own = `/v1.0/users/${fixture.user.objectId}`;
  const answer = await fixture.call("PATCH", own, { body: { displayName: "x" } });
  expect(answer.statusCode).toBe(403);
});

test.each([
  [{ ...BODY, passwordProfile: { password: "weak" } }, /password complexity/],
  [{ ...BODY, userPrincipalName: "grace@elsewhere.test" }, /verified domain names/],
  [{ ...BODY, userPrincipalName: "Ada@contoso.test", mailNickname: "ada" }, /already exists/],
  [{ ...BODY, mailNickname: "amazing" }, /'mailNickname'/],
  [{ ...BODY, jobTitle: "Admiral" }, /'jobTitle'/],
  [{ ...BODY, shoeSize: 43 }, /'shoeSize'/],
  [
    { ...BODY, passwordProfile: { ...BODY.passwordProfile, forceChangePasswordNextSignIn: true } },
    /'passwordProfile.forceChangePasswordNextSignIn'/,
  ],
])("%j makes no user", async (body, message) => {
  const answer = await post(body);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toMatch(message);
});

/** A token of the application that holds application permissions of Graph, and no more. */
async function tokenWith(...roles: readonly string[]): Promise<string> {
  const { tenantId, identity } = fixture;
  const held = await identity.objects.appRoleAssignments.page(tenantId, {
    condition: { kind: "compare", column: "principalId", operator: "eq", value: PRINCIPAL_ID },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 10,
  });
  for (const { id } of held.items) await identity.removeAppRoleAssignment({ tenantId, id });
  for (const role of roles) {
    const resourceAppId = firstPartyAppIds.microsoftGraph;
    await identity.grantAppRole({ tenantId, principalId: PRINCIPAL_ID, resourceAppId, role });
  }
  return await fixture.appToken();
}

async function makePerson(name: string): Promise<string> {
  const { objectId } = await fixture.identity.createUser({
    tenantId: fixture.tenantId,
    userPrincipalName: `${name}@contoso.test`,
    displayName: name,
    password: "Correct-horse-2",
  });
  return `/v1.0/users/${objectId}`;
}

test("an application that may change users sets no password without the permission for it", async () => {
  const path = await makePerson("alan");
  const password = { passwordProfile: { password: "Another-horse-3" } };
  const name = { displayName: "Alan" };
  const status = async (token: string, body: object) =>
    (await fixture.call("PATCH", path, { token, body })).statusCode;
  for (const role of ["User.ReadWrite.All", "Directory.ReadWrite.All"]) {
    const token = await tokenWith(role);
    expect(await status(token, name)).toBe(204);
    expect(await status(token, password)).toBe(403);
    expect(await status(token, { ...name, ...password })).toBe(403);
  }
  const passwords = await tokenWith("User-PasswordProfile.ReadWrite.All");
  expect(await status(passwords, password)).toBe(204);
  expect(await status(passwords, name)).toBe(403);
  expect(await status(passwords, { ...name, ...password })).toBe(403);
  const both = await tokenWith("User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All");
  expect(await status(both, { ...name, ...password })).toBe(204);
});

test("Directory.ReadWrite.All deletes neither users nor groups", async () => {
  const { tenantId, identity } = fixture;
  const group = await identity.createGroup({ tenantId, displayName: "stays" });
  const path = await makePerson("joan");
  const remove = async (token: string, one: string) =>
    (await fixture.call("DELETE", one, { token })).statusCode;
  const wide = await tokenWith("Directory.ReadWrite.All");
  expect(await remove(wide, path)).toBe(403);
  expect(await remove(wide, `/v1.0/groups/${group.objectId}`)).toBe(403);
  expect(await remove(await tokenWith("User.DeleteRestore.All"), path)).toBe(204);
  const groups = await tokenWith("Group.ReadWrite.All");
  expect(await remove(groups, await makePerson("mary"))).toBe(403);
  expect(await remove(groups, `/v1.0/groups/${group.objectId}`)).toBe(204);
});
