import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

const EVENTUAL = { headers: { consistencylevel: "eventual" } };

let fixture: GraphFixture;
let outer: string;
let inner: string;
/** Ids of people by their first names. */
const people = new Map<string, string>();

const idOf = (name: string): string => people.get(name) ?? "";
const get = (path: string, options = EVENTUAL) => fixture.get(`/v1.0/${path}`, options);

async function names(path: string): Promise<readonly string[]> {
  const answer = await get(path);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().value.map((one: { displayName: string }) => one.displayName);
}

/** Every page of a list. */
async function walk(first: string): Promise<{ readonly ids: string[]; readonly pages: number }> {
  const ids: string[] = [];
  let path: string | undefined = first;
  let pages = 0;
  while (path !== undefined) {
    const body: { value: { id: string }[]; "@odata.nextLink"?: string } = (await get(path)).json();
    ids.push(...body.value.map(({ id }) => id));
    path = body["@odata.nextLink"]?.slice("https://graph.microsoft.com/v1.0/".length);
    pages += 1;
  }
  return { ids, pages };
}

beforeAll(async () => {
  fixture = await openGraphFixture();
  const { identity, tenantId } = fixture;
  const group = async (displayName: string) =>
    (await identity.createGroup({ tenantId, displayName })).objectId;
  outer = await group("Outer circle");
  inner = await group("Inner circle");
  const put = (groupId: string, memberId: string) =>
    identity.addGroupMember({ tenantId, groupId, memberId });
  for (const name of ["Anna", "Bert", "Carl", "Dora", "Emil"]) {
    const { objectId } = await identity.createUser({
      tenantId,
      userPrincipalName: `${name}@contoso.test`,
      displayName: `${name} Test`,
      password: "A-good-password-1",
    });
    people.set(name, objectId);
    await put(name < "D" ? outer : inner, objectId);
  }
  await put(outer, inner);
  await put(outer, PRINCIPAL_ID);
  await put(inner, outer);
});
afterAll(() => fixture.close());

