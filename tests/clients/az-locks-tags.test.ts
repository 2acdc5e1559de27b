/** `az lock` and `az tag`, against the demo. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, openAz } from "../support/az.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";

let server: RunningLazurite;
let az: Az;
let group: string;

/** Runs a command that is written as in a shell; no word of these has blanks. */
const run = (command: string): Promise<unknown> => az.run(...command.split(" "));

beforeAll(async () => {
  server = await startLazurite();
  az = openAz(server.env);
  const { demo, tenantId, subscriptionId } = server.ready;
  await run(
    `login --service-principal --username ${demo.clientId} --password ${demo.clientSecret} ` +
      `--tenant ${tenantId}`,
  );
  await run("group create --name kept --location westeurope");
  group = `/subscriptions/${subscriptionId}/resourceGroups/kept`;
});

afterAll(async () => {
  az?.close();
  await server?.end();
});

describe("az lock", () => {
  test("keeps a group from deletion until it is removed", async () => {
    const made = await run(
      "lock create --name keep --lock-type CanNotDelete --resource-group kept --notes why",
    );
    const lock = { name: "keep", level: "CanNotDelete", notes: "why", resourceGroup: "kept" };
    expect(made).toMatchObject({
      ...lock,
      id: `${group}/providers/Microsoft.Authorization/locks/keep`,
      type: "Microsoft.Authorization/locks",
    });
    expect(await run("lock show --name keep --resource-group kept")).toMatchObject(lock);
    expect(await run("lock list --resource-group kept")).toMatchObject([lock]);
    await expect(run("group delete --name kept --yes")).rejects.toThrow(
      new RegExp(`ScopeLocked.*The scope '${group}' cannot perform delete operation`, "i"),
    );
    expect(
      await run("lock update --name keep --resource-group kept --lock-type ReadOnly"),
    ).toMatchObject({ ...lock, level: "ReadOnly" });
    await expect(run("group update --name kept --tags a=b")).rejects.toThrow(/ScopeLocked/);
    await run("lock delete --name keep --resource-group kept");
    expect(await run("lock list --resource-group kept")).toEqual([]);
    expect(await run("group update --name kept --tags a=b")).toMatchObject({ tags: { a: "b" } });
  });

  test("at a subscription and at a resource", async () => {
    const { workspaceResourceId } = server.ready.demo;
    const resource =
      "--resource-group demo --resource-type Microsoft.OperationalInsights/workspaces " +
      `--resource ${workspaceResourceId.split("/").at(-1)}`;
    await run(`lock create --name one --lock-type ReadOnly ${resource}`);
    await run("lock create --name whole --lock-type CanNotDelete");
    const names = async (command: string): Promise<unknown> =>
      ((await run(command)) as { name: string }[]).map(({ name }) => name).sort();
    expect(await names("lock list")).toEqual(["one", "whole"]);
    expect(await names("lock list --filter-string atScope()")).toEqual(["whole"]);
    expect(await run(`lock show --name one ${resource}`)).toMatchObject({
      id: `${workspaceResourceId}/providers/Microsoft.Authorization/locks/one`,
      level: "ReadOnly",
    });
    await expect(run(`resource tag --ids ${workspaceResourceId} --tags a=b`)).rejects.toThrow(
      /ScopeLocked/,
    );
    const [one, whole] = (await run("lock list --query [].id")) as string[];
    await run(`lock delete --ids ${one} ${whole}`);
    expect(await run("lock list")).toEqual([]);
  });
});

describe("az tag", () => {
  test("writes, merges and removes the tags of a group", async () => {
    const made = await run(`tag create --resource-id ${group} --tags cost=1 team=a`);
    expect(made).toMatchObject({
      id: `${group}/providers/Microsoft.Resources/tags/default`,
      type: "Microsoft.Resources/tags",
      properties: { tags: { cost: "1", team: "a" } },
    });
    const merge = `tag update --resource-id ${group} --operation Merge --tags team=b stage=test`;
    expect(await run(merge)).toMatchObject({
      properties: { tags: { cost: "1", team: "b", stage: "test" } },
    });
    await run(`tag update --resource-id ${group} --operation Delete --tags cost=1`);
    expect(await run(`tag list --resource-id ${group}`)).toMatchObject({
      properties: { tags: { team: "b", stage: "test" } },
    });
    expect(await run("group show --name kept --query tags")).toEqual({ team: "b", stage: "test" });
    await run(`tag delete --resource-id ${group} --yes`);
    expect(await run("group show --name kept --query tags")).toEqual({});
  });

  test("offers names and values, and lists them with those in use", async () => {
    expect(await run("tag create --name stage")).toMatchObject({ tagName: "stage", values: [] });
    await run("tag add-value --name stage --value test");
    await run(`tag create --resource-id ${group} --tags stage=test`);
    const listed = (await run("tag list --query [?tagName=='stage']")) as object[];
    expect(listed).toMatchObject([
      { count: { value: 1 }, values: [{ tagValue: "test", count: { value: 1 } }] },
    ]);
    await expect(run("tag delete --name stage --yes")).rejects.toThrow(/TagInUse/);
    await run(`tag delete --resource-id ${group} --yes`);
    await run("tag remove-value --name stage --value test");
    await run("tag delete --name stage --yes");
    expect(await run("tag list --query [?tagName=='stage']")).toEqual([]);
  });
});
