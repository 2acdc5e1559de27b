import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type IdentityFixture,
  openIdentityFixture,
  PRINCIPAL_ID,
} from "../../tests/support/identity-fixture.ts";
import { limits } from "../base/index.ts";
import { passwordHasher } from "./sign-in/password-hasher.ts";

let fixture: IdentityFixture;

beforeAll(async () => {
  fixture = await openIdentityFixture();
});

afterAll(() => fixture.close());

const PASSWORD = "Correct-horse-1";
const draft = (name: string) => ({
  tenantId: fixture.tenantId,
  userPrincipalName: name,
  displayName: "Ada Lovelace",
  password: PASSWORD,
});

test("a user is found by name in any case, and named as a principal", async () => {
  const made = await fixture.identity.createUser({
    ...draft("Ada@contoso.test"),
    givenName: "Ada",
    familyName: "Lovelace",
    mail: "ada@contoso.test",
  });
  expect(await fixture.identity.findUserByName(fixture.tenantId, "ADA@Contoso.Test")).toEqual(made);
  expect(made.userPrincipalName).toBe("Ada@contoso.test");
  expect(await fixture.identity.findPrincipal(fixture.tenantId, made.objectId)).toEqual({
    kind: "user",
    name: "Ada Lovelace",
  });
  expect(await fixture.identity.findUserByName(fixture.tenantId, "x".repeat(200))).toBeUndefined();
});

test("the password is stored as argon2id with the costs of today", async () => {
  const { objectId } = await fixture.identity.createUser(draft("hash@contoso.test"));
  const row = await fixture.directory.read.users.find(fixture.tenantId, objectId);
  expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test.each([
  ["a name without a domain", { userPrincipalName: "ada" }, "identity/user-name-malformed"],
  [
    "a name with a blank",
    { userPrincipalName: "a b@contoso.test" },
    "identity/user-name-malformed",
  ],
  ["a name of another domain", { userPrincipalName: "a@else.test" }, "identity/user-name-domain"],
  ["a short password", { password: "Aa1-" }, "identity/password-weak"],
  ["a password of one kind", { password: "abcdefghijkl" }, "identity/password-weak"],
  ["a name that is taken", { userPrincipalName: "HASH@contoso.test" }, "identity/user-exists"],
  ["an id that is taken", { objectId: PRINCIPAL_ID }, "identity/user-exists"],
  ["an unknown tenant", { tenantId: PRINCIPAL_ID }, "identity/tenant-not-found"],
])("%s is refused", async (_, change, code) => {
  const made = fixture.identity.createUser({ ...draft("new@contoso.test"), ...change });
  await expect(made).rejects.toMatchObject({ code });
});

test("another password changes the stamp; an unknown user cannot get one", async () => {
  const { tenantId } = fixture;
  const { objectId } = await fixture.identity.createUser(draft("change@contoso.test"));
  const before = await fixture.directory.read.users.find(tenantId, objectId);
  await fixture.identity.setPassword({ tenantId, objectId, password: "Another-horse-2" });
  const after = await fixture.directory.read.users.find(tenantId, objectId);
  expect(after?.securityStamp).not.toBe(before?.securityStamp);
  expect(after?.passwordHash).not.toBe(before?.passwordHash);
  await expect(
    fixture.identity.setPassword({ tenantId, objectId: PRINCIPAL_ID, password: PASSWORD }),
  ).rejects.toMatchObject({ code: "identity/user-missing" });
  await expect(
    fixture.identity.setUserEnabled({ tenantId, objectId: PRINCIPAL_ID, isEnabled: false }),
  ).rejects.toMatchObject({ code: "identity/user-missing" });
});

test("a hasher tells right from wrong, and refuses when too many wait", async () => {
  const hasher = passwordHasher();
  const hash = await hasher.hash(PASSWORD);
  expect(await hasher.verify(hash, PASSWORD)).toBe(true);
  expect(await hasher.verify(hash, `${PASSWORD} `)).toBe(false);
  await expect(hasher.verify("no hash", PASSWORD)).rejects.toThrow("cannot be read");
  const most = limits.identity.passwordChecksWaitingMax + limits.identity.passwordThreadsMax;
  const asked = Array.from({ length: most + 1 }, () => hasher.verify("no hash", PASSWORD));
  const answers = await Promise.allSettled(asked);
  expect(answers.at(-1)).toMatchObject({ reason: { code: "identity/password-checks-waiting" } });
  expect(await hasher.verify(hash, PASSWORD)).toBe(true);
});
