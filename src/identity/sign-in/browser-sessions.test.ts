import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type IdentityFixture,
  openIdentityFixture,
  TENANT_ID,
} from "../../../tests/support/identity-fixture.ts";
import { limits } from "../../base/index.ts";
import type { UserRow } from "../../storage/index.ts";
import type { BrowserSession } from "./browser-sessions.ts";

let fixture: IdentityFixture;
const people: UserRow[] = [];

beforeAll(async () => {
  fixture = await openIdentityFixture();
  for (let number = 0; number <= limits.identity.accountsPerBrowserMax; number += 1) {
    const user: UserRow = {
      objectId: fixture.ids.guid(),
      tenantId: TENANT_ID,
      userPrincipalName: `user${number}@contoso.test`,
      displayName: `User ${number}`,
      givenName: undefined,
      familyName: undefined,
      mail: undefined,
      isEnabled: true,
      passwordHash: "none",
      failedAttempts: 0,
      lockedUntil: undefined,
      securityStamp: "stamp",
      createdAt: fixture.clock.now(),
    };
    people.push(user);
    await fixture.directory.write(({ users }) => users.insert(user));
  }
});

afterAll(() => fixture.close());

test("a browser keeps so many accounts, the latest first, and drops the oldest", async () => {
  const { sessions } = fixture.identity.interactive;
  let session: BrowserSession | undefined;
  for (const user of people) {
    session = (await sessions.signIn(session, user, ["pwd"])).session;
    fixture.clock.move(1_000);
  }
  const names = session?.accounts.map(({ user }) => user.userPrincipalName);
  expect(names).toHaveLength(limits.identity.accountsPerBrowserMax);
  expect(names?.[0]).toBe(people.at(-1)?.userPrincipalName);
  expect(names).not.toContain(people[0]?.userPrincipalName);
});

test("a user who signs in again keeps what names the sign-in, and the cookie changes", async () => {
  const { sessions } = fixture.identity.interactive;
  const [user] = people;
  if (user === undefined) throw new Error("there is nobody");
  const first = await sessions.signIn(undefined, user, ["pwd"]);
  const second = await sessions.signIn(first.session, user, ["pwd"]);
  expect(second.account.sid).toBe(first.account.sid);
  expect(second.session.id).toBe(first.session.id);
  expect(await sessions.open(first.cookie)).toBeUndefined();
  expect((await sessions.open(second.cookie))?.id).toBe(first.session.id);
});

test("the applications of an account are told when it signs out, and the session ends with it", async () => {
  const { sessions } = fixture.identity.interactive;
  const [user] = people;
  if (user === undefined) throw new Error("there is nobody");
  const { cookie, session, account } = await sessions.signIn(undefined, user, ["pwd"]);
  await sessions.noteClient(account, "app-1");
  await sessions.noteClient(account, "app-1");
  await sessions.noteClient(account, "app-2");
  const told = await sessions.signOut(session, [account]);
  expect(told.map(({ clientId }) => clientId).sort()).toEqual(["app-1", "app-2"]);
  expect(told[0]).toMatchObject({ sid: account.sid, tenantId: TENANT_ID });
  expect(await sessions.open(cookie)).toBeUndefined();
});

test("what is no cookie of ours opens nothing", async () => {
  const { sessions } = fixture.identity.interactive;
  for (const cookie of [undefined, "", "short", "x".repeat(43), "ü".repeat(43)]) {
    expect(await sessions.open(cookie)).toBeUndefined();
  }
});
