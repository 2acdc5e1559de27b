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
const ETAG = expect.stringMatching(/^"[0-9a-f-]{36}"$/);

const boxBody = (key: string, tags: Record<string, string> = {}): object => ({
  id: `${group}/providers/Test.Boxes/boxes/${key}`,
  name: key,
  type: "Test.Boxes/boxes",
  location: "westeurope",
  tags,
  etag: ETAG,
  properties: { key },
});

async function putBox(name: string): Promise<void> {
  const path = `${group}/providers/Test.Boxes/boxes/${name}?${BOXES}`;
  const body = { location: "West Europe", properties: { key: name } };
  expect((await world.call("PUT", path, { body })).status).toBe(201);
}

function giveReader(armScope: string): Promise<unknown> {
  return world.access.assign({
    tenantId,
    armScope,
    assignmentName: "c0000000-0000-0000-0000-00000000000f",
    roleDefinitionId: roles.reader,
    principalId: people.reader,
    principalType: "User",
    createdBy: people.owner,
  });
}

describe("subscriptions", () => {
  const described = {
    id: subscription,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName: "Demo",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };

  test("the list holds those where the caller has a role, and is empty without one", async () => {
    const path = "/subscriptions?api-version=2019-11-01";
    expect((await world.call("GET", path)).body).toEqual({ value: [described] });
    expect(await world.call("GET", path, { as: people.nobody })).toMatchObject({
      status: 200,
      body: { value: [] },
    });
  });

  test("a role on one resource lists its subscription, for az to log in with", async () => {
    await putBox("one");
    await giveReader(box);
    const answer = await world.call("GET", "/subscriptions?api-version=2022-12-01", {
      as: people.reader,
    });
    expect(answer.body).toEqual({ value: [described] });
  });

  test("one subscription, its locations and the caller's tenant are described", async () => {
    const one = await world.call("GET", `//subscriptions/${subscriptionId}?api-version=2022-12-01`);
    expect(one.body).toEqual(described);
    const locations = await world.call("GET", `${subscription}/locations?api-version=2019-11-01`);
    expect((locations.body as { value: object[] }).value).toContainEqual({
      id: `${subscription}/locations/westeurope`,
      name: "westeurope",
      type: "Region",
      displayName: "West Europe",
      regionalDisplayName: "(Europe) West Europe",
      metadata: {
        regionType: "Physical",
        regionCategory: "Recommended",
        geographyGroup: "Europe",
      },
    });
    expect((await world.call("GET", "/tenants?api-version=2019-11-01")).body).toEqual({
      value: [
        {
          id: `/tenants/${tenantId}`,
          tenantId,
          displayName: "Contoso",
          domains: ["contoso.test"],
          defaultDomain: "contoso.test",
          tenantCategory: "Home",
          tenantType: "AAD",
        },
      ],
    });
  });

  test("a provider is registered, in any spelling", async () => {
    const described = {
      id: `${subscription}/providers/Test.Boxes`,
      namespace: "Test.Boxes",
      registrationPolicy: "RegistrationRequired",
      registrationState: "Registered",
      resourceTypes: [
        { resourceType: "boxes", apiVersions: ["2026-01-01"] },
        { resourceType: "boxes/items", apiVersions: ["2026-01-01"] },
      ],
    };
    const got = await world.call("GET", `${subscription}/providers/test.boxes?${GROUPS}`);
    expect(got.body).toMatchObject(described);
    const path = `${subscription}/providers/Test.Boxes/register?${GROUPS}`;
    expect((await world.call("POST", path)).body).toEqual(got.body);
  });
});

