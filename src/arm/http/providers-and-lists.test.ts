import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
  group,
  makeArmWorld,
  people,
  subscription,
} from "../../../tests/support/arm-fixture.ts";

let world: ArmWorld;
beforeEach(async () => {
  world = await makeArmWorld();
});

const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm1`;
const MACHINES = "api-version=2024-07-01";
const account = `${group}/providers/Microsoft.Storage/storageAccounts/kept1`;
const ACCOUNTS = "api-version=2023-05-01";

const machineBody = {
  location: "West Europe",
  tags: { env: "test" },
  zones: ["1"],
  properties: {
    hardwareProfile: { vmSize: "Standard_B1s" },
    osProfile: { computerName: "vm1", adminUsername: "someone", adminPassword: "Sesame-0pen!" },
  },
};

describe("names", () => {
  const ask = async (provider: string, body: object, version: string) =>
    (
      await world.call(
        "POST",
        `${subscription}/providers/${provider}/checkNameAvailability?api-version=${version}`,
        { body },
      )
    ).body;

  test("of addresses are had once, and each provider says so in its own words", async () => {
    const type = "Microsoft.Storage/storageAccounts";
    const free = { name: "kept1", type };
    expect(await ask("Microsoft.Storage", free, "2023-05-01")).toEqual({ nameAvailable: true });
    const body = { location: "westeurope" };
    await world.call("PUT", `${account}?${ACCOUNTS}`, { body });
    expect(await ask("microsoft.storage", free, "2023-05-01")).toEqual({
      nameAvailable: false,
      reason: "AlreadyExists",
      message: "The name 'kept1' is already taken.",
    });
    expect(await ask("Microsoft.Storage", { name: "No", type }, "2023-05-01")).toMatchObject({
      nameAvailable: false,
      reason: "AccountNameInvalid",
    });
    expect(await ask("Microsoft.EventHub", { name: "events1" }, "2024-01-01")).toEqual({
      nameAvailable: true,
      reason: "None",
      message: "",
    });
    await world.arm.createResourceGroup({
      subscriptionId: subscription.split("/")[2] ?? "",
      name: "second",
      location: "westeurope",
    });
    const second = account.replace("/demo/", "/second/");
    expect(await world.call("PUT", `${second}?${ACCOUNTS}`, { body })).toMatchObject({
      status: 409,
      body: { error: { code: "Conflict" } },
    });
  });

  test.each([
    ["Microsoft.Storage", { name: "a" }, "InvalidRequestContent"],
    ["Microsoft.Storage", { name: "a", type: "Microsoft.Storage/other" }, "NotSupported"],
    ["Microsoft.Compute", { name: "a" }, "InvalidResourceType"],
  ])("%s refuses to check %j as %s", async (provider, body, code) => {
    expect(await ask(provider, body, "2023-05-01")).toMatchObject({ error: { code } });
  });

  test("reserved words are told of", async () => {
    const path = "/providers/Microsoft.Resources/checkResourceName?api-version=2022-12-01";
    const check = (name: string) =>
      world.call("POST", path, { body: { name, type: "Microsoft.Web/sites" } });
    expect((await check("contoso")).body).toEqual({
      name: "contoso",
      type: "Microsoft.Web/sites",
      status: "Allowed",
    });
    for (const name of ["office", "my-Windows-box", "login-page"]) {
      expect(await check(name)).toMatchObject({ status: 200, body: { name, status: "Reserved" } });
    }
    expect((await check("my-login")).body).toMatchObject({ status: "Allowed" });
  });
});

describe("providers", () => {
  const provider = `${subscription}/providers/Microsoft.Compute`;
  const VERSION = "api-version=2021-04-01";
  const state = async (): Promise<unknown> =>
    ((await world.call("GET", `${provider}?${VERSION}`)).body as { registrationState: unknown })
      .registrationState;

  test("one that is unregistered makes nothing until it is registered again", async () => {
    expect(await state()).toBe("Registered");
    const left = await world.call("POST", `${provider}/unregister?${VERSION}`);
    expect(left).toMatchObject({
      status: 200,
      body: { namespace: "Microsoft.Compute", registrationState: "Unregistered" },
    });
    expect(await state()).toBe("Unregistered");
    const put = () => world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    const refused = await put();
    expect(refused.status).toBe(409);
    expect(refused.body).toEqual({
      error: {
        code: "MissingSubscriptionRegistration",
        message:
          "The subscription is not registered to use namespace 'Microsoft.Compute'. " +
          "See https://aka.ms/rps-not-found for how to register subscriptions.",
      },
    });
    expect((await world.call("POST", `${provider}/register?${VERSION}`)).status).toBe(200);
    expect(await state()).toBe("Registered");
    expect((await put()).status).toBe(201);
    expect(await world.call("POST", `${provider}/unregister?${VERSION}`)).toMatchObject({
      status: 409,
      body: { error: { code: "ResourceProviderInUse" } },
    });
  });

  test("the list holds what is served and kept; what needs no registration cannot lose it", async () => {
    const { body } = await world.call("GET", `${subscription}/providers?${VERSION}`);
    const { value } = body as {
      value: { namespace: string; registrationPolicy: string; resourceTypes: object[] }[];
    };
    const names = value.map(({ namespace }) => namespace);
    expect(names).toEqual(
      expect.arrayContaining(["Microsoft.Resources", "Microsoft.Storage", "Test.Boxes"]),
    );
    const types = await world.call("GET", `${provider}/resourceTypes?${VERSION}`);
    expect(types.body).toMatchObject({
      value: [
        { resourceType: "virtualMachines", apiVersions: expect.any(Array) },
        { resourceType: "disks" },
      ],
    });
    const { value: known } = types.body as { value: { apiVersions: string[] }[] };
    for (const { apiVersions } of known) {
      expect(apiVersions.length).toBeGreaterThan(10);
      expect(apiVersions).toEqual([...apiVersions].sort().reverse());
    }
    const resources = `${subscription}/providers/Microsoft.Resources`;
    expect(await world.call("POST", `${resources}/unregister?${VERSION}`)).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported" } },
    });
    const body2 = { thirdPartyProviderConsent: { consentToAuthorization: true } };
    expect(
      await world.call("POST", `${provider}/register?${VERSION}`, { body: body2 }),
    ).toMatchObject({ status: 400, body: { error: { code: "NotSupported" } } });
    const as = people.nobody;
    expect((await world.call("POST", `${provider}/register?${VERSION}`, { as })).status).toBe(403);
  });
});

describe("what is not served is refused by name", () => {
  test("a namespace of Resource Manager's own is known, what is not in it is not", async () => {
    const path = "/providers/Microsoft.Resources/operations?api-version=2021-04-01";
    expect(await world.call("GET", path)).toMatchObject({
      status: 404,
      body: { error: { code: "InvalidResourceType" } },
    });
  });

  const deployment = "providers/Microsoft.Resources/deployments/d";
  const paths: readonly (readonly [string, string])[] = [
    [`${group}/${deployment}`, "A template deployment"],
    [`${subscription}/${deployment}/whatIf`, "A template deployment"],
    [`/${deployment}`, "A template deployment"],
    [`${group}/deployments/d/operations`, "A template deployment"],
    [`${group}/exportTemplate`, "Exporting a template"],
    [`${group}/moveResources`, "Moving resources"],
    [`${group}/validateMoveResources`, "Moving resources"],
    [`${subscription}/providers/Microsoft.Resources/checkZonePeers`, "Comparing zones"],
    ["/providers/Microsoft.Management/managementGroups/g", "A management group"],
    ["/providers/Microsoft.Subscription/aliases/a", "An alias or policy of subscriptions"],
    [`${subscription}/providers/Microsoft.Subscription/rename`, "Changing a subscription"],
  ];
  test.each(paths)("%s", async (path, what) => {
    const answer = await world.call("POST", `${path}?api-version=2021-04-01`, { body: {} });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported", message: `${what} is not supported by Lazurite.` } },
    });
  });
});

describe("lists", () => {
  const VERSION = "api-version=2021-04-01";
  const names = async (path: string, filter: string): Promise<readonly string[]> => {
    const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
    const { body } = await world.call("GET", `${path}?${query}`);
    return (body as { value: { name: string }[] }).value.map(({ name }) => name);
  };

  beforeEach(async () => {
    await world.call("PUT", `${machine}?${MACHINES}`, {
      body: { ...machineBody, tags: { env: "Test", "cost'center": "9" } },
    });
    await world.call("PUT", `${account}?${ACCOUNTS}`, {
      body: { location: "eastus", plan: { publisher: "Contoso" }, tags: { environment: "x" } },
    });
  });

  test.each([
    ["tagName eq 'ENV'", ["vm1"]],
    ["tagname eq 'env' and tagvalue eq 'Test'", ["vm1"]],
    ["tagName eq 'env' and tagValue eq 'test'", []],
    ["tagName eq 'cost''center'", ["vm1"]],
    ["startswith(tagName, 'env')", ["vm1", "kept1"]],
    ["location eq 'eastus'", ["kept1"]],
    ["location ne 'East US'", ["vm1"]],
    ["name eq 'VM1' or name eq 'kept1'", ["vm1", "kept1"]],
    ["substringof('EPT', name)", ["kept1"]],
    ["substringof('m1', name) and resourceType eq 'microsoft.compute/virtualmachines'", ["vm1"]],
    ["substringof('em', resourceGroup)", ["vm1", "kept1"]],
    ["plan/publisher eq 'contoso'", ["kept1"]],
    ["resourceGroup ne 'demo'", []],
  ] as const)("%s finds %j", async (filter, expected) => {
    expect(await names(`${subscription}/resources`, filter)).toEqual(expected);
  });

  test.each([
    "tagValue eq 'x'",
    "tagName eq 'env' and name eq 'vm1'",
    "tagName ne 'env'",
    "(name eq 'vm1')",
    "substringof('x', location)",
    "kind eq 'x'",
  ])("%s is refused by name", async (filter) => {
    const query = `${VERSION}&$filter=${encodeURIComponent(filter)}`;
    expect(await world.call("GET", `${subscription}/resources?${query}`)).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported" } },
    });
  });

  test("a resource is found by the principal of its own identity", async () => {
    const path = `${account.replace("kept1", "kept2")}?${ACCOUNTS}`;
    const body = { location: "westeurope", identity: { type: "SystemAssigned" } };
    const made = (await world.call("PUT", path, { body })).body as {
      readonly identity: { readonly principalId: string };
    };
    const filter = `identity/principalId eq '${made.identity.principalId}'`;
    expect(await names(`${subscription}/resources`, filter)).toEqual(["kept2"]);
  });

  test("what is found by a tag is told without its tags", async () => {
    const query = `${VERSION}&$filter=${encodeURIComponent("tagName eq 'env'")}`;
    const { body } = await world.call("GET", `${subscription}/resources?${query}`);
    expect(body).toEqual({
      value: [
        {
          id: machine,
          name: "vm1",
          type: "Microsoft.Compute/virtualMachines",
          location: "westeurope",
          zones: ["1"],
        },
      ],
    });
  });

  test("groups are found by their tags", async () => {
    const path = `${subscription}/resourcegroups/tagged?${VERSION}`;
    const managedBy = machine;
    const body = { location: "eastus", managedBy, tags: { env: "x" } };
    expect(await world.call("PUT", path, { body })).toMatchObject({
      status: 201,
      body: { managedBy, tags: { env: "x" } },
    });
    const kept = await world.call("PATCH", path, { body: { tags: { env: "x" } } });
    expect(kept.body).toMatchObject({ managedBy });
    const freed = await world.call("PATCH", path, { body: { managedBy: null } });
    expect(freed.body).not.toHaveProperty("managedBy");
    const groups = `${subscription}/resourcegroups`;
    expect(await names(groups, "tagName eq 'env' and tagValue eq 'x'")).toEqual(["tagged"]);
    expect(await world.call("GET", `${groups}?${VERSION}&$filter=name eq 'x'`)).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported" } },
    });
  });

  test("$top makes the pages smaller, and their links keep it", async () => {
    const first = await world.call("GET", `${subscription}/resources?${VERSION}&$top=1`);
    const { nextLink } = first.body as { readonly nextLink: string };
    expect(first.body).toMatchObject({ value: [{ name: "vm1" }] });
    const second = await world.call("GET", nextLink.replace("https://arm.test", ""));
    expect(second.body).toMatchObject({ value: [{ name: "kept1" }] });
    expect(second.body).not.toHaveProperty("nextLink");
  });
});
