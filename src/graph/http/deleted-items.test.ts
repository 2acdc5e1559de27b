import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds, firstPartyAppIds } from "../../identity/index.ts";

const ITEMS = "/v1.0/directory/deletedItems";
const CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#";
const DAY = 86_400_000;

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
  await fixture.identity.assignDirectoryRole({
    tenantId: fixture.tenantId,
    principalId: fixture.user.objectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
});
afterAll(() => fixture.close());

interface Shown {
  readonly id: string;
  readonly appId: string;
  readonly deletedDateTime: string | null;
}

async function done<Body = Shown>(
  method: string,
  path: string,
  body?: object,
  status?: number,
): Promise<Body> {
  const answer = await fixture.call(method, path, body === undefined ? {} : { body });
  if (status === undefined) expect(answer.statusCode, answer.body).toBeLessThan(300);
  else expect(answer.statusCode, answer.body).toBe(status);
  return (answer.body === "" ? {} : answer.json()) as Body;
}

const idsIn = async (path: string): Promise<readonly string[]> =>
  (await done<{ value: readonly Shown[] }>("GET", path)).value.map(({ id }) => id);

const PASSWORD = "Correct-horse-2";

async function makeUser(name: string): Promise<Shown> {
  return await done("POST", "/v1.0/users", {
    accountEnabled: true,
    displayName: name,
    mailNickname: name,
    userPrincipalName: `${name}@contoso.test`,
    passwordProfile: { password: PASSWORD },
  });
}

const signIn = (name: string, scope = "openid offline_access") =>
  fixture.signIn("v2", {
    fields: { username: `${name}@contoso.test`, password: PASSWORD, scope },
  });

test("a deleted user is nowhere, is shown among deleted items, and comes back as he was", async () => {
  const { tenantId, identity } = fixture;
  const { id } = await makeUser("grace");
  const path = `/v1.0/users/${id}`;
  const whole = await done<object>(
    "GET",
    `${path}?$select=id,displayName,accountEnabled,createdDateTime`,
  );
  const group = await identity.createGroup({ tenantId, displayName: "readers" });
  await identity.addGroupMember({ tenantId, groupId: group.objectId, memberId: id });
  await identity.addOwner({ tenantId, objectId: group.objectId, ownerId: id });
  const roleTemplateId = directoryRoleIds.groupsAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: id, roleTemplateId });
  const signedIn = (await signIn("grace")).json() as { refresh_token: string };
  expect(signedIn.refresh_token).toBeTypeOf("string");

  await done("DELETE", path);
  expect((await fixture.get(path)).statusCode).toBe(404);
  expect(await idsIn("/v1.0/users?$filter=displayName eq 'grace'")).toEqual([]);
  const search = await fixture.get('/v1.0/users?$search="displayName:grace"', {
    headers: { consistencylevel: "eventual" },
  });
  expect(search.json()).toMatchObject({ value: [] });
  expect((await signIn("grace")).statusCode).toBe(400);
  expect(await idsIn(`/v1.0/groups/${group.objectId}/members`)).toEqual([]);
  expect(await idsIn(`/v1.0/groups/${group.objectId}/owners`)).toEqual([]);
  expect(await identity.objects.holdersOf(tenantId, roleTemplateId)).not.toContain(id);
  const deletedDateTime = `${new Date(fixture.clock.now()).toISOString().slice(0, 19)}Z`;
  const own = `${id.replaceAll("-", "")}grace@contoso.test`;
  expect(await done("GET", `${ITEMS}/${id}?$select=id,userPrincipalName,deletedDateTime`)).toEqual({
    "@odata.context": `${CONTEXT}directoryObjects/$entity`,
    "@odata.type": "#microsoft.graph.user",
    id,
    userPrincipalName: own,
    deletedDateTime,
  });
  const listed = `${ITEMS}/microsoft.graph.user?$select=id,deletedDateTime&$filter=userPrincipalName eq '${own}'`;
  expect(await done("GET", listed)).toEqual({
    "@odata.context": `${CONTEXT}users(id,deletedDateTime)`,
    value: [{ id, deletedDateTime }],
  });

  expect(await done("POST", `${ITEMS}/${id}/restore`, {}, 200)).toEqual({
    "@odata.context": `${CONTEXT}directoryObjects/$entity`,
    "@odata.type": "#microsoft.graph.user",
    id,
    businessPhones: [],
    displayName: "grace",
    givenName: null,
    jobTitle: null,
    mail: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: null,
    userPrincipalName: "grace@contoso.test",
  });
  expect(
    await done<object>("GET", `${path}?$select=id,displayName,accountEnabled,createdDateTime`),
  ).toEqual(whole);
  expect(await idsIn(`/v1.0/groups/${group.objectId}/members`)).toEqual([id]);
  expect(await idsIn(`/v1.0/groups/${group.objectId}/owners`)).toEqual([id]);
  expect(await identity.objects.holdersOf(tenantId, roleTemplateId)).toContain(id);
  const renewed = await fixture.renew("v2", {
    fields: { refresh_token: signedIn.refresh_token, scope: "openid" },
  });
  expect(renewed.statusCode).toBe(400);
  expect((await signIn("grace")).statusCode).toBe(200);
  expect((await fixture.get(`${ITEMS}/${id}`)).statusCode).toBe(404);
});

