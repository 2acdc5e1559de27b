import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { GUID } from "../../../tests/support/login-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

const ID = "00000000-0000-4000-8000-000000000001";

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

test("a refusal is in Graph's form, with the ids of the request", async () => {
  const answer = await fixture.get(`/v1.0/users/${ID}`, {
    headers: { "client-request-id": "my-request" },
  });
  expect(answer.statusCode).toBe(404);
  expect(answer.headers["client-request-id"]).toBe("my-request");
  expect(answer.json()).toEqual({
    error: {
      code: "Request_ResourceNotFound",
      message:
        `Resource '${ID}' does not exist or one of its queried reference-property objects are ` +
        "not present.",
      innerError: {
        date: "2026-01-02T03:04:05",
        "request-id": expect.stringMatching(GUID),
        "client-request-id": "my-request",
      },
    },
  });
});

test.each([
  ["no token", "", "Access token is empty."],
  ["a token that is none", "Bearer x", "IDX14100: JWT is not well formed, there are no dots (.)."],
])("%s is answered 401 with the authority to ask", async (_what, authorization, message) => {
  const answer = await fixture.get("/v1.0/me", { headers: { authorization } });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers["www-authenticate"]).toBe(
    'Bearer realm="", authorization_uri="https://localhost:8443/common/oauth2/authorize", ' +
      'client_id="00000003-0000-0000-c000-000000000000"',
  );
  expect(answer.json()).toMatchObject({ error: { code: "InvalidAuthenticationToken", message } });
});

test("a token for another service opens nothing", async () => {
  const token = (await fixture.ask("v2")).json().access_token as string;
  const answer = await fixture.get("/v1.0/applications", { token });
  expect(answer.statusCode).toBe(401);
  expect(answer.json().error.message).toBe("Access token validation failure. Invalid audience.");
});

test("who is deleted changes nothing more, though his token still reads", async () => {
  const { identity, tenantId } = fixture;
  const name = { username: "gone@contoso.test", password: "Correct-horse-2" };
  const gone = await identity.createUser({
    tenantId,
    userPrincipalName: name.username,
    displayName: "Gone",
    password: name.password,
  });
  const scope = "https://graph.microsoft.com/.default";
  const token = (await fixture.signIn("v2", { fields: { ...name, scope } })).json().access_token;
  const register = () =>
    fixture.call("POST", "/v1.0/applications", { token, body: { displayName: "orphan" } });
  expect((await register()).statusCode).toBe(201);
  await identity.deleteUser(gone);
  const refused = await register();
  expect(refused.statusCode).toBe(403);
  expect(refused.json().error.code).toBe("Authorization_IdentityNotFound");
  expect((await fixture.get("/v1.0/users?$select=id", { token })).statusCode).toBe(200);
});

