/** The Azure CLI on Resource Manager: groups, resources, providers, accounts, a cloud of its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

let server: RunningLazurite;
let az: Az;

const login = (one: Az): Promise<unknown> => {
  const { demo, tenantId } = server.ready;
  const secret = ["--username", demo.clientId, "--password", demo.clientSecret];
  return one.run("login", "--service-principal", ...secret, "--tenant", tenantId);
};

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  await login(az);
});
afterAll(async () => {
  az?.close();
  await server?.end();
});

const groupId = (name: string): string =>
  `/subscriptions/${server.ready.subscriptionId}/resourceGroups/${name}`;
const group = (name: string, tags: object): object => ({
  id: groupId(name),
  name,
  type: "Microsoft.Resources/resourceGroups",
  location: "westeurope",
  managedBy: null,
  tags,
  properties: { provisioningState: "Succeeded" },
});

const refused = async (code: string, ...args: readonly string[]): Promise<void> => {
  await expect(az.run(...args)).rejects.toThrow(new RegExp(`Code: ${code}`));
};

const create = ["group", "create", "--location", "westeurope"];

test("az group: create, show, list, update, exists, export", async () => {
  const named = ["--name", "az-one"];
  expect(await az.run(...create, ...named, "--tags", "team=a")).toEqual(
    group("az-one", { team: "a" }),
  );
  expect(await az.run("group", "exists", ...named)).toBe(true);
  expect(await az.run("group", "update", ...named, "--set", "tags.more=b")).toEqual(
    group("az-one", { team: "a", more: "b" }),
  );
  const shown = group("az-one", { team: "a", more: "b" });
  expect(await az.run("group", "show", ...named)).toEqual(shown);
  expect(await az.run("group", "list", "--tag", "team=a")).toEqual([shown]);
  expect(await az.run("group", "list", "--tag", "team=A")).toEqual([]);
  await refused("NotSupported", "group", "export", ...named);
});

test("az group: delete, and wait for it", async () => {
  const named = ["--name", "az-three"];
  await az.run(...create, ...named);
  await az.run("group", "delete", ...named, "--yes");
  expect(await az.run("group", "exists", ...named)).toBe(false);
  await az.run(...create, "--name", "az-two");
  await az.run("group", "delete", "--name", "az-two", "--yes", "--no-wait");
  await az.run("group", "wait", "--name", "az-two", "--deleted");
  await refused("ResourceGroupNotFound", "group", "show", "--name", "az-two");
});

describe("az resource", () => {
  const machine = (): string =>
    `${groupId("az-kept")}/providers/Microsoft.Compute/virtualMachines/vm1`;
  const account = ["--resource-group", "az-kept", "--name", "azkept1"];
  const accounts = ["--resource-type", "Microsoft.Storage/storageAccounts"];

  beforeAll(async () => {
    await az.run("group", "create", "--name", "az-kept", "--location", "westeurope");
  });

  test("create, by type and by id, asks for the newest api-version and polls", async () => {
    const vm = ["--id", machine(), "--properties", '{"hardwareProfile":{"vmSize":"B1s"}}'];
    const made = await az.run("resource", "create", ...vm, "--location", "westeurope");
    expect(made).toMatchObject({
      id: machine(),
      type: "Microsoft.Compute/virtualMachines",
      location: "westeurope",
      properties: { hardwareProfile: { vmSize: "B1s" }, provisioningState: "Succeeded" },
    });
    const whole = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } };
    const properties = JSON.stringify({ ...whole, properties: { accessTier: "Hot" } });
    const body = ["--is-full-object", "--properties", properties];
    expect(await az.run("resource", "create", ...account, ...accounts, ...body)).toMatchObject({
      ...whole,
      sku: { name: "Standard_LRS" },
      properties: { accessTier: "Hot" },
    });
  });

  test("show, list, update, tag, patch", async () => {
    expect(await az.run("resource", "show", "--ids", machine())).toMatchObject({ name: "vm1" });
    expect(await az.run("resource", "list", "--resource-group", "az-kept")).toMatchObject([
      { name: "vm1", createdTime: expect.any(String) },
      { name: "azkept1" },
    ]);
    const set = ["--set", "properties.accessTier=Cool"];
    expect(await az.run("resource", "update", ...account, ...accounts, ...set)).toMatchObject({
      kind: "StorageV2",
      properties: { accessTier: "Cool" },
    });
    const tags = ["--tags", "env=test"];
    expect(await az.run("resource", "tag", ...account, ...accounts, ...tags)).toMatchObject({
      tags: { env: "test" },
      kind: "StorageV2",
    });
    expect(await az.run("resource", "list", "--tag", "env=test")).toMatchObject([
      { name: "azkept1", tags: null },
    ]);
    const patch = ["--is-full-object", "--properties", '{"sku":{"name":"Standard_GRS"}}'];
    expect(await az.run("resource", "patch", ...account, ...accounts, ...patch)).toMatchObject({
      sku: { name: "Standard_GRS" },
      tags: { env: "test" },
    });
  });

  test("what is kept is not run, moved or deployed, and says so", async () => {
    const ids = ["--ids", machine()];
    await refused("NotSupported", "resource", "invoke-action", "--action", "start", ...ids);
    await refused("NotSupported", "resource", "move", "--destination-group", "demo", ...ids);
    await refused("NotSupported", "deployment", "group", "list", "--resource-group", "az-kept");
    const other = [...account, "--resource-type", "Microsoft.Storage/storageTasks"];
    await expect(az.run("resource", "show", ...other)).rejects.toThrow(/storageTasks/);
  });

  test("az vm list and az storage account find it; a taken name is told of", async () => {
    expect(await az.run("vm", "list", "--resource-group", "az-kept")).toMatchObject([
      { name: "vm1", hardwareProfile: { vmSize: "B1s" } },
    ]);
    expect(await az.run("storage", "account", "check-name", "--name", "azkept1")).toMatchObject({
      nameAvailable: false,
      reason: "AlreadyExists",
    });
  });

  test("az storage account, az network vnet and az keyvault keep theirs, and get no keys", async () => {
    const other = ["--resource-group", "az-kept", "-n", "azkept2"];
    const create = ["--location", "westeurope", "--sku", "Standard_LRS"];
    expect(await az.run("storage", "account", "create", ...other, ...create)).toMatchObject({
      name: "azkept2",
      provisioningState: "Succeeded",
      primaryEndpoints: null,
    });
    await refused("NotSupported", "storage", "account", "keys", "list", ...other);
    await az.run("storage", "account", "delete", ...other, "--yes");
    const net = ["--resource-group", "az-kept", "--name", "net1"];
    expect(
      await az.run("network", "vnet", "create", ...net, "--address-prefix", "10.0.0.0/16"),
    ).toMatchObject({ newVNet: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } });
    const vault = ["--resource-group", "az-kept", "--name", "az-kept-vault"];
    expect(await az.run("keyvault", "create", ...vault, "--location", "westeurope")).toMatchObject({
      name: "az-kept-vault",
      properties: { tenantId: server.ready.tenantId },
    });
  });

  test("delete", async () => {
    await az.run("resource", "delete", "--ids", machine());
    await refused("ResourceNotFound", "resource", "show", "--ids", machine());
  });
});

test("az provider: list, show, unregister, register", async () => {
  const named = ["--namespace", "Microsoft.Sql"];
  const state = async (): Promise<unknown> =>
    ((await az.run("provider", "show", ...named)) as { readonly registrationState: unknown })
      .registrationState;
  const listed = (await az.run("provider", "list")) as readonly { readonly namespace: string }[];
  expect(listed.map(({ namespace }) => namespace)).toEqual(
    expect.arrayContaining(["Microsoft.Compute", "Microsoft.OperationalInsights"]),
  );
  expect(await state()).toBe("Registered");
  await az.run("provider", "unregister", ...named);
  expect(await state()).toBe("Unregistered");
  await az.run("provider", "register", ...named, "--wait");
  expect(await state()).toBe("Registered");
});

test("az account: list, show, set, list-locations", async () => {
  const { subscriptionId, tenantId } = server.ready;
  const account = { id: subscriptionId, tenantId, state: "Enabled" };
  expect(await az.run("account", "list", "--refresh")).toMatchObject([account]);
  await az.run("account", "set", "--subscription", subscriptionId);
  expect(await az.run("account", "show")).toMatchObject(account);
  expect(await az.run("account", "list-locations")).toContainEqual(
    expect.objectContaining({ name: "westeurope", displayName: "West Europe" }),
  );
});

test("az cloud register learns all of the cloud from Resource Manager's address alone", async () => {
  const { arm, ca, graph, login: signIn, logs } = server.ready;
  const trust = { REQUESTS_CA_BUNDLE: ca, SSL_CERT_FILE: ca };
  const own = openAz({ ...process.env, ...trust });
  const named = ["--name", "Lazurite"];
  const endpoint = ["--endpoint-resource-manager", arm];
  await own.run("cloud", "register", ...named, ...endpoint);
  await own.run("cloud", "update", ...named, ...endpoint);
  expect(await own.run("cloud", "show", ...named)).toMatchObject({
    endpoints: {
      activeDirectory: signIn,
      activeDirectoryResourceId: "https://management.core.windows.net/",
      logAnalyticsResourceId: logs,
      microsoftGraphResourceId: `${graph}/`,
      resourceManager: arm,
    },
  });
  await own.run("cloud", "set", ...named);
  await login(own);
  expect(await own.run("group", "show", "--name", "demo")).toMatchObject({ id: groupId("demo") });
  own.close();
});