describe("resource groups", () => {
  const path = `${subscription}/resourcegroups/New.Group?${GROUPS}`;
  const described = (tags: object): object => ({
    id: `${subscription}/resourceGroups/New.Group`,
    name: "New.Group",
    type: "Microsoft.Resources/resourceGroups",
    location: "northeurope",
    tags,
    properties: { provisioningState: "Succeeded" },
  });

  test("a group is made, found in any case, changed and deleted", async () => {
    expect((await world.call("HEAD", path)).status).toBe(404);
    const body = { location: "North Europe", tags: { a: "1" } };
    expect(await world.call("PUT", path, { body })).toMatchObject({
      status: 201,
      body: described({ a: "1" }),
    });
    expect((await world.call("HEAD", path)).status).toBe(204);
    expect((await world.call("GET", path.toUpperCase())).body).toEqual(described({ a: "1" }));
    const patched = await world.call("PATCH", path, { body: { tags: { b: "2" } } });
    expect(patched).toMatchObject({ status: 200, body: described({ b: "2" }) });
    expect((await world.call("PUT", path, { body: { location: "northeurope" } })).status).toBe(200);
    const list = await world.call("GET", `${subscription}/resourcegroups?${GROUPS}`);
    expect((list.body as { value: { name: string }[] }).value.map(({ name }) => name)).toEqual([
      "demo",
      "New.Group",
    ]);
    expect(await world.call("DELETE", path)).toMatchObject({ status: 202, body: "" });
    expect(await world.call("DELETE", path)).toMatchObject({
      status: 404,
      body: {
        error: {
          code: "ResourceGroupNotFound",
          message: "Resource group 'New.Group' could not be found.",
        },
      },
    });
  });

  test.each([
    [{ location: "nowhere" }, "LocationNotAvailableForResourceType"],
    [{}, "LocationRequired"],
    [{ location: "westeurope", managedBy: "/x" }, "InvalidManagedBy"],
    [{ location: "westeurope", tags: { a: 1 } }, "InvalidTags"],
    [{ location: "westeurope", tags: { a: "1", A: "1" } }, "InvalidTags"],
    [[], "InvalidRequestContent"],
  ])("%j is refused as %s", async (body, code) => {
    const answer = await world.call("PUT", path, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });

  test("a group cannot move, and a bad name is refused", async () => {
    const moved = await world.call("PUT", `${group}?${GROUPS}`, { body: { location: "eastus" } });
    expect(moved).toMatchObject({
      status: 409,
      body: { error: { code: "InvalidResourceLocation" } },
    });
    const bad = `${subscription}/resourcegroups/a$b?${GROUPS}`;
    expect(await world.call("PUT", bad, { body: { location: "eastus" } })).toMatchObject({
      status: 400,
      body: { error: { code: "InvalidResourceGroup" } },
    });
  });

  test("what is in a group goes with it, hooks, roles and nested resources included", async () => {
    await putBox("one");
    await world.call("PUT", `${box}/items/a?${BOXES}`, { body: {} });
    await giveReader(box);
    await world.call("DELETE", `${group}?${GROUPS}`);
    expect(world.events).toEqual(["created one", "deleted one", "deleted a"]);
    await world.call("PUT", `${group}?${GROUPS}`, { body: { location: "westeurope" } });
    await putBox("one");
    expect((await world.call("GET", `${box}?${BOXES}`, { as: people.reader })).status).toBe(403);
    expect((await world.call("GET", `${box}/items/a?${BOXES}`)).status).toBe(404);
  });
});

describe("resources of contributed types", () => {
  test("a resource is made, replaced, read in any case and deleted", async () => {
    const body = { location: "West Europe", tags: { t: "1" }, properties: { key: "one" } };
    const made = await world.call("PUT", `${box}?${BOXES}`, { body });
    expect(made).toMatchObject({ status: 201, body: boxBody("one", { t: "1" }) });
    const shouted = `${subscription}/RESOURCEGROUPS/DEMO/providers/test.boxes/BOXES/ONE?${BOXES}`;
    expect((await world.call("GET", shouted)).body).toEqual(made.body);
    const again = await world.call("PUT", shouted, { body: { location: "westeurope" } });
    expect(again).toMatchObject({ status: 200, body: boxBody("one") });
    const tagged = await world.call("PATCH", `${box}?${BOXES}`, { body: { tags: { u: "2" } } });
    expect(tagged).toMatchObject({ status: 200, body: boxBody("one", { u: "2" }) });
    expect((await world.arm.findByAlias("test.boxes/BOXES", "ONE"))?.id).toBe(box);
    expect((await world.call("DELETE", `${box}?${BOXES}`)).status).toBe(200);
    expect((await world.call("DELETE", `${box}?${BOXES}`)).status).toBe(204);
    expect(await world.call("GET", `${box}?${BOXES}`)).toMatchObject({
      status: 404,
      body: {
        error: { code: "ResourceNotFound", message: `The Resource '${box}' was not found.` },
      },
    });
  });

  test.each([
    ["what its type refuses", box, { location: "westeurope" }, 400, "KeyRequired"],
    [
      "an unknown region",
      box,
      { location: "moon", properties: { key: "k" } },
      400,
      "LocationNotAvailableForResourceType",
    ],
    [
      "a missing group",
      box.replace("demo", "none"),
      { properties: { key: "k" } },
      404,
      "ResourceGroupNotFound",
    ],
    ["a missing parent", `${box}/items/a`, {}, 404, "ParentResourceNotFound"],
  ])("PUT refuses %s", async (_, path, body, status, code) => {
    const answer = await world.call("PUT", `${path}?${BOXES}`, { body });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  test("PATCH takes tags only", async () => {
    await putBox("one");
    const body = { properties: { key: "two" } };
    expect(await world.call("PATCH", `${box}?${BOXES}`, { body })).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported" } },
    });
  });

  test("a second key belongs to one resource", async () => {
    await putBox("one");
    const path = `${group}/providers/Test.Boxes/boxes/two?${BOXES}`;
    const answer = await world.call("PUT", path, { body: { properties: { key: "ONE" } } });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: "Conflict" } } });
  });

  test("lists hold what the caller may read, by type, group and filter", async () => {
    await putBox("one");
    await putBox("two");
    await world.call("PUT", `${box}/items/a?${BOXES}`, { body: {} });
    await giveReader(box);
    const names = async (path: string, as = people.owner): Promise<string[]> => {
      const { body } = await world.call("GET", path, { as });
      return (body as { value: { name: string }[] }).value.map(({ name }) => name);
    };
    const boxes = `/providers/Test.Boxes/boxes?${BOXES}`;
    expect(await names(`${subscription}${boxes}`)).toEqual(["one", "two"]);
    expect(await names(`${group}${boxes}`, people.reader)).toEqual(["one"]);
    expect(await names(`${box}/items?${BOXES}`)).toEqual(["a"]);
    expect(await world.call("GET", `${box}9/items?${BOXES}`)).toMatchObject({
      status: 404,
      body: { error: { code: "ParentResourceNotFound" } },
    });
    expect(await names(`${subscription}/resources?${GROUPS}`)).toEqual(["one", "a", "two"]);
    expect(await names(`${group}/resources?${GROUPS}`, people.reader)).toEqual(["one", "a"]);
    const filter = `$filter=${encodeURIComponent("resourceType eq 'test.boxes/boxes/ITEMS'")}`;
    expect(await names(`${group}/resources?${GROUPS}&${filter}`)).toEqual(["a"]);
    for (const [text, expected] of [
      ["resourceGroup eq 'DEMO' and name eq 'TWO'", ["two"]],
      ["resourceGroup eq 'dem'", []],
      ["location eq 'West Europe' and resourceType eq 'Test.Boxes/boxes'", ["one", "two"]],
    ] as const) {
      const path = `${subscription}/resources?${GROUPS}&$filter=${encodeURIComponent(text)}`;
      expect(await names(path)).toEqual(expected);
    }
  });

  test("a list shows times and state when they are asked for", async () => {
    await putBox("one");
    const expand = "$expand=createdTime,changedTime,provisioningState";
    const { body } = await world.call("GET", `${group}/resources?${GROUPS}&${expand}`);
    const { properties, etag, ...summary } = boxBody("one") as Record<string, unknown>;
    const time = "2026-01-02T03:04:05.0060000Z";
    const shown = { createdTime: time, changedTime: time, provisioningState: "Succeeded" };
    expect(body).toEqual({ value: [{ ...summary, ...shown }] });
  });
});

