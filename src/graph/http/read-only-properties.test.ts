import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { directoryRoleIds } from "../../identity/index.ts";

type Set = "applications" | "servicePrincipals" | "users" | "groups";

let fixture: GraphFixture;
const paths = new Map<Set, string>();

beforeAll(async () => {
  fixture = await openGraphFixture();
  const { identity, tenantId, user } = fixture;
  const roleTemplateId = directoryRoleIds.globalAdministrator;
  await identity.assignDirectoryRole({ tenantId, principalId: user.objectId, roleTemplateId });
  const group = await identity.createGroup({ tenantId, displayName: "circle" });
  const made = await fixture.call("POST", "/v1.0/applications", { body: { displayName: "made" } });
  paths.set("applications", `/v1.0/applications/${made.json().id}`);
  paths.set("servicePrincipals", `/v1.0/servicePrincipals/${PRINCIPAL_ID}`);
  paths.set("users", `/v1.0/users/${user.objectId}`);
  paths.set("groups", `/v1.0/groups/${group.objectId}`);
});
afterAll(() => fixture.close());

test.each<readonly [Set, object]>([
  ["applications", { id: null }],
  ["applications", { appId: "" }],
  ["applications", { createdDateTime: null }],
  ["servicePrincipals", { displayName: "" }],
  ["servicePrincipals", { appId: null }],
  ["servicePrincipals", { servicePrincipalNames: [] }],
  ["users", { createdDateTime: null }],
  ["users", { userType: "" }],
  ["users", { identities: [] }],
  ["groups", { id: "" }],
  ["groups", { createdDateTime: null }],
])("of %s, %j is refused and not passed over", async (set, body) => {
  const path = paths.get(set) ?? "";
  const before = (await fixture.get(path)).body;
  const answer = await fixture.call("PATCH", path, { body });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toContain(`'${Object.keys(body)[0]}'`);
  expect((await fixture.get(path)).body).toBe(before);
});

test("an object may be sent back as it was shown", async () => {
  let sent = 0;
  for (const [set, path] of paths) {
    const { "@odata.context": _, ...body } = (await fixture.get(path)).json();
    const answer = await fixture.call("PATCH", path, { body });
    expect(answer.statusCode, `${set} ${answer.body}`).toBe(204);
    sent += 1;
  }
  expect(sent).toBe(4);
});

test.each(["#microsoft.graph.user", "microsoft.graph.device", 7])(
  "a group cannot be said to be of the type %s",
  async (type) => {
    const body = { "@odata.type": type, description: "x" };
    const answer = await fixture.call("PATCH", paths.get("groups") ?? "", { body });
    expect(answer.statusCode).toBe(400);
    const right = { ...body, "@odata.type": "#microsoft.graph.group" };
    const good = await fixture.call("PATCH", paths.get("groups") ?? "", { body: right });
    expect(good.statusCode).toBe(204);
  },
);