test("whose name was taken meanwhile stays deleted", async () => {
  const { id } = await makeUser("alan");
  await done("DELETE", `/v1.0/users/${id}`);
  const other = await makeUser("alan");
  expect(await done("POST", `${ITEMS}/${id}/restore`, undefined, 400)).toMatchObject({
    error: {
      code: "Request_BadRequest",
      message: "Another object with the same value for property userPrincipalName already exists.",
    },
  });
  await done("DELETE", `/v1.0/users/${other.id}`);
  await done("POST", `${ITEMS}/${id}/restore`);
  expect((await signIn("alan")).statusCode).toBe(200);
});

test("an application comes back whole, and its service principal when that is asked for", async () => {
  const { tenantId, identity } = fixture;
  const app = await done("POST", "/v1.0/applications", {
    displayName: "whole",
    identifierUris: ["api://whole-one"],
    tags: ["one"],
    web: { redirectUris: ["https://whole.contoso.test/back"] },
    appRoles: [
      {
        id: "bbbbbbbb-2222-4333-8444-555555555555",
        value: "Task.Run",
        displayName: "Run",
        description: "Runs",
        isEnabled: true,
        allowedMemberTypes: ["Application", "User"],
      },
    ],
  });
  const { appId } = app;
  const principal = await done("POST", "/v1.0/servicePrincipals", { appId });
  const at = `/v1.0/servicePrincipals/${principal.id}`;
  const { secretText } = await done<{ secretText: string }>(
    "POST",
    `/v1.0/applications/${app.id}/addPassword`,
    {},
  );
  const own = await done<{ secretText: string }>("POST", `${at}/addPassword`, {});
  const roleOf = (principalId: string) => ({
    principalId,
    resourceId: principal.id,
    appRoleId: "bbbbbbbb-2222-4333-8444-555555555555",
  });
  await done("POST", `${at}/appRoleAssignedTo`, roleOf(fixture.user.objectId));
  const resourceAppId = firstPartyAppIds.microsoftGraph;
  const role = "User.Read.All";
  await identity.grantAppRole({ tenantId, principalId: principal.id, resourceAppId, role });
  const tokenBy = (secret: string) =>
    fixture.ask("v2", {
      fields: {
        client_id: appId,
        client_secret: secret,
        scope: "https://graph.microsoft.com/.default",
      },
    });
  expect((await tokenBy(secretText)).statusCode).toBe(200);
  expect((await tokenBy(own.secretText)).statusCode).toBe(200);
  const paths = [
    `/v1.0/applications/${app.id}`,
    `/v1.0/applications/${app.id}/owners`,
    at,
    `${at}/appRoleAssignedTo`,
    `${at}/appRoleAssignments`,
  ];
  const before = await Promise.all(paths.map((path) => done<object>("GET", path)));

  await done("DELETE", `/v1.0/applications/${app.id}`);
  for (const path of paths) expect((await fixture.get(path)).statusCode).toBe(404);
  expect((await tokenBy(secretText)).statusCode).toBe(400);
  expect(await idsIn(`${ITEMS}/microsoft.graph.application?$filter=appId eq '${appId}'`)).toEqual([
    app.id,
  ]);
  const byName = "identifierUris/any(u:u eq 'api://whole-one')";
  expect(await idsIn(`${ITEMS}/microsoft.graph.application?$filter=${byName}`)).toEqual([app.id]);
  const byTag = "tags/any(t:t eq 'one')";
  expect(await idsIn(`${ITEMS}/microsoft.graph.servicePrincipal?$filter=${byTag}`)).toEqual([
    principal.id,
  ]);
  await expect(
    identity.createApplication({ tenantId, displayName: "thief", appId }),
  ).rejects.toMatchObject({ code: "identity/application-exists" });
  await done("POST", `${ITEMS}/${principal.id}/restore`, undefined, 404);

  await done("POST", `${ITEMS}/${app.id}/restore`);
  expect((await fixture.get(at)).statusCode).toBe(404);
  expect((await tokenBy(secretText)).statusCode).toBe(400);
  await done("POST", `${ITEMS}/${principal.id}/restore`);
  expect(await Promise.all(paths.map((path) => done<object>("GET", path)))).toEqual(before);
  expect((await tokenBy(secretText)).statusCode).toBe(200);
  expect((await tokenBy(own.secretText)).statusCode).toBe(200);
});

