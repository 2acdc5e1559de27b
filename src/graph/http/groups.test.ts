import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

const body = (displayName: string) => ({
  displayName,
  mailNickname: displayName,
  mailEnabled: false,
  securityEnabled: true,
});

async function make(displayName: string): Promise<string> {
  const answer = await fixture.call("POST", "/v1.0/groups", { body: body(displayName) });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().id;
}

const reference = (id: string) => ({
  body: { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` },
});

async function membersOf(id: string, list: string): Promise<readonly unknown[]> {
  return (await fixture.get(`/v1.0/groups/${id}/${list}?$select=id`)).json().value;
}

test("every member makes groups and manages what he owns; administrators manage the others'", async () => {
  const { identity, tenantId, user } = fixture;
  const own = await make("own");
  const other = (await identity.createGroup({ tenantId, displayName: "other" })).objectId;
  const change = async (id: string) =>
    (await fixture.call("PATCH", `/v1.0/groups/${id}`, { body: { description: "x" } })).statusCode;
  expect(await change(own)).toBe(204);
  expect(await change(other)).toBe(403);
  expect((await fixture.call("DELETE", `/v1.0/groups/${own}`)).statusCode).toBe(204);
  const roleTemplateId = directoryRoleIds.groupsAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: user.objectId, roleTemplateId });
  expect(await change(other)).toBe(204);
});

test("groups are found by their names, and hold members of every kind", async () => {
  const outer = await make("outer");
  const inner = await make("inner");
  const filter = "$filter=displayName eq 'outer' and mailNickname eq 'OUTER'";
  expect((await fixture.get(`/v1.0/groups?${filter}`)).json().value).toMatchObject([
    { ...body("outer"), id: outer, groupTypes: [] },
  ]);
  for (const id of [inner, PRINCIPAL_ID]) {
    const path = `/v1.0/groups/${outer}/members/$ref`;
    expect((await fixture.call("POST", path, reference(id))).statusCode).toBe(204);
    expect((await fixture.call("POST", path, reference(id))).statusCode).toBe(400);
  }
  const user = fixture.user.objectId;
  await fixture.call("POST", `/v1.0/groups/${inner}/members/$ref`, reference(user));
  expect(await membersOf(outer, "members")).toEqual(
    [
      { "@odata.type": "#microsoft.graph.servicePrincipal", id: PRINCIPAL_ID },
      { "@odata.type": "#microsoft.graph.group", id: inner },
    ].sort((left, right) => (left.id < right.id ? -1 : 1)),
  );
  expect(await membersOf(outer, "transitiveMembers")).toHaveLength(3);
  const cast = `/v1.0/groups/${outer}/members/microsoft.graph.group?$select=id`;
  expect((await fixture.get(cast)).json()).toEqual({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups(id)",
    value: [{ id: inner }],
  });
  expect((await fixture.get(`/v1.0/groups/${outer}/microsoft.graph.user`)).statusCode).toBe(400);
  const owned = await fixture.get(
    "/v1.0/me/ownedObjects/microsoft.graph.group?$select=displayName",
  );
  expect(owned.json().value).toHaveLength(2);
  const first = await fixture.get(`/v1.0/groups/${outer}/members?$top=1`);
  const link: string = first.json()["@odata.nextLink"];
  const second = await fixture.get(link.slice("https://graph.microsoft.com".length));
  expect(second.json().value).toHaveLength(1);
  expect(second.json()["@odata.nextLink"]).toBeUndefined();
  const gone = await fixture.call("DELETE", `/v1.0/groups/${inner}/members/${user}/$ref`);
  expect(gone.statusCode).toBe(204);
  expect(await membersOf(inner, "members")).toEqual([]);
  expect(await membersOf(inner, "owners")).toEqual([
    { "@odata.type": "#microsoft.graph.user", id: user },
  ]);
  const renamed = { displayName: "renamed", description: "why" };
  expect((await fixture.call("PATCH", `/v1.0/groups/${inner}`, { body: renamed })).statusCode).toBe(
    204,
  );
  expect((await fixture.get(`/v1.0/groups/${inner}`)).json()).toMatchObject(renamed);
  expect((await fixture.call("DELETE", `/v1.0/groups/${inner}`)).statusCode).toBe(204);
  expect(await membersOf(outer, "members")).toHaveLength(1);
});

test.each([
  [{ ...body("x"), mailEnabled: true }, /'mailEnabled'/],
  [{ ...body("x"), securityEnabled: false }, /'securityEnabled'/],
  [{ ...body("x"), groupTypes: ["Unified"] }, /'groupTypes'/],
  [{ ...body("x"), mailNickname: "a b" }, /'mailNickname'/],
  [{ displayName: "x" }, /'mailEnabled'/],
  [{ displayName: "x", mailNickname: "x", mailEnabled: false }, /'securityEnabled'/],
  [{ ...body("x"), mailNickname: undefined }, /'mailNickname'/],
  [{ ...body("x"), colour: "blue" }, /'colour'/],
])("%j makes no group", async (wrong, message) => {
  const answer = await fixture.call("POST", "/v1.0/groups", { body: wrong });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toMatch(message);
});
