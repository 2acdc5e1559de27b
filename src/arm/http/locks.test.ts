/** Locks stand against deletion and change, at their scope and below. */
import { beforeEach, describe, expect, test } from "vitest";
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

const VERSION = "api-version=2016-09-01";
const BOXES = "api-version=2026-01-01";
const GROUPS = "api-version=2021-04-01";
const ROLES = "api-version=2022-04-01";
const TIME = "2026-01-02T03:04:05.0060000Z";

const lockId = (scope: string, name: string): string =>
  `${scope}/providers/Microsoft.Authorization/locks/${name}`;

async function lock(scope: string, level: string, name = "keep"): Promise<void> {
  const body = { properties: { level } };
  const { status } = await world.call("PUT", `${lockId(scope, name)}?${VERSION}`, { body });
  expect(status).toBe(201);
}

async function makeBox(path: string = box, key = "k"): Promise<void> {
  const body = { location: "westeurope", properties: { key } };
  expect((await world.call("PUT", `${path}?${BOXES}`, { body })).status).toBe(201);
}

const scopeLocked = (scope: string, operation: string, ...locked: string[]) => ({
  status: 409,
  body: {
    error: {
      code: "ScopeLocked",
      message:
        `The scope '${scope}' cannot perform ${operation} operation because following scope(s) ` +
        `are locked: ${locked.map((one) => `'${one}'`).join(",")}. ` +
        "Please remove the lock and try again.",
    },
  },
});

const described = (scope: string, name: string, properties: object): object => ({
  properties,
  id: lockId(scope, name),
  type: "Microsoft.Authorization/locks",
  name,
});