test("names that others took meanwhile keep an application and a service principal deleted", async () => {
  const uris = { identifierUris: ["api://wanted"] };
  const first = await done("POST", "/v1.0/applications", { displayName: "first", ...uris });
  const { appId } = first;
  const principal = await done("POST", "/v1.0/servicePrincipals", { appId });
  await done("DELETE", `/v1.0/applications/${first.id}`);
  const second = await done("POST", "/v1.0/applications", { displayName: "second", ...uris });
  expect(await done("POST", `${ITEMS}/${first.id}/restore`, undefined, 400)).toMatchObject({
    error: { message: /property identifierUris already exists/ },
  });
  await done("DELETE", `/v1.0/applications/${second.id}`);
  await done("POST", `${ITEMS}/${first.id}/restore`);
  await done("POST", "/v1.0/servicePrincipals", { appId });
  expect(await done("POST", `${ITEMS}/${principal.id}/restore`, undefined, 409)).toMatchObject({
    error: { code: "Request_MultipleObjectsWithSameKeyValue" },
  });
});

test("what stands between two deleted objects comes back with the second of them", async () => {
  const { tenantId, identity } = fixture;
  const app = await done("POST", "/v1.0/applications", { displayName: "between" });
  const client = await done("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  const { id: userId } = await makeUser("mary");
  const roles = { principalId: userId, resourceId: client.id };
  const appRoleId = "00000000-0000-0000-0000-000000000000";
  await done("POST", `/v1.0/servicePrincipals/${client.id}/appRoleAssignedTo`, {
    ...roles,
    appRoleId,
  });
  const gone = await identity.createGroup({ tenantId, displayName: "gone" });
  await identity.addGroupMember({ tenantId, groupId: gone.objectId, memberId: userId });
  await done("DELETE", `/v1.0/users/${userId}`);
  await done("DELETE", `/v1.0/servicePrincipals/${client.id}`);
  await done("DELETE", `/v1.0/groups/${gone.objectId}`);
  await done("POST", `${ITEMS}/${userId}/restore`);
  expect(await idsIn(`/v1.0/users/${userId}/appRoleAssignments`)).toEqual([]);
  expect(await idsIn(`/v1.0/users/${userId}/memberOf`)).toEqual([]);
  await done("POST", `${ITEMS}/${client.id}/restore`);
  const { value } = await done<{ value: readonly object[] }>(
    "GET",
    `/v1.0/users/${userId}/appRoleAssignments`,
  );
  expect(value).toMatchObject([{ ...roles, appRoleId }]);
});

test("deleting twice is final, and so are thirty days; groups are gone at once", async () => {
  const { tenantId, identity } = fixture;
  const { id } = await makeUser("joan");
  await done("DELETE", `/v1.0/users/${id}`);
  await done("DELETE", `${ITEMS}/${id}`, undefined, 204);
  await done("POST", `${ITEMS}/${id}/restore`, undefined, 404);
  await done("DELETE", `${ITEMS}/${id}`, undefined, 404);
  const group = await identity.createGroup({ tenantId, displayName: "secure" });
  await done("DELETE", `/v1.0/groups/${group.objectId}`);
  expect(await idsIn(`${ITEMS}/microsoft.graph.group`)).toEqual([]);
  expect((await fixture.get(`${ITEMS}/${group.objectId}`)).statusCode).toBe(404);
  const fresh = await openGraphFixture();
  const app = await fresh.identity.createApplication({ tenantId, displayName: "old" });
  await fresh.identity.deleteApplication(app);
  const { deleted } = fresh.identity.objects;
  fresh.clock.move(30 * DAY - 1);
  expect(await deleted.find(tenantId, app.objectId)).toMatchObject({ type: "application" });
  fresh.clock.move(1);
  expect(await deleted.find(tenantId, app.objectId)).toBeUndefined();
  const any = { kind: "always", holds: true } as const;
  expect(await deleted.applications.count(tenantId, any)).toBe(0);
  const again = { tenantId, displayName: "new", appId: app.appId, objectId: app.objectId };
  await fresh.identity.createApplication(again);
  await fresh.identity.deleteApplication(app);
  await fresh.identity.restoreObject(app);
  expect(await fresh.identity.objects.applications.find(tenantId, app.objectId)).toMatchObject({
    displayName: "new",
  });
  await fresh.close();
});

test("deleted items are listed by their type, in pages, counted, and not otherwise", async () => {
  const names = ["page-1", "page-2", "page-3"];
  for (const name of names) {
    const { id } = await makeUser(name);
    await done("DELETE", `/v1.0/users/${id}`);
  }
  const eventual = { headers: { consistencylevel: "eventual" } };
  const own = "$filter=startsWith(displayName,'page-')";
  const list = `${ITEMS}/microsoft.graph.user?${own}&$select=displayName&$top=2`;
  const first = (await fixture.get(`${list}&$count=true`, eventual)).json();
  expect(first).toMatchObject({ "@odata.count": 3, value: [{}, {}] });
  const next = new URL(first["@odata.nextLink"]);
  const second = (await fixture.get(`${next.pathname}${next.search}`, eventual)).json();
  const shown = [...first.value, ...second.value] as { displayName: string }[];
  expect(shown.map(({ displayName }) => displayName).sort()).toEqual(names);
  const asApplications = `${next.pathname.replace("user", "application")}${next.search}`;
  expect((await fixture.get(asApplications, eventual)).statusCode).toBe(400);
  const count = await fixture.get(`${ITEMS}/microsoft.graph.user/$count?${own}`, eventual);
  expect(count.body).toBe("3");
  const latest = `${ITEMS}/microsoft.graph.user?${own}&$orderby=deletedDateTime desc&$count=true`;
  expect((await fixture.get(latest, eventual)).json().value).toHaveLength(3);
  for (const [path, status, message] of [
    [ITEMS, 400, /by their type/],
    [`${ITEMS}/microsoft.graph.user?$expand=memberOf`, 400, /\$expand/],
    [`${ITEMS}/microsoft.graph.administrativeUnit`, 501, /administrativeUnit/],
    [`${ITEMS}/not-an-id`, 404, /not-an-id/],
  ] as const) {
    const answer = await fixture.get(path);
    expect(answer.statusCode, path).toBe(status);
    expect(answer.json().error.message).toMatch(message);
  }
  const newName = { newUserPrincipalName: "other@contoso.test" };
  const { id } = await makeUser("named");
  await done("DELETE", `/v1.0/users/${id}`);
  await done("POST", `${ITEMS}/${id}/restore`, newName, 400);
  await done("POST", `${ITEMS}/getByIds`, { ids: [id] }, 501);
});

test("applications restore what they own, and users with the permission for them", async () => {
  const { tenantId, identity } = fixture;
  const grant = async (role: string): Promise<string> => {
    const resourceAppId = firstPartyAppIds.microsoftGraph;
    await identity.grantAppRole({ tenantId, principalId: PRINCIPAL_ID, resourceAppId, role });
    return await fixture.appToken();
  };
  const status = async (method: string, path: string, token: string) =>
    (await fixture.call(method, path, { token })).statusCode;
  const { id: userId } = await makeUser("kept");
  await done("DELETE", `/v1.0/users/${userId}`);
  const none = await fixture.appToken();
  expect(await status("GET", `${ITEMS}/microsoft.graph.user`, none)).toBe(403);
  const owning = await grant("Application.ReadWrite.OwnedBy");
  expect(await status("GET", `${ITEMS}/microsoft.graph.user`, owning)).toBe(403);
  expect(await status("GET", `${ITEMS}/${userId}`, owning)).toBe(403);
  expect(await status("POST", `${ITEMS}/${userId}/restore`, owning)).toBe(403);
  const own = await identity.registerApplication(
    { tenantId, displayName: "own" },
    {},
    PRINCIPAL_ID,
  );
  const other = await identity.registerApplication(
    { tenantId, displayName: "other" },
    {},
    fixture.user.objectId,
  );
  for (const app of [own, other]) await done("DELETE", `/v1.0/applications/${app.objectId}`);
  expect(await status("POST", `${ITEMS}/${other.objectId}/restore`, owning)).toBe(403);
  expect(await status("DELETE", `${ITEMS}/${other.objectId}`, owning)).toBe(403);
  expect(await status("POST", `${ITEMS}/${own.objectId}/restore`, owning)).toBe(200);
  expect(await status("POST", `${ITEMS}/${userId}/restore`, await grant("User.Read.All"))).toBe(
    403,
  );
  const restoring = await grant("User.DeleteRestore.All");
  const { id: chief } = await makeUser("chief");
  const roleTemplateId = directoryRoleIds.userAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: chief, roleTemplateId });
  await done("DELETE", `/v1.0/users/${chief}`);
  expect(await status("POST", `${ITEMS}/${chief}/restore`, restoring)).toBe(403);
  expect(await status("DELETE", `${ITEMS}/${chief}`, restoring)).toBe(403);
  expect(await status("POST", `${ITEMS}/${userId}/restore`, restoring)).toBe(200);
});

test("a user restores what he owns without a role, and nothing else", async () => {
  const { tenantId, identity } = fixture;
  const { id: ownerId } = await makeUser("owner");
  const signedIn = await signIn("owner", "https://graph.microsoft.com/.default");
  const { access_token: token } = signedIn.json() as { access_token: string };
  const make = (displayName: string, owner: string) =>
    identity.registerApplication({ tenantId, displayName }, {}, owner);
  const own = await make("his", ownerId);
  const other = await make("hers", fixture.user.objectId);
  for (const app of [own, other]) await done("DELETE", `/v1.0/applications/${app.objectId}`);
  const restore = async (objectId: string) =>
    (await fixture.call("POST", `${ITEMS}/${objectId}/restore`, { token })).statusCode;
  expect(await restore(other.objectId)).toBe(403);
  expect(await restore(own.objectId)).toBe(200);
});
