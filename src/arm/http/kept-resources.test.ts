import { beforeEach, describe, expect, test } from "vitest";
import {
  type ArmWorld,
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

const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm1`;
const MACHINES = "api-version=2024-07-01";
const account = `${group}/providers/Microsoft.Storage/storageAccounts/kept1`;
const ACCOUNTS = "api-version=2023-05-01";
const ETAG = expect.stringMatching(/^"[0-9a-f-]{36}"$/);

const machineBody = {
  location: "West Europe",
  tags: { env: "test" },
  zones: ["1"],
  properties: {
    hardwareProfile: { vmSize: "Standard_B1s" },
    osProfile: { computerName: "vm1", adminUsername: "someone", adminPassword: "Sesame-0pen!" },
    windowsProfile: {
      gmsaRootPassword: "Sesame-0pen!",
      serverAppSecret: "s",
      enablePassword: true,
    },
  },
};

const machineAnswer = {
  id: machine,
  name: "vm1",
  type: "Microsoft.Compute/virtualMachines",
  location: "westeurope",
  tags: { env: "test" },
  etag: ETAG,
  zones: ["1"],
  properties: {
    hardwareProfile: { vmSize: "Standard_B1s" },
    osProfile: { computerName: "vm1", adminUsername: "someone" },
    windowsProfile: { enablePassword: true },
    provisioningState: "Succeeded",
  },
};

describe("a resource that is kept", () => {
  test("is answered as it was sent, without its secrets, and says what it is", async () => {
    const made = await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    expect(made).toMatchObject({ status: 201, headers: { "x-lazurite-resource": "kept" } });
    expect(made.body).toEqual(machineAnswer);
    const shouted = `${subscription}/RESOURCEGROUPS/DEMO/PROVIDERS/microsoft.compute/VIRTUALMACHINES/VM1`;
    const read = await world.call("GET", `${shouted}?${MACHINES}`);
    expect(read.body).toEqual(made.body);
    expect((await world.call("HEAD", `${machine}?${MACHINES}`)).status).toBe(204);
    expect((await world.call("HEAD", `${machine}2?${MACHINES}`)).status).toBe(404);
    const list = await world.call(
      "GET",
      `${group}/providers/Microsoft.Compute/virtualMachines?${MACHINES}`,
    );
    expect(list.body).toEqual({ value: [made.body] });
    expect(JSON.stringify(await world.arm.findResource(machine))).not.toContain("Sesame");
  });

  test("has the spelling of its group and its type, whatever the first caller wrote", async () => {
    const shouted = machine.toUpperCase().replace("VM1", "Vm1");
    const { body } = await world.call("PUT", `${shouted}?${MACHINES}`, { body: machineBody });
    expect(body).toMatchObject({ id: machine.replace("vm1", "Vm1"), name: "Vm1" });
  });

  test("changes by PATCH in what the PATCH names; tags are replaced as a whole", async () => {
    await world.call("PUT", `${account}?${ACCOUNTS}`, {
      body: {
        location: "westeurope",
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        tags: { a: "1", b: "2" },
        properties: { accessTier: "Hot", networkAcls: { bypass: "None", defaultAction: "Deny" } },
      },
    });
    const patched = await world.call("PATCH", `${account}?${ACCOUNTS}`, {
      body: {
        sku: { name: "Standard_GRS" },
        tags: { c: "3" },
        properties: { accessTier: null, networkAcls: { defaultAction: "Allow" } },
      },
    });
    expect(patched.status).toBe(200);
    expect(patched.body).toEqual({
      id: account,
      name: "kept1",
      type: "Microsoft.Storage/storageAccounts",
      location: "westeurope",
      tags: { c: "3" },
      etag: ETAG,
      kind: "StorageV2",
      sku: { name: "Standard_GRS" },
      properties: {
        networkAcls: { bypass: "None", defaultAction: "Allow" },
        provisioningState: "Succeeded",
      },
    });
    const body = { properties: { accessTier: "Cool" } };
    const again = await world.call("PATCH", `${account}?${ACCOUNTS}`, { body });
    expect(again).toMatchObject({ status: 200, body: { tags: { c: "3" }, kind: "StorageV2" } });
  });

  test("carries roles that count on it alone", async () => {
    await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    await world.access.assign({
      tenantId,
      armScope: machine,
      assignmentName: "c0000000-0000-0000-0000-00000000000f",
      roleDefinitionId: roles.reader,
      principalId: people.reader,
      principalType: "User",
      createdBy: people.owner,
    });
    const as = people.reader;
    expect((await world.call("GET", `${machine}?${MACHINES}`, { as })).status).toBe(200);
    expect((await world.call("GET", `${machine}2?${MACHINES}`, { as })).status).toBe(403);
    const body = machineBody;
    expect((await world.call("PUT", `${machine}?${MACHINES}`, { as, body })).status).toBe(403);
  });

  test("goes with its group", async () => {
    await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    expect((await world.call("DELETE", `${group}?api-version=2021-04-01`)).status).toBe(202);
    expect(await world.call("GET", `${machine}?${MACHINES}`)).toMatchObject({
      status: 404,
      body: { error: { code: "ResourceGroupNotFound" } },
    });
  });

  test.each([
    ["POST", `${machine}/start?${MACHINES}`, "NotSupported", "'start' of 'Microsoft.Compute"],
    ["POST", `${account}/listKeys?${ACCOUNTS}`, "NotSupported", "which is kept and not served"],
    ["PUT", `${machine}/extensions/e?${MACHINES}`, "InvalidResourceType", "extensions"],
    [
      "PUT",
      `${group}/providers/Microsoft.Compute/galleries/g?${MACHINES}`,
      "InvalidResourceType",
      "galleries",
    ],
    [
      "PUT",
      `${group}/providers/Microsoft.Nothing/things/t?${MACHINES}`,
      "InvalidResourceNamespace",
      "Microsoft.Nothing",
    ],
    [
      "PUT",
      `${machine}?api-version=2019-01-01`,
      "NoRegisteredProviderFound",
      "location 'West Europe' and API version '2019-01-01' for type 'virtualMachines'",
    ],
  ] as const)("and nothing more: %s %s is %s", async (method, path, code, quoted) => {
    await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    const answer = await world.call(method, path, { body: machineBody });
    expect(answer.body).toMatchObject({
      error: { code, message: expect.stringContaining(quoted) },
    });
  });

  test.each([
    [account.replace("kept1", "Kept_1"), {}, "InvalidResourceName"],
    [account.replace("kept1", "microsoft1"), {}, "ReservedResourceName"],
    [account, { location: undefined }, "LocationRequired"],
    [account, { location: "moon" }, "LocationNotAvailableForResourceType"],
    [account, { sku: { name: 1 } }, "InvalidRequestContent"],
    [account, { sku: "Standard_LRS" }, "InvalidRequestContent"],
    [account, { kind: "a b" }, "InvalidRequestContent"],
    [account, { zones: "1" }, "InvalidRequestContent"],
    [account, { properties: [] }, "InvalidRequestContent"],
    [account, { name: "other" }, "InvalidRequestContent"],
    [account, { type: "Microsoft.Compute/disks" }, "InvalidRequestContent"],
    [
      account,
      { properties: { a: JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) } },
      "InvalidRequestContent",
    ],
    [account, { wings: 2 }, "NotSupported"],
    [account, { identity: { type: 1 } }, "InvalidRequestContent"],
    [account, { tags: { a: 1 } }, "InvalidTags"],
  ])("%s with %j is refused as %s", async (path, change, code) => {
    const body = { location: "westeurope", ...change };
    const answer = await world.call("PUT", `${path}?${ACCOUNTS}`, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

describe("a condition on a resource's etag", () => {
  const put = (headers: Readonly<Record<string, string>>) =>
    world.call("PUT", `${account}?${ACCOUNTS}`, { body: { location: "westeurope" }, headers });
  const failed = {
    status: 412,
    body: {
      error: {
        code: "PreconditionFailed",
        message: `The condition of the request does not hold for '${account}'.`,
      },
    },
  };

  test("guards PUT, PATCH and DELETE against what another request changed", async () => {
    expect(await put({ "if-match": "*" })).toMatchObject(failed);
    const first = await put({ "if-none-match": "*" });
    // The provider of storage accounts answers 200 to what it made.
    expect(first.status).toBe(200);
    expect(await put({ "if-none-match": "*" })).toMatchObject(failed);
    const { etag } = first.body as { readonly etag: string };
    const second = await put({ "if-match": etag });
    expect(second.status).toBe(200);
    const stale = { headers: { "if-match": etag } };
    expect(await put({ "if-match": etag })).toMatchObject(failed);
    const patch = { body: { tags: {} }, ...stale };
    expect(await world.call("PATCH", `${account}?${ACCOUNTS}`, patch)).toMatchObject(failed);
    expect(await world.call("DELETE", `${account}?${ACCOUNTS}`, stale)).toMatchObject(failed);
    const { etag: now } = second.body as { readonly etag: string };
    const headers = { "if-match": `"other", ${now}` };
    expect((await world.call("DELETE", `${account}?${ACCOUNTS}`, { headers })).status).toBe(200);
  });

  test.each([
    ["if-match", ""],
    ["if-unmodified-since", "Thu, 01 Jan 2026 00:00:00 GMT"],
  ])("%s: '%s' is refused by name", async (name, value) => {
    expect(await put({ [name]: value })).toMatchObject({
      status: 400,
      body: { error: { code: "NotSupported" } },
    });
  });
});

describe("operations that are polled", () => {
  const path = (header: unknown): string => String(header).replace("https://arm.test", "");

  test("a machine's writes tell where to ask, and the answer is that of the operation", async () => {
    const made = await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    expect(made).toMatchObject({ status: 201, headers: { "retry-after": "1" } });
    const address = path(made.headers["azure-asyncoperation"]);
    const pattern = `${subscription}/providers/Microsoft.Compute/locations/westeurope/operationStatuses/`;
    expect(address.startsWith(pattern)).toBe(true);
    const [id = ""] = address.split("?");
    const time = "2026-01-02T03:04:05.0060000Z";
    const status = await world.call("GET", address);
    expect(status).toMatchObject({ status: 200 });
    expect(status.body).toEqual({
      id,
      name: id.split("/").at(-1),
      status: "Succeeded",
      percentComplete: 100,
      startTime: time,
      endTime: time,
    });
    const gone = await world.call("DELETE", `${machine}?${MACHINES}`);
    expect(gone).toMatchObject({ status: 202, body: "" });
    expect((await world.call("GET", path(gone.headers["azure-asyncoperation"]))).status).toBe(200);
    expect((await world.call("GET", path(gone.headers["location"]))).status).toBe(204);
    expect((await world.call("DELETE", `${machine}?${MACHINES}`)).status).toBe(204);
  });

  test("a group is deleted with 202 and an address that ends with 200", async () => {
    const answer = await world.call("DELETE", `${group}?api-version=2021-04-01`);
    expect(answer).toMatchObject({ status: 202, body: "", headers: { "retry-after": "1" } });
    const address = path(answer.headers["location"]);
    expect(address).toMatch(/\/operationresults\/[0-9a-f-]{36}\?api-version=2021-04-01$/);
    expect(await world.call("GET", address)).toMatchObject({ status: 200, body: "" });
  });

  test("nobody else is told of one, nor whether there is one", async () => {
    const made = await world.call("PUT", `${machine}?${MACHINES}`, { body: machineBody });
    const address = path(made.headers["azure-asyncoperation"]);
    const other = address.replace(/[0-9a-f-]{36}\?/, `${people.owner}?`);
    for (const asked of [address, other]) {
      expect(await world.call("GET", asked, { as: people.nobody })).toMatchObject({
        status: 403,
        body: { error: { code: "AuthorizationFailed" } },
      });
    }
    expect(await world.call("GET", other)).toMatchObject({
      status: 404,
      body: { error: { code: "OperationNotFound" } },
    });
    const elsewhere = address.replace("westeurope", "eastus");
    expect((await world.call("GET", elsewhere)).status).toBe(404);
  });
});
