import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

/** What the last refusal is explained by; its answer must name that. */
function told(why: unknown) {
  const last = fixture.denials.last();
  expect(why).toBe(`https://arm.test/lazurite/why/${last?.id}`);
  return { ...last, ...last?.reason.tell({ now: 0, nameOf: () => undefined }) };
}

test("a user is told the permissions and directory roles that are needed and held", async () => {
  const answer = await fixture.call("POST", "/v1.0/users", { body: {} });
  expect(answer.statusCode).toBe(403);
  const { facts, words, principal } = told(answer.headers["x-lazurite-why"]);
  expect(principal?.objectId).toBe(fixture.user.objectId);
  expect(facts).toMatchObject({
    needed: {
      delegatedPermissions: expect.arrayContaining(["User.ReadWrite.All"]),
      directoryRoles: ["Global Administrator", "User Administrator"],
    },
    held: { directoryRoles: [] },
    passesRule: false,
  });
  expect(words?.slice(2)).toEqual([
    "And one of these directory roles:",
    "  Global Administrator, User Administrator",
    expect.stringMatching(/^The token has: .*\.$/),
    "The user has the directory roles: none.",
  ]);
});

test("an application is told that a directory role would do as well", async () => {
  const answer = await fixture.get("/v1.0/users", { token: await fixture.appToken() });
  expect(answer.statusCode).toBe(403);
  const { facts, words } = told(answer.headers["x-lazurite-why"]);
  expect(facts).toEqual({
    needed: {
      applicationPermissions: [
        "User.Read.All",
        "User.ReadWrite.All",
        "User.ReadBasic.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
      ],
      directoryRoles: ["Global Reader", "Directory Readers", "Global Administrator"],
    },
    held: { applicationPermissions: [], directoryRoles: [] },
    passesRule: false,
  });
  expect(words).toEqual([
    "One of these application permissions is needed in the token:",
    "  User.Read.All, User.ReadWrite.All, User.ReadBasic.All, Directory.Read.All, " +
      "Directory.ReadWrite.All",
    "Or one of these directory roles:",
    "  Global Reader, Directory Readers, Global Administrator",
    "The token has: none.",
    "The application has the directory roles: none.",
  ]);
});

test("one request of a batch is explained by itself, in the body of the batch", async () => {
  const requests = [
    { id: "1", method: "GET", url: "/users" },
    { id: "2", method: "GET", url: "/groups" },
  ];
  const answer = await fixture.call("POST", "/v1.0/$batch", {
    token: await fixture.appToken(),
    body: { requests },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["x-lazurite-why"]).toBeUndefined();
  const { responses } = answer.json() as {
    responses: readonly { readonly headers: Readonly<Record<string, string>> }[];
  };
  const addresses = responses.map(({ headers }) => headers["X-Lazurite-Why"]);
  expect(new Set(addresses).size).toBe(2);
  expect(told(addresses[1])).toMatchObject({ path: expect.stringContaining("groups") });
});

test("who has what a path needs is told that the object is the matter", async () => {
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.userAdministrator,
  });
  const path = `/v1.0/users/${fixture.user.objectId}`;
  const answer = await fixture.call("PATCH", path, { body: { displayName: "Other" } });
  expect(answer.statusCode).toBe(403);
  const { facts, words } = told(answer.headers["x-lazurite-why"]);
  expect(facts).toMatchObject({
    held: { directoryRoles: ["User Administrator"] },
    passesRule: true,
  });
  expect(words?.at(-1)).toBe(
    "That is enough for the path, but not for this object, property or change.",
  );
});
