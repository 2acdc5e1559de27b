import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { API_ID } from "../../../tests/support/user-fixture.ts";
import { DEFAULT_APP_ROLE_ID, directoryRoleIds } from "../../identity/index.ts";

const PATH = `/v1.0/servicePrincipals/${PRINCIPAL_ID}`;

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

const nothing = {
  tags: [],
  notificationEmailAddresses: [],
  notes: null,
  description: null,
  homepage: null,
  loginUrl: null,
  preferredSingleSignOnMode: null,
};

beforeEach(async () => {
  await fixture.call("PATCH", PATH, { body: { ...nothing, appRoleAssignmentRequired: false } });
});

const patch = (body: object) => fixture.call("PATCH", PATH, { body });
const read = async () => (await fixture.get(PATH)).json();

test("what is said of a service principal is kept, shown and taken back, bit by bit", async () => {
  const said = {
    tags: ["HideApp", "Payroll"],
    notificationEmailAddresses: ["ada@contoso.test"],
    notes: "asked for by Ada",
    description: "The payroll",
    homepage: "https://payroll.contoso.test",
    loginUrl: "https://payroll.contoso.test/in",
    preferredSingleSignOnMode: "oidc",
  };
  expect((await patch(said)).statusCode).toBe(204);
  expect((await patch({ appRoleAssignmentRequired: "True" })).statusCode).toBe(204);
  expect(await read()).toMatchObject({ ...said, appRoleAssignmentRequired: true });
  expect((await patch({ notes: null, tags: [] })).statusCode).toBe(204);
  expect(await read()).toMatchObject({ ...said, notes: null, tags: [] });
});

test("what nothing here acts upon is refused by name, and nothing is changed", async () => {
  let refused = 0;
  for (const [body, message] of [
    [{ preferredSingleSignOnMode: "saml" }, "'preferredSingleSignOnMode=saml'"],
    [{ preferredSingleSignOnMode: "magic" }, "'preferredSingleSignOnMode'"],
    [{ logoutUrl: "https://bye.contoso.test" }, "'logoutUrl'"],
    [{ tags: "one" }, "'tags'"],
    [{ appRoleAssignmentRequired: null }, "'appRoleAssignmentRequired'"],
    [{ colour: "red" }, "'colour'"],
  ] as const) {
    const answer = await patch({ notes: "not kept", ...body });
    expect(answer.statusCode, JSON.stringify(body)).toBe(400);
    expect(answer.json().error.message).toContain(message);
    refused += 1;
  }
  expect(refused).toBe(6);
  expect((await read()).notes).toBeNull();
});

test("tags are found in any case, of letters beyond ASCII too, and of deleted objects", async () => {
  const said = { displayName: "Umlaut", tags: ["Übung"] };
  const made = (await fixture.call("POST", "/v1.0/applications", { body: said })).json();
  const own = { appId: made.appId, tags: ["ÄRGER"] };
  const principal = (await fixture.call("POST", "/v1.0/servicePrincipals", { body: own })).json();
  const count = async (list: string, filter: string) => {
    const path = `/v1.0/${list}?$filter=${encodeURIComponent(filter)}`;
    return (await fixture.get(path)).json().value.length;
  };
  const tag = (text: string) => `tags/any(t:t eq '${text}')`;
  const start = "tags/any(t:startswith(t,'ärg'))";
  expect(await count("applications", tag("ÜBUNG"))).toBe(1);
  expect(await count("servicePrincipals", tag("übung"))).toBe(1);
  expect(await count("servicePrincipals", tag("Ärger"))).toBe(1);
  expect(await count("servicePrincipals", start)).toBe(1);
  await fixture.call("DELETE", `/v1.0/applications/${made.id}`);
  const items = "directory/deletedItems/microsoft.graph";
  expect(await count(`${items}.application`, tag("übung"))).toBe(1);
  expect(await count(`${items}.servicePrincipal`, tag("übung"))).toBe(1);
  expect(await count(`${items}.servicePrincipal`, start)).toBe(1);
  const shown = await fixture.get(`/v1.0/directory/deletedItems/${principal.id}?$select=tags`);
  expect(shown.json().tags).toEqual(["Übung", "ÄRGER"]);
});

test.each([
  ["tags", Array.from({ length: 101 }, (_, at) => `t${at}`)],
  ["tags", [""]],
  ["tags", ["x".repeat(257)]],
  ["notes", "x".repeat(1_025)],
  ["description", "x".repeat(1_025)],
])(
  "%s that are too many, too long or empty are refused, and nothing is made",
  async (name, value) => {
    const body = { displayName: "Large", [name]: value };
    const large = await fixture.call("POST", "/v1.0/applications", { body });
    expect(large.statusCode).toBe(400);
    expect(large.json().error.message).toContain(`'${name}'`);
    const app = await fixture.call("POST", "/v1.0/applications", { body: { displayName: "Fine" } });
    const own = { appId: app.json().appId, [name]: value };
    const principal = await fixture.call("POST", "/v1.0/servicePrincipals", { body: own });
    expect(principal.statusCode).toBe(400);
    for (const [list, filter] of [
      ["applications", "displayName eq 'Large'"],
      ["servicePrincipals", `appId eq '${own.appId}'`],
    ] as const) {
      const path = `/v1.0/${list}?$filter=${encodeURIComponent(filter)}`;
      expect((await fixture.get(path)).json().value).toEqual([]);
    }
  },
);