describe("the members of a group", () => {
  test("are of several types, each of which is a list of its own", async () => {
    const all = (await get(`groups/${outer}/members?$count=true&$select=id`)).json();
    expect(all["@odata.count"]).toBe(5);
    expect(all.value).toHaveLength(5);
    const path = `groups/${outer}/members/microsoft.graph.user?$count=true&$select=displayName`;
    const users = (await get(path)).json();
    expect(users).toMatchObject({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(displayName)",
      "@odata.count": 3,
    });
    expect(users.value.map((one: { displayName: string }) => one.displayName).sort()).toEqual([
      "Anna Test",
      "Bert Test",
      "Carl Test",
    ]);
    expect(await names(`groups/${outer}/members/microsoft.graph.group`)).toEqual(["Inner circle"]);
    const path2 = `groups/${outer}/members/microsoft.graph.servicePrincipal?$select=appId`;
    expect((await get(path2)).json().value).toEqual([{ appId: CLIENT_ID }]);
  });

  test("of one type are filtered, searched, sorted and counted", async () => {
    const users = `groups/${outer}/members/microsoft.graph.user`;
    expect(await names(`${users}?$filter=startswith(displayName,'b')&$count=true`)).toEqual([
      "Bert Test",
    ]);
    expect(await names(`${users}?$orderby=displayName desc&$count=true`)).toEqual([
      "Carl Test",
      "Bert Test",
      "Anna Test",
    ]);
    expect(
      await names(`${users}?$search="displayName:test"&$orderby=displayName&$count=true&$top=2`),
    ).toEqual(["Anna Test", "Bert Test"]);
    expect(await names(`${users}?$filter=endswith(mail,'@x.test')&$count=true`)).toEqual([]);
    expect(await names(`${users}?$filter=id eq '${idOf("Dora")}'&$count=true`)).toEqual([]);
    const inside = `groups/${outer}/transitiveMembers/microsoft.graph.user`;
    expect(await names(`${inside}?$filter=startswith(displayName,'d')&$count=true`)).toEqual([
      "Dora Test",
    ]);
    const groups = `groups/${outer}/transitiveMembers/microsoft.graph.group?$orderby=displayName&$count=true`;
    expect(await names(groups)).toEqual(["Inner circle", "Outer circle"]);
  });

  test("are counted as text, all of them and those of a type", async () => {
    let counted = 0;
    for (const [path, count] of [
      [`groups/${outer}/members/$count`, "5"],
      [`groups/${outer}/members/microsoft.graph.user/$count`, "3"],
      [`groups/${outer}/members/microsoft.graph.user/$count?$filter=displayName ge 'b'`, "2"],
      [`groups/${outer}/transitiveMembers/$count`, "8"],
      [`groups/${outer}/transitiveMembers/microsoft.graph.user/$count`, "5"],
      [`groups/${outer}/owners/$count`, "0"],
      [`users/${idOf("Dora")}/memberOf/$count`, "1"],
      [`users/${idOf("Dora")}/transitiveMemberOf/$count`, "2"],
      [`users/${idOf("Dora")}/transitiveMemberOf/microsoft.graph.group/$count`, "2"],
      ["users/$count", "6"],
    ] as const) {
      const answer = await get(path);
      expect(answer.body, path).toBe(count);
      expect(answer.headers["content-type"]).toBe("text/plain");
      expect((await get(path, { headers: {} } as typeof EVENTUAL)).statusCode, path).toBe(400);
      counted += 1;
    }
    expect(counted).toBe(10);
  });

  test("come a page at a time, each once", async () => {
    const paths = [
      [`groups/${outer}/transitiveMembers/microsoft.graph.user?$top=2`, 5, 3],
      [`groups/${outer}/transitiveMembers?$top=3&$count=true`, 8, 3],
      [
        `groups/${outer}/transitiveMembers/microsoft.graph.user?$top=2&$orderby=displayName&$count=true`,
        5,
        3,
      ],
    ] as const;
    for (const [path, objects, pages] of paths) {
      const walked = await walk(path);
      expect(new Set(walked.ids).size).toBe(objects);
      expect(walked).toMatchObject({ pages });
      expect(walked.ids).toHaveLength(objects);
    }
    const { "@odata.nextLink": link } = (await get(paths[0][0])).json();
    const token = link.slice(link.indexOf("$skiptoken="));
    for (const other of [
      `groups/${inner}/transitiveMembers/microsoft.graph.user?${token}`,
      `groups/${outer}/transitiveMembers/microsoft.graph.group?${token}`,
      `groups/${outer}/members/microsoft.graph.user?${token}`,
    ]) {
      expect((await get(other)).json().error.code).toBe("Directory_ExpiredPageToken");
    }
  });
});

test("the groups of a person are filtered, searched and sorted", async () => {
  const groups = `users/${idOf("Dora")}/transitiveMemberOf/microsoft.graph.group`;
  expect(await names(`${groups}?$orderby=displayName desc&$count=true`)).toEqual([
    "Outer circle",
    "Inner circle",
  ]);
  expect(await names(`${groups}?$filter=startswith(displayName,'out')&$count=true`)).toEqual([
    "Outer circle",
  ]);
  expect(await names(`${groups}?$search="displayName:circle"`)).toHaveLength(2);
  const direct = `users/${idOf("Dora")}/memberOf/microsoft.graph.group`;
  expect(await names(`${direct}?$search="displayName:circle"`)).toEqual(["Inner circle"]);
  const inside = `groups/${inner}/transitiveMemberOf/microsoft.graph.group?$filter=displayName eq 'outer circle'&$count=true`;
  expect(await names(inside)).toEqual(["Outer circle"]);
});

