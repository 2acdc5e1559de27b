import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

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
