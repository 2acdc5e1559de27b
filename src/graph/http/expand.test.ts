import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";

const CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#applications";

let fixture: GraphFixture;
let id: string;
beforeAll(async () => {
  fixture = await openGraphFixture();
  const made = await fixture.call("POST", "/v1.0/applications", { body: { displayName: "own" } });
  id = made.json().id;
});
afterAll(() => fixture.close());

test("an application and a list of them show their owners inside", async () => {
  const { objectId, displayName } = fixture.user;
  const owners = [{ "@odata.type": "#microsoft.graph.user", id: objectId, displayName }];
  const query = "$select=displayName&$expand=owners($select=id,displayName)";
  const one = await fixture.get(`/v1.0/applications/${id}?${query}`);
  expect(one.json()).toEqual({
    "@odata.context": `${CONTEXT}(displayName,owners(id,displayName))/$entity`,
    displayName: "own",
    owners,
  });
  const list = await fixture.get(`/v1.0/applications?$filter=displayName eq 'own'&${query}`);
  expect(list.json()).toEqual({
    "@odata.context": `${CONTEXT}(displayName,owners(id,displayName))`,
    value: [{ displayName: "own", owners }],
  });
});

test("service principals show what they were assigned, groups their members", async () => {
  const { tenantId, principalId, identity } = fixture;
  const group = await identity.createGroup({ tenantId, displayName: "g" });
  await identity.addGroupMember({ tenantId, groupId: group.objectId, memberId: principalId });
  await identity.grantAppRole({
    tenantId,
    principalId,
    resourceAppId: "00000003-0000-0000-c000-000000000000",
    role: "Application.Read.All",
  });
  const found = await fixture.get(`/v1.0/groups/${group.objectId}?$expand=Members`);
  expect(found.json()).toMatchObject({ displayName: "g", members: [{ id: principalId }] });
  const path = `/v1.0/servicePrincipals/${principalId}?$expand=appRoleAssignments`;
  expect((await fixture.get(path)).json()).toMatchObject({
    id: principalId,
    appRoleAssignments: [{ principalId, resourceDisplayName: "Microsoft Graph" }],
  });
  const graph = "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
  expect((await fixture.get(`${graph}?$expand=appRoleAssignedTo`)).json()).toMatchObject({
    appRoleAssignedTo: [{ principalId, principalDisplayName: "demo-client" }],
  });
});

test("a list shows of each object what is related to it, twenty at most", async () => {
  const { tenantId, identity } = fixture;
  const groups = new Map<string, string[]>();
  for (const [name, size] of [
    ["many", 23],
    ["few", 2],
    ["none", 0],
  ] as const) {
    const { objectId: groupId } = await identity.createGroup({ tenantId, displayName: name });
    const members: string[] = [];
    for (let count = 0; count < size; count += 1) {
      const displayName = `${name} ${count}`;
      const { objectId: memberId } = await identity.createGroup({ tenantId, displayName });
      await identity.addGroupMember({ tenantId, groupId, memberId });
      members.push(memberId);
    }
    groups.set(name, members.sort());
  }
  const path =
    "/v1.0/groups?$filter=displayName in ('many','few','none')&$expand=members($select=id)";
  const { value } = (await fixture.get(path)).json();
  const shown = value.map((group: { displayName: string; members: { id: string }[] }) => [
    group.displayName,
    group.members.map(({ id: memberId }) => memberId),
  ]);
  expect(Object.fromEntries(shown)).toEqual({
    many: groups.get("many")?.slice(0, 20),
    few: groups.get("few"),
    none: [],
  });
});

test.each([
  ["applications", "extensionProperties"],
  ["applications", "owners,tokenIssuancePolicies"],
  ["applications", "owners($expand=manager)"],
  ["servicePrincipals", "constructor"],
  ["applications", "appRoleAssignments"],
  ["users", "manager"],
])("%s with $expand=%s is refused by name", async (set, relation) => {
  const answer = await fixture.get(`/v1.0/${set}?$expand=${relation}`);
  expect(answer.statusCode).toBe(501);
  expect(answer.json().error).toMatchObject({
    code: "NotImplemented",
    message: expect.stringContaining(`$expand=${relation}`),
  });
});