describe("a lock's life", () => {
  test.each([
    ["a subscription", subscription],
    ["a resource group", group],
    ["a resource", box],
  ])("at %s", async (_, scope) => {
    await makeBox();
    const path = `${lockId(scope, "keep")}?${VERSION}`;
    const made = await world.call("PUT", path, {
      body: { properties: { level: "canNotDelete", notes: "why" } },
    });
    const first = described(scope, "keep", { level: "CanNotDelete", notes: "why" });
    expect(made).toMatchObject({ status: 201, body: first });
    expect(await world.call("GET", path)).toMatchObject({ status: 200, body: first });
    const changed = await world.call("PUT", path, { body: { properties: { level: "ReadOnly" } } });
    expect(changed).toMatchObject({
      status: 200,
      body: described(scope, "keep", { level: "ReadOnly" }),
    });
    expect((await world.call("DELETE", path)).status).toBe(200);
    expect((await world.call("DELETE", path)).status).toBe(204);
    expect(await world.call("GET", path)).toMatchObject({
      status: 404,
      body: { error: { code: "LockNotFound", message: "The lock 'keep' could not be found." } },
    });
  });

  test("its newest version tells who made it and when", async () => {
    await lock(group, "ReadOnly");
    const { body } = await world.call("GET", `${lockId(group, "KEEP")}?api-version=2020-05-01`);
    expect(body).toEqual({
      ...described(group, "keep", { level: "ReadOnly" }),
      systemData: {
        createdBy: "someone@contoso.test",
        createdByType: "User",
        createdAt: TIME,
        lastModifiedBy: "someone@contoso.test",
        lastModifiedByType: "User",
        lastModifiedAt: TIME,
      },
    });
  });

  test("a whole answer may be sent back, and an empty list of owners", async () => {
    await lock(group, "ReadOnly");
    const path = `${lockId(group, "keep")}?api-version=2020-05-01`;
    const { body } = await world.call("GET", path);
    const { properties, ...rest } = body as { properties: object };
    const again = { ...rest, properties: { ...properties, notes: null, owners: [] } };
    expect(await world.call("PUT", path, { body: again })).toMatchObject({ status: 200, body });
  });

  const refused: [string, unknown, string][] = [
    ["no level", { properties: {} }, "InvalidRequestContent"],
    ["no specified level", { properties: { level: "NotSpecified" } }, "InvalidRequestContent"],
    ["no properties", {}, "InvalidRequestContent"],
    [
      "long notes",
      { properties: { level: "ReadOnly", notes: "n".repeat(513) } },
      "InvalidRequestContent",
    ],
    [
      "owners",
      { properties: { level: "ReadOnly", owners: [{ applicationId: "x" }] } },
      "NotSupported",
    ],
    ["an unknown field", { properties: { level: "ReadOnly", until: "noon" } }, "NotSupported"],
  ];
  test.each(refused)("with %s it is refused", async (_, body, code) => {
    const answer = await world.call("PUT", `${lockId(group, "keep")}?${VERSION}`, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    expect((await world.call("GET", `${lockId(group, "keep")}?${VERSION}`)).status).toBe(404);
  });

  test("nothing is locked that is not there, and no name with a colon", async () => {
    const body = { properties: { level: "ReadOnly" } };
    for (const [scope, name, code] of [
      [`${group}9`, "keep", "ResourceGroupNotFound"],
      [box, "keep", "ResourceNotFound"],
      [group, "ke:ep", "InvalidLockName"],
    ] as const) {
      const answer = await world.call("PUT", `${lockId(scope, name)}?${VERSION}`, { body });
      expect(answer.body).toMatchObject({ error: { code } });
    }
    const root = await world.call("PUT", `${lockId("", "keep")}?${VERSION}`, { body });
    expect(root).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
  });

  test("a scope takes twenty", async () => {
    for (let at = 0; at < 20; at += 1) await lock(group, "CanNotDelete", `keep${at}`);
    const body = { properties: { level: "ReadOnly" } };
    expect(await world.call("PUT", `${lockId(group, "more")}?${VERSION}`, { body })).toMatchObject({
      status: 409,
      body: { error: { code: "ResourceQuotaExceeded" } },
    });
    expect((await world.call("PUT", `${lockId(group, "keep0")}?${VERSION}`, { body })).status).toBe(
      200,
    );
  });

  test("a contributor may read locks, and neither make nor remove one", async () => {
    await lock(group, "CanNotDelete");
    await world.access.assign({
      tenantId,
      armScope: subscription,
      assignmentName: "c0000000-0000-0000-0000-000000000009",
      roleDefinitionId: roles.contributor,
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
    const path = `${lockId(group, "keep")}?${VERSION}`;
    expect((await world.call("GET", path, { as: people.reader })).status).toBe(200);
    expect((await world.call("GET", path, { as: people.nobody })).status).toBe(403);
    for (const method of ["PUT", "DELETE"] as const) {
      const verb = method === "PUT" ? "write" : "delete";
      const answer = await world.call(method, path, {
        as: people.reader,
        body: { properties: { level: "ReadOnly" } },
      });
      expect(answer).toMatchObject({
        status: 403,
        body: { error: { code: "AuthorizationFailed" } },
      });
      expect(JSON.stringify(answer.body)).toContain(`Microsoft.Authorization/locks/${verb}`);
    }
  });
});

test("lists hold what stands above and below, or what atScope() leaves", async () => {
  await makeBox();
  await lock(subscription, "CanNotDelete", "whole");
  await lock(group, "CanNotDelete", "part");
  await lock(box, "CanNotDelete", "one");
  const list = async (scope: string, filter = ""): Promise<string[]> => {
    const query = filter === "" ? VERSION : `${VERSION}&$filter=${encodeURIComponent(filter)}`;
    const path = `${scope}/providers/Microsoft.Authorization/locks?${query}`;
    const { body } = await world.call("GET", path);
    return (body as { value: { name: string }[] }).value.map(({ name }) => name).sort();
  };
  expect(await list(subscription)).toEqual(["one", "part", "whole"]);
  expect(await list(subscription, "atScope()")).toEqual(["whole"]);
  expect(await list(group, "atScope()")).toEqual(["part", "whole"]);
  expect(await list(box)).toEqual(["one", "part", "whole"]);
  const other = `${lockId(subscription, "").slice(0, -1)}?${VERSION}&$filter=name%20eq%20'x'`;
  expect(await world.call("GET", other)).toMatchObject({
    status: 400,
    body: { error: { code: "NotSupported" } },
  });
});

describe("a lock against deletion", () => {
  test.each([
    ["the subscription", subscription],
    ["the group", group],
    ["the resource itself", box],
  ])("at %s keeps the resource and its group, and lets both be changed", async (_, scope) => {
    await makeBox();
    await lock(scope, "CanNotDelete");
    expect(await world.call("DELETE", `${box}?${BOXES}`)).toMatchObject(
      scopeLocked(box, "delete", scope),
    );
    expect(await world.call("DELETE", `${group}?${GROUPS}`)).toMatchObject(
      scopeLocked(group, "delete", scope),
    );
    const body = { tags: { a: "b" } };
    expect((await world.call("PATCH", `${box}?${BOXES}`, { body })).status).toBe(200);
    expect((await world.call("POST", `${box}/listKeys?${BOXES}`)).status).toBe(200);
    expect(world.events).toEqual(["created one"]);
    expect((await world.call("DELETE", `${lockId(scope, "keep")}?${VERSION}`)).status).toBe(200);
    expect((await world.call("DELETE", `${group}?${GROUPS}`)).status).toBeLessThan(300);
  });

  test("keeps what is nested in the resource, and the resource for what is nested", async () => {
    await makeBox();
    const item = `${box}/items/first`;
    expect((await world.call("PUT", `${item}?${BOXES}`, { body: {} })).status).toBe(201);
    await lock(item, "CanNotDelete");
    expect(await world.call("DELETE", `${box}?${BOXES}`)).toMatchObject(
      scopeLocked(box, "delete", item),
    );
    await lock(box, "CanNotDelete");
    expect(await world.call("DELETE", `${item}?${BOXES}`)).toMatchObject(
      scopeLocked(item, "delete", item, box),
    );
  });

  test("keeps role assignments, and lets new ones be made", async () => {
    await lock(group, "CanNotDelete");
    const name = "d0000000-0000-0000-0000-000000000001";
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const properties = { roleDefinitionId: roles.reader, principalId: people.reader };
    const made = await world.call("PUT", `${path}?${ROLES}`, { body: { properties } });
    expect(made.status).toBe(201);
    expect(await world.call("DELETE", `${path}?${ROLES}`)).toMatchObject(
      scopeLocked(path, "delete", group),
    );
  });

  test("of a neighbour whose name begins the same does not count", async () => {
    await makeBox();
    await makeBox(`${box}-2`, "k2");
    await lock(`${box}-2`, "ReadOnly");
    expect((await world.call("DELETE", `${box}?${BOXES}`)).status).toBe(200);
  });

  test("is the domain's own: no room deletes past it", async () => {
    await makeBox();
    await lock(box, "CanNotDelete");
    for (const refused of [world.arm.deleteResource(box), world.arm.deleteResourceGroup(group)]) {
      await expect(refused).rejects.toMatchObject({ code: "arm/scope-locked" });
    }
  });
});

describe("a read-only lock", () => {
  test.each([
    ["the subscription", subscription],
    ["the group", group],
    ["the resource itself", box],
  ])("at %s refuses every change of the resource, and an action that is one", async (_, scope) => {
    await makeBox();
    await lock(scope, "ReadOnly");
    const body = { location: "westeurope", properties: { key: "other" } };
    const write = scopeLocked(box, "write", scope);
    expect(await world.call("PUT", `${box}?${BOXES}`, { body })).toMatchObject(write);
    expect(await world.call("PATCH", `${box}?${BOXES}`, { body: { tags: {} } })).toMatchObject(
      write,
    );
    expect(await world.call("POST", `${box}/listKeys?${BOXES}`)).toMatchObject(write);
    expect(await world.call("DELETE", `${box}?${BOXES}`)).toMatchObject(
      scopeLocked(box, "delete", scope),
    );
    expect((await world.call("GET", `${box}?${BOXES}`)).status).toBe(200);
    expect((await world.call("POST", `${box}/api/open`)).status).toBe(202);
  });

  test("at a group refuses its change, new resources and role assignments", async () => {
    await lock(group, "ReadOnly");
    const refused = scopeLocked(group, "write", group);
    const body = { location: "westeurope", properties: { key: "k" } };
    expect(await world.call("PUT", `${group}?${GROUPS}`, { body })).toMatchObject(refused);
    expect(await world.call("PUT", `${box}?${BOXES}`, { body })).toMatchObject(
      scopeLocked(box, "write", group),
    );
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${roles.reader}`;
    const properties = { roleDefinitionId: roles.reader, principalId: people.reader };
    expect(await world.call("PUT", `${path}?${ROLES}`, { body: { properties } })).toMatchObject(
      scopeLocked(path, "write", group),
    );
    expect(
      (await world.call("PUT", `${group}2?${GROUPS}`, { body: { location: "westeurope" } })).status,
    ).toBe(201);
  });

  test("at a resource lets its group be changed", async () => {
    await makeBox();
    await lock(box, "ReadOnly");
    const body = { tags: { a: "b" } };
    expect((await world.call("PATCH", `${group}?${GROUPS}`, { body })).status).toBe(200);
  });

  test("can be joined by another, changed and removed", async () => {
    await lock(group, "ReadOnly");
    await lock(group, "ReadOnly", "second");
    const path = `${lockId(group, "keep")}?${VERSION}`;
    const body = { properties: { level: "CanNotDelete" } };
    expect((await world.call("PUT", path, { body })).status).toBe(200);
    expect((await world.call("DELETE", path)).status).toBe(200);
  });

  test("tells nobody of itself who has no role", async () => {
    await lock(group, "ReadOnly");
    const answer = await world.call("DELETE", `${group}?${GROUPS}`, { as: people.nobody });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
  });

  test("is told to the activity log as what made the change fail", async () => {
    await lock(group, "ReadOnly");
    world.activity.length = 0;
    await world.call("DELETE", `${group}?${GROUPS}`);
    expect(world.activity).toMatchObject([
      {
        status: "Failed",
        httpStatus: 409,
        substatus: "Conflict",
        failure: { code: "ScopeLocked" },
      },
    ]);
  });
});
