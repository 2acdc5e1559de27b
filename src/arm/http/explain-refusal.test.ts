import { beforeEach, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;
beforeEach(async () => {
  world = await makeArmWorld();
});

const url = `${box}?api-version=2026-01-01`;

/** The path of the explanation of what nobody may. */
async function refusedPath(): Promise<string> {
  const answer = await world.call("GET", url, { as: people.nobody });
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({
    error: {
      code: "AuthorizationFailed",
      message:
        `The client 'someone@contoso.test' with object id '${people.nobody}' does not have ` +
        `authorization to perform action 'Test.Boxes/boxes/read' over scope '${box}' or the scope ` +
        "is invalid. If access was recently granted, please refresh your credentials.",
    },
  });
  const why = String(answer.headers["x-lazurite-why"]);
  expect(why).toMatch(/^https:\/\/arm\.test\/lazurite\/why\/[0-9a-f-]{36}$/);
  return new URL(why).pathname;
}

test("an administrator reads who was refused, what was looked at, and which role would do", async () => {
  await world.access.assign({
    tenantId,
    armScope: `${subscription}/resourceGroups/other`,
    assignmentName: "d0000000-0000-0000-0000-000000000001",
    roleDefinitionId: roles.reader,
    principalId: people.nobody,
    principalType: "User",
    createdBy: people.owner,
  });
  const path = await refusedPath();
  const { status, body } = await world.call("GET", path);
  expect(status).toBe(200);
  const because = "it stands at another scope";
  expect(body).toEqual({
    id: path.slice(-36),
    deniedAt: "2026-01-02T03:04:05.006Z",
    toldAt: "2026-01-02T03:04:05.006Z",
    service: "arm",
    request: { id: expect.any(String), method: "GET", path: box },
    principal: {
      kind: "user",
      objectId: people.nobody,
      tenantId,
      appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
      name: "known",
      groups: [],
    },
    reason: {
      decidedAt: "2026-01-02T03:04:05.006Z",
      isGrantedMeanwhile: false,
      action: "Test.Boxes/boxes/read",
      dataAction: null,
      scope: box,
      scopeChain: expect.arrayContaining([box.toLowerCase(), subscription, "/"]),
      assignments: [
        {
          name: "d0000000-0000-0000-0000-000000000001",
          scope: `${subscription}/resourceGroups/other`,
          roleId: roles.reader,
          roleName: "Reader",
          principalId: people.nobody,
          isOfGroup: false,
          verdict: "other-scope",
          because,
        },
      ],
      assignmentsOmitted: 0,
      smallestRole: expect.objectContaining({ roleName: "Reader" }),
      wellKnownRole: null,
    },
    words: expect.arrayContaining([
      `GET ${box} of the service arm was refused at 2026-01-02 03:04:05Z.`,
      "The user is known, object id a0000000-0000-0000-0000-000000000002, signed in through " +
        "application 04b07795-8ddb-461a-bbee-02f9e1bf7b46.",
      "It is in no group.",
      `    d0000000-0000-0000-0000-000000000001: ${because}`,
    ]),
  });
});

test("who may not read the role assignments there finds nothing, as for an id that is none", async () => {
  const path = await refusedPath();
  const notFound = (asked: string) => ({
    status: 404,
    body: {
      error: { code: "NotFound", message: `Lazurite serves nothing at the path '${asked}'.` },
    },
  });
  expect(await world.call("GET", path, { as: people.nobody })).toMatchObject(notFound(path));
  const unknown = `/lazurite/why/${people.nobody}`;
  expect(await world.call("GET", unknown)).toMatchObject(notFound(unknown));
  await world.access.assign({
    tenantId,
    armScope: group,
    assignmentName: "d0000000-0000-0000-0000-000000000002",
    roleDefinitionId: roles.reader,
    principalId: people.reader,
    principalType: "User",
    createdBy: people.owner,
  });
  expect(await world.call("GET", path, { as: people.reader })).toMatchObject({ status: 200 });
});

test("the address takes GET and no parameters", async () => {
  const path = await refusedPath();
  expect(await world.call("POST", path)).toMatchObject({ status: 405 });
  expect(await world.call("GET", `${path}?verbose=1`)).toMatchObject({
    status: 400,
    body: { error: { code: "NotSupported" } },
  });
  expect(await world.call("GET", `${path}?api-version=2022-04-01`)).toMatchObject({ status: 200 });
});