test("a list longer than a page is continued by its nextLink", async () => {
  for (let index = 0; index <= 1_000; index += 1) {
    const resourceId = `${group}/providers/Test.Boxes/boxes/b${String(index).padStart(4, "0")}`;
    await world.arm.putResource({ resourceId, body: { properties: { key: String(index) } } });
  }
  const path = `${group}/providers/Test.Boxes/boxes?${BOXES}`;
  const first = (await world.call("GET", path)).body as { value: object[]; nextLink: string };
  expect(first.value).toHaveLength(1_000);
  expect(first.nextLink).toMatch(/^https:\/\/arm\.test\/subscriptions\/.*&\$skiptoken=[\w-]+$/);
  const rest = await world.call("GET", first.nextLink.replace("https://arm.test", ""));
  expect(rest.body).toMatchObject({ value: [{ name: "b1000" }] });
  expect(rest.body).not.toHaveProperty("nextLink");
});

test("a subscription holds as many groups as it may, and no more", async () => {
  for (let index = 1; index < 980; index += 1) {
    await world.arm.createResourceGroup({ subscriptionId, name: `g${index}`, location: "eastus" });
  }
  const path = `${subscription}/resourcegroups/more?${GROUPS}`;
  const answer = await world.call("PUT", path, { body: { location: "eastus" } });
  expect(answer).toMatchObject({ status: 409, body: { error: { code: "ResourceQuotaExceeded" } } });
});