test("the roles in the directory that somebody holds are shown with the groups", async () => {
  const { identity, tenantId } = fixture;
  const roleTemplateId = directoryRoleIds.globalReader;
  const principalId = idOf("Emil");
  await identity.assignDirectoryRole({ tenantId, principalId, roleTemplateId });
  const role = { id: roleTemplateId, roleTemplateId, displayName: "Global Reader" };
  const all = (await get(`users/${principalId}/memberOf?$count=true`)).json();
  expect(all["@odata.count"]).toBe(2);
  expect(all.value).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ "@odata.type": "#microsoft.graph.group", id: inner }),
      expect.objectContaining({ "@odata.type": "#microsoft.graph.directoryRole", ...role }),
    ]),
  );
  const cast = `users/${principalId}/transitiveMemberOf/microsoft.graph.directoryRole`;
  expect((await get(cast)).json()).toMatchObject({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryRoles",
    value: [role],
  });
  expect((await get(`${cast}/$count`)).body).toBe("1");
  const selected = `users/${principalId}/memberOf?$select=id,roleTemplateId`;
  expect((await get(selected)).json().value).toContainEqual({
    "@odata.type": "#microsoft.graph.directoryRole",
    id: roleTemplateId,
    roleTemplateId,
  });
  const walked = await walk(`users/${principalId}/transitiveMemberOf?$top=1`);
  expect(walked).toMatchObject({ pages: 3 });
  expect(new Set(walked.ids)).toEqual(new Set([outer, inner, roleTemplateId]));
});

test("owners and what is owned are queried by their type as well", async () => {
  const { identity, tenantId } = fixture;
  await identity.addOwner({ tenantId, objectId: outer, ownerId: idOf("Anna") });
  await identity.addOwner({ tenantId, objectId: outer, ownerId: idOf("Bert") });
  const owners = `groups/${outer}/owners/microsoft.graph.user`;
  expect(await names(`${owners}?$filter=startswith(displayName,'be')&$count=true`)).toEqual([
    "Bert Test",
  ]);
  expect((await get(`groups/${outer}/owners?$count=true`)).json()["@odata.count"]).toBe(2);
  const owned = `users/${idOf("Anna")}/ownedObjects/microsoft.graph.group?$filter=displayName eq 'Outer circle'&$count=true`;
  expect(await names(owned)).toEqual(["Outer circle"]);
});

test("what Graph does not have of these lists is refused by name", async () => {
  const members = `groups/${outer}/members`;
  const users = `${members}/microsoft.graph.user`;
  let refused = 0;
  for (const [path, code, words] of [
    [`${users}?$filter=startswith(displayName,'b')`, "Request_UnsupportedQuery", "$count=true"],
    [`${users}?$orderby=displayName`, "Request_UnsupportedQuery", "$count=true"],
    [`${users}?$filter=jobTitle eq 'x'&$count=true`, "Request_UnsupportedQuery", "jobTitle"],
    [`${members}/microsoft.graph.application`, "Request_UnsupportedQuery", "application"],
    [`users/${idOf("Anna")}/memberOf/microsoft.graph.user`, "Request_UnsupportedQuery", "user"],
    [`${members}?$filter=displayName eq 'x'&$count=true`, "BadRequest", "$filter"],
    [`${members}?$search="displayName:x"`, "BadRequest", "$search"],
    [`${members}?$orderby=displayName&$count=true`, "BadRequest", "$orderby"],
    [`${members}/$count?$filter=id eq 'x'`, "BadRequest", "$filter"],
    [`${members}/microsoft.graph.device`, "BadRequest", "device"],
    ["users/delta", "NotImplemented", "delta"],
    ["groups/delta()", "NotImplemented", "delta"],
    ["applications/delta?$select=id", "NotImplemented", "delta"],
    ["servicePrincipals/delta", "NotImplemented", "delta"],
  ] as const) {
    const { error } = (await get(path)).json();
    expect(error, path).toMatchObject({ code, message: expect.stringContaining(words) });
    refused += 1;
  }
  expect(refused).toBe(14);
  const plain = { headers: {} } as typeof EVENTUAL;
  const search = await get(`${users}?$search="displayName:x"`, plain);
  expect(search.json().error.message).toContain("ConsistencyLevel");
});
