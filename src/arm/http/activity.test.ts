/** Every change that a known caller asks for is told to the activity log. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  box,
  group,
  makeArmWorld,
  people,
  roles,
  subscription,
  subscriptionId,
  tenantId,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;

beforeEach(async () => {
  world = await makeArmWorld();
});

const GROUPS = "api-version=2021-04-01";
const BOXES = "api-version=2026-01-01";
const ROLES = "api-version=2022-04-01";
const ASSIGNMENT = "d0000000-0000-0000-0000-000000000001";

test("a change makes an event when it starts and one when it ends", async () => {
  const { headers } = await world.call("PUT", `${group}2?${GROUPS}`, {
    body: { location: "westeurope", tags: { key: "not to be told" } },
    headers: { "x-ms-client-request-id": "from-the-client" },
  });
  const requestId = headers["x-ms-request-id"];
  const same = {
    eventDataId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    time: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    category: "Administrative",
    level: "Informational",
    operationName: "Microsoft.Resources/subscriptions/resourceGroups/write",
    armScope: `${group}2`,
    resourceId: `${group}2`,
    resourceProvider: "Microsoft.Resources",
    resourceGroup: "demo2",
    subscriptionId,
    httpMethod: "PUT",
    clientRequestId: "from-the-client",
    operationId: requestId,
    correlationId: requestId,
    requestId,
    failure: undefined,
    caller: {
      kind: "user",
      tenantId,
      objectId: people.owner,
      appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
      name: "someone@contoso.test",
      ipAddress: "127.0.0.1",
      claims: {
        aud: "https://management.azure.com/",
        appid: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
        "http://schemas.microsoft.com/identity/claims/objectidentifier": people.owner,
        "http://schemas.microsoft.com/identity/claims/tenantid": tenantId,
        "http://schemas.microsoft.com/identity/claims/scope": "user_impersonation",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn": "someone@contoso.test",
      },
    },
  };
  expect(world.activity).toEqual([
    { ...same, status: "Started", httpStatus: undefined, substatus: "" },
    { ...same, status: "Succeeded", httpStatus: 201, substatus: "Created" },
  ]);
  expect(JSON.stringify(world.activity)).not.toContain("not to be told");
  expect(new Set(world.activity.map(({ eventDataId }) => eventDataId)).size).toBe(2);
});

test("a change for which the caller has no role makes one event, a failed one", async () => {
  await world.call("DELETE", `${group}?${GROUPS}`, { as: people.nobody });
  expect(world.activity).toMatchObject([
    {
      status: "Failed",
      level: "Error",
      httpStatus: 403,
      substatus: "Forbidden",
      operationName: "Microsoft.Resources/subscriptions/resourceGroups/delete",
      resourceId: group,
      failure: {
        code: "AuthorizationFailed",
        message: expect.stringContaining(people.nobody),
      },
    },
  ]);
});

/** What a request writes in the log: the operation, what it is about, and how it went. */
async function told(
  method: "PUT" | "PATCH" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<readonly unknown[]> {
  world.activity.length = 0;
  await world.call(method, path, { body });
  return world.activity.map(({ operationName, resourceId, status, substatus }) =>
    [operationName, resourceId, status, substatus].join(" ").trim(),
  );
}

describe("the log names the operation and the resource", () => {
  test("of a resource's whole life, its actions included", async () => {
    const body = { location: "westeurope", properties: { key: "k" } };
    const write = `Test.Boxes/boxes/write ${box}`;
    expect(await told("PUT", `${box}?${BOXES}`, body)).toEqual([
      `${write} Started`,
      `${write} Succeeded Created`,
    ]);
    expect(await told("PATCH", `${box}?${BOXES}`, { tags: {} })).toEqual([
      `${write} Started`,
      `${write} Succeeded OK`,
    ]);
    const action = `Test.Boxes/boxes/listKeys/action ${box}`;
    expect(await told("POST", `${box}/listKeys?${BOXES}`)).toEqual([
      `${action} Started`,
      `${action} Succeeded OK`,
    ]);
    const remove = `Test.Boxes/boxes/delete ${box}`;
    expect(await told("DELETE", `${box}?${BOXES}`)).toEqual([
      `${remove} Started`,
      `${remove} Succeeded OK`,
    ]);
  });

  test("of what is answered with the address of an operation", async () => {
    const remove = `Microsoft.Resources/subscriptions/resourceGroups/delete ${group}`;
    expect(await told("DELETE", `${group}?${GROUPS}`)).toEqual([
      `${remove} Started`,
      `${remove} Accepted Accepted`,
      `${remove} Succeeded OK`,
    ]);
    expect(new Set(world.activity.map(({ operationId }) => operationId)).size).toBe(1);
  });

  test("of role assignments", async () => {
    const id = `${group}/providers/Microsoft.Authorization/roleAssignments/${ASSIGNMENT}`;
    const properties = {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roles.reader}`,
      principalId: people.reader,
    };
    expect(await told("PUT", `${id}?${ROLES}`, { properties })).toEqual([
      `Microsoft.Authorization/roleAssignments/write ${id} Started`,
      `Microsoft.Authorization/roleAssignments/write ${id} Succeeded Created`,
    ]);
    expect(await told("DELETE", `${id}?${ROLES}`)).toEqual([
      `Microsoft.Authorization/roleAssignments/delete ${id} Started`,
      `Microsoft.Authorization/roleAssignments/delete ${id} Succeeded OK`,
    ]);
  });

  test("of a request that was refused before its role was looked for", async () => {
    const unversioned = [
      ["PUT", group, "Microsoft.Resources/subscriptions/resourceGroups/write"],
      ["DELETE", box, "Test.Boxes/boxes/delete"],
      ["PATCH", subscription, "Microsoft.Resources/subscriptions/write"],
    ] as const;
    for (const [method, path, operation] of unversioned) {
      expect(await told(method, path)).toHaveLength(1);
      expect(world.activity[0]).toMatchObject({ operationName: operation, resourceId: path });
    }
    expect(await told("POST", `${box}/listKeys?api-version=1999-01-01`)).toEqual([
      `Test.Boxes/boxes/listKeys/action ${box} Failed BadRequest`,
    ]);
    expect(await told("POST", `${box}/explode`)).toEqual([
      `Test.Boxes/boxes/explode/action ${box} Failed NotFound`,
    ]);
    expect(await told("PUT", "/nothing/at/all")).toEqual([
      "Microsoft.Resources/all/write /nothing/at/all Failed NotFound",
    ]);
  });
});

test("reading makes no event, by POST neither, and an unknown caller makes none", async () => {
  const body = { location: "westeurope", properties: { key: "k" } };
  await world.call("PUT", `${box}?${BOXES}`, { body });
  world.activity.length = 0;
  await world.call("GET", `${group}?${GROUPS}`);
  await world.call("HEAD", `${group}?${GROUPS}`);
  expect((await world.call("POST", `${box}/api/open`)).status).toBe(202);
  expect((await world.call("DELETE", `${box}?${BOXES}`, { as: "http/token-expired" })).status).toBe(
    401,
  );
  expect(world.activity).toEqual([]);
});

test("there is one way from the wire to the routes, and it tells the log", () => {
  const folder = import.meta.dirname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  expect(sources.length).toBeGreaterThan(20);
  const calling = sources.filter((path) =>
    /(?<!function )\bdispatch\(/.test(readFileSync(join(folder, path), "utf8")),
  );
  expect(calling).toEqual(["surface.ts"]);
  const surface = readFileSync(join(folder, "surface.ts"), "utf8");
  expect(surface.match(/\bdispatch\(/g)).toHaveLength(1);
  expect(surface).toMatch(/recordActivity\([^;]*=> dispatch\(call, routes\)\)/);
});