describe("actions", () => {
  test("an action gets the resource, the query and the raw body, of a GET too", async () => {
    await putBox("one");
    for (const method of ["GET", "POST"] as const) {
      const answer = await world.call(method, `${box}/API/open?q=5&$top=1`, { body: "raw" });
      expect(answer.status).toBe(202);
      expect(answer.headers["content-type"]).toBe("text/x-box");
      expect(answer.body).toBe(`one 5 raw ${people.owner}`);
    }
  });

  test("an action with api-versions asks for one, and a role is asked for first", async () => {
    await putBox("one");
    const path = `${box}/listKeys`;
    expect(await world.call("POST", path)).toMatchObject({
      status: 400,
      body: { error: { code: "MissingApiVersionParameter" } },
    });
    expect((await world.call("POST", `${path}?${BOXES}`)).body).toEqual({ keys: [] });
    await giveReader(box);
    const denied = await world.call("POST", `${path}?${BOXES}`, { as: people.reader });
    expect(denied).toMatchObject({ status: 403, body: { error: { code: "AuthorizationFailed" } } });
    const missing = await world.call("GET", `${box}2/api/open`);
    expect(missing).toMatchObject({ status: 404, body: { error: { code: "ResourceNotFound" } } });
  });
});

describe("the cloud's description", () => {
  const authentication = {
    loginEndpoint: "https://login.test",
    audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
  };

  test("needs no token; each version has the form that az reads", async () => {
    const ask = async (version: string): Promise<unknown> => {
      const path = `//metadata/endpoints?api-version=${version}`;
      return (await world.call("GET", path, { headers: { authorization: "" } })).body;
    };
    expect(await ask("2015-01-01")).toEqual({
      galleryEndpoint: "https://arm.test/",
      graphEndpoint: "https://graph.windows.net/",
      portalEndpoint: "https://portal.test",
      authentication,
    });
    const cloud = {
      name: "Lazurite",
      portal: "https://portal.test",
      authentication: { ...authentication, tenant: "common", identityProvider: "AAD" },
      graphAudience: "https://graph.windows.net/",
      graph: "https://graph.windows.net/",
      suffixes: {},
      resourceManager: "https://arm.test/",
      gallery: "https://arm.test/",
      microsoftGraphResourceId: "https://graph.test/",
      logAnalyticsResourceId: "https://logs.test",
    };
    expect(await ask("2019-05-01")).toEqual([cloud]);
    expect(await ask("2022-09-01")).toEqual(cloud);
    expect(await ask("2030-01-01")).toMatchObject({
      error: { code: "InvalidApiVersionParameter" },
    });
  });
});