test("a registration's tags, description, home page and addresses are its service principals' too", async () => {
  const made = await fixture.call("POST", "/v1.0/applications", {
    body: {
      displayName: "Tagged",
      tags: ["Finance"],
      description: "As registered",
      web: {
        homePageUrl: "https://tagged.contoso.test",
        logoutUrl: "https://tagged.contoso.test/o",
      },
      info: { supportUrl: "https://tagged.contoso.test/help" },
    },
  });
  const body = { appId: made.json().appId, tags: ["Own"], appRoleAssignmentRequired: true };
  const principal = await fixture.call("POST", "/v1.0/servicePrincipals", { body });
  expect(principal.statusCode, principal.body).toBe(201);
  expect(principal.json()).toMatchObject({
    tags: ["Finance", "Own"],
    appDescription: "As registered",
    description: null,
    homepage: "https://tagged.contoso.test",
    logoutUrl: "https://tagged.contoso.test/o",
    info: { supportUrl: "https://tagged.contoso.test/help" },
    appRoleAssignmentRequired: true,
  });
  const { id } = principal.json();
  const found = async (set: string, filter: string) => {
    const headers = { consistencylevel: "eventual" };
    const path = `/v1.0/${set}?$filter=${filter}&$count=true&$select=id`;
    const answer = await fixture.get(path, { headers });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json().value.map((one: { id: string }) => one.id);
  };
  expect(await found("servicePrincipals", "tags/any(t:t eq 'own')")).toEqual([id]);
  expect(await found("servicePrincipals", "tags/any(t:startswith(t,'fin'))")).toEqual([id]);
  expect(await found("servicePrincipals", "appRoleAssignmentRequired eq true")).toEqual([id]);
  expect(await found("servicePrincipals", "NOT tags/any(t:t eq 'own')")).not.toContain(id);
  expect(await found("applications", "tags/any(t:t eq 'Finance')")).toEqual([made.json().id]);
  expect(await found("applications", "tags/any(t:t eq 'Own')")).toEqual([]);
});

test("access without a role is given to users and groups, and shown from every side", async () => {
  const { user, identity, tenantId } = fixture;
  const group = await identity.createGroup({ tenantId, displayName: "payroll" });
  const sides = [
    { path: `/v1.0/users/${user.objectId}/appRoleAssignments`, id: user.objectId },
    { path: `/v1.0/groups/${group.objectId}/appRoleAssignments`, id: group.objectId },
    { path: `/v1.0/servicePrincipals(appId='${CLIENT_ID}')/appRoleAssignments`, id: PRINCIPAL_ID },
  ];
  const api = (await fixture.get(`/v1.0/servicePrincipals(appId='${API_ID}')?$select=id`)).json();
  const given: string[] = [];
  for (const { path, id: principalId } of sides) {
    const body = { principalId, resourceId: api.id, appRoleId: DEFAULT_APP_ROLE_ID };
    const made = await fixture.call("POST", path, { body });
    expect(made.statusCode, made.body).toBe(201);
    expect(made.json()).toMatchObject({ ...body, resourceDisplayName: "lab" });
    expect((await fixture.call("POST", path, { body })).statusCode).toBe(400);
    const elsewhere = { ...body, principalId: api.id };
    expect((await fixture.call("POST", path, { body: elsewhere })).statusCode).toBe(400);
    expect((await fixture.get(path)).json().value).toMatchObject([{ id: made.json().id }]);
    expect((await fixture.get(`${path}/${made.json().id}`)).json()).toMatchObject(body);
    given.push(made.json().id);
  }
  const list = `/v1.0/servicePrincipals/${api.id}/appRoleAssignedTo`;
  const all = (await fixture.get(list)).json().value;
  expect(all.map((one: { id: string }) => one.id).sort()).toEqual([...given].sort());
  expect(new Set(all.map((one: { principalType: string }) => one.principalType))).toEqual(
    new Set(["User", "Group", "ServicePrincipal"]),
  );
  expect((await fixture.get("/v1.0/me/appRoleAssignments")).json().value).toHaveLength(1);
  for (const id of given) {
    expect((await fixture.call("DELETE", `${list}/${id}`)).statusCode).toBe(204);
  }
  expect((await fixture.get(list)).json().value).toEqual([]);
});

test("access without a role is not given where the API has a role to give", async () => {
  const role = {
    id: "12121212-0000-4333-8444-555555555555",
    value: "Read.All",
    displayName: "Read all",
    description: "Read all",
    allowedMemberTypes: ["Application"],
    isEnabled: true,
  };
  const made = await fixture.call("POST", "/v1.0/applications", {
    body: { displayName: "Roles", appRoles: [role] },
  });
  const { appId } = made.json();
  const principal = await fixture.call("POST", "/v1.0/servicePrincipals", { body: { appId } });
  const resourceId = principal.json().id;
  const give = (principalId: string) =>
    fixture.call("POST", `/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
      body: { principalId, resourceId, appRoleId: DEFAULT_APP_ROLE_ID },
    });
  const refused = await give(PRINCIPAL_ID);
  expect(refused.statusCode).toBe(400);
  expect(refused.json().error.message).toContain("appRoleId");
  expect((await give(fixture.user.objectId)).statusCode).toBe(201);
});