test.each([
  ["me/checkMemberGroups", "groupIds"],
  ["directoryObjects/getByIds", "ids"],
])("%s takes ids alone", async (path, name) => {
  const answer = await fixture.call("POST", `/v1.0/${path}`, { body: { [name]: ["x"] } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toContain(`'${name}'`);
});

test("an application without a permission is refused until it has one or a directory role", async () => {
  const token = await fixture.appToken();
  const ask = async (path: string) => await fixture.get(path, { token });
  expect((await ask("/v1.0/users")).json()).toMatchObject({
    error: { code: "Authorization_RequestDenied" },
  });
  const reader = {
    tenantId: fixture.tenantId,
    principalId: fixture.principalId,
    roleTemplateId: directoryRoleIds.directoryReaders,
  };
  await fixture.identity.assignDirectoryRole(reader);
  expect((await ask("/v1.0/users")).statusCode).toBe(200);
  await fixture.identity.unassignDirectoryRole(reader);
  await fixture.identity.grantAppRole({
    tenantId: fixture.tenantId,
    principalId: fixture.principalId,
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    role: "Application.Read.All",
  });
  const granted = { token: await fixture.appToken() };
  expect((await fixture.get("/v1.0/applications", granted)).statusCode).toBe(200);
  expect((await fixture.get("/v1.0/users", granted)).statusCode).toBe(403);
});

test.each([
  ["/v1.0/users?$filter=shoeSize eq 43", "BadRequest", /property named 'shoeSize'/],
  ["/v1.0/users?$filter=city eq 'Delft'", "Request_UnsupportedQuery", /property 'city'/],
  ["/v1.0/users?$filter=displayName ne 'a'", "Request_UnsupportedQuery", /Operator 'ne'/],
  ["/v1.0/users?$filter=displayName eq", "BadRequest", /Invalid \$filter clause/],
  ["/v1.0/users?$filter=id eq 'x'", "Request_BadRequest", /property 'id' of resource 'User'/],
  ["/v1.0/users?$select=shoeSize", "BadRequest", /property named 'shoeSize'/],
  ["/v1.0/users?$orderby=mail", "Request_UnsupportedQuery", /Sorting not supported/],
  ["/v1.0/applications?$orderby=displayName", "Request_UnsupportedQuery", /Sorting not/],
  ["/v1.0/users?$top=0", "Request_UnsupportedQuery", /page size specified: '0'/],
  ["/v1.0/users?$top=1000", "Request_UnsupportedQuery", /page size specified: '1000'/],
  ["/v1.0/users?$skip=1", "BadRequest", /parameter '\$skip'/],
  ["/v1.0/users?colour=blue", "BadRequest", /parameter 'colour'/],
  ["/v1.0/users?$top=1&top=2", "BadRequest", /'\$top' was specified more than once/],
  ["/v1.0/users?$count=maybe", "BadRequest", /Invalid \$count clause/],
  ['/v1.0/users?$search="displayName:a"', "Request_UnsupportedQuery", /ConsistencyLevel/],
  ["/v1.0/users/$count", "Request_BadRequest", /\$count is not currently supported/],
  ["/v1.0/planets", "BadRequest", /segment 'planets'/],
  ["/v1.0/constructor/constructor", "BadRequest", /segment 'constructor'/],
  ["/v2.0/users", "BadRequest", /segment 'v2.0'/],
])("%s is refused as %s", async (path, code, message) => {
  const answer = await fixture.get(path);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatchObject({ code, message: expect.stringMatching(message) });
});

test.each(["POST", "PATCH", "DELETE"])(
  "%s takes no query options, and changes nothing",
  async (method) => {
    const { objectId } = fixture.user;
    const path = method === "POST" ? "/v1.0/users" : `/v1.0/users/${objectId}`;
    const before = (await fixture.get("/v1.0/users")).json();
    const answer = await fixture.call(method, `${path}?$select=shoeSize`, { body: {} });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.message).toMatch(/parameter '\$select'/);
    expect((await fixture.get("/v1.0/users")).json()).toEqual(before);
  },
);

test("a condition on a version fails: answers tell no version", async () => {
  const ask = (condition: string) =>
    fixture.get("/v1.0/me", { headers: { "if-match": condition } });
  const failed = await ask('W/"1"');
  expect(failed.statusCode).toBe(412);
  expect(failed.json().error.code).toBe("PreconditionFailed");
  expect((await ask("*")).statusCode).toBe(200);
});

test("a method that a path does not have is refused", async () => {
  const answer = await fixture.call("PUT", "/v1.0/users", { body: {} });
  expect(answer.statusCode).toBe(405);
});

test.each([
  ["GET", "/v1.0/users/delta", "delta queries"],
  ["POST", "/v1.0/applications/some/restore", "restore of its own"],
])("%s %s is refused by name", async (method, path, feature) => {
  const answer = await fixture.call(method, path);
  expect(answer.statusCode).toBe(501);
  expect(answer.json().error).toMatchObject({
    code: "NotImplemented",
    message: expect.stringContaining(`Lazurite does not support ${feature}`),
  });
});
