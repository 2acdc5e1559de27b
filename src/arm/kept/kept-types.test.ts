import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ResourceDraft } from "../resource-type.ts";
import { nameOfType } from "../type-registry.ts";
import { keptResourceTypes } from "./kept-types.ts";

const types = keptResourceTypes();

/** Of each type: a name that its provider takes, the longest, and one that it refuses. */
const NAMES: Readonly<Record<string, readonly [good: string, longest: string, bad: string]>> = {
  "Microsoft.Compute/virtualMachines": ["vm-1.a_", "v".repeat(64), "vm-"],
  "Microsoft.Compute/disks": ["disk_1", "d".repeat(80), "_disk"],
  "Microsoft.Storage/storageAccounts": ["abc", "a".repeat(24), "a-c"],
  "Microsoft.Web/sites": ["a-1", "é".repeat(60), "-a1"],
  "Microsoft.Web/serverfarms": ["p", "p".repeat(60), "a.b"],
  "Microsoft.KeyVault/vaults": ["v-1", "v".repeat(24), "a--b"],
  "Microsoft.Network/virtualNetworks": ["n.1_", "n".repeat(64), "n-"],
  "Microsoft.Network/publicIPAddresses": ["1", "n".repeat(80), "n."],
  "Microsoft.Network/networkInterfaces": ["n", "n".repeat(80), "a b"],
  "Microsoft.Network/networkSecurityGroups": ["n", "n".repeat(80), ""],
  "Microsoft.ContainerService/managedClusters": ["k_8", "k".repeat(63), "k_"],
  "Microsoft.ContainerRegistry/registries": ["abcde", "a".repeat(50), "ab-cd"],
  "Microsoft.Sql/servers": ["s", "s".repeat(63), "S1"],
  "Microsoft.Sql/servers/databases": ["d b", "d".repeat(128), "d."],
  "Microsoft.DocumentDB/databaseAccounts": ["1-a", "a".repeat(44), "-aa"],
  "Microsoft.EventHub/namespaces": ["events", "e".repeat(50), "1vents"],
  "Microsoft.ServiceBus/namespaces": ["buses1", "b".repeat(50), "buses-"],
  "Microsoft.Devices/IotHubs": ["hub", "h".repeat(50), "hub-"],
  "Microsoft.Insights/components": ["a b", "c".repeat(260), "a."],
};

test("each type takes the names that its provider takes, and no others", async () => {
  expect(types.map(nameOfType).sort()).toEqual(Object.keys(NAMES).sort());
  for (const type of types) {
    const [good, longest, bad] = NAMES[nameOfType(type)] ?? ["", "", ""];
    const prepare = (name: string): Promise<ResourceDraft> =>
      type.prepare(
        { location: "westeurope" },
        { resourceId: `/${name}`, name, current: undefined, principal: undefined },
      );
    for (const name of [good, longest]) {
      const { alias, properties } = await prepare(name);
      expect([undefined, name]).toContain(alias);
      expect(properties).toEqual({ provisioningState: "Succeeded" });
    }
    for (const name of [bad, `${longest}a`]) {
      await expect(prepare(name), `${nameOfType(type)} '${name}'`).rejects.toMatchObject({
        code: "arm/invalid-resource",
        facts: { code: "InvalidResourceName" },
      });
    }
  }
});

test("each version is one, and stands once", () => {
  for (const { apiVersions } of types) {
    expect(new Set(apiVersions).size).toBe(apiVersions.length);
    expect(apiVersions.filter((version) => !/^\d{4}-\d\d-\d\d(-preview)?$/.test(version))).toEqual(
      [],
    );
  }
});

test("what providers keep to themselves is kept nowhere, however deep it stands", async () => {
  const [machine] = types;
  const secret = "Sesame-0pen!";
  const properties = {
    osProfile: { adminUsername: "someone", AdminPassword: secret, customData: secret },
    extensions: [{ settings: { a: 1 }, protectedSettings: { key: secret } }],
    nothing: null,
  };
  const draft = await machine?.prepare(
    { location: "westeurope", properties },
    { resourceId: "/vm", name: "vm", current: undefined, principal: undefined },
  );
  expect(draft?.properties).toEqual({
    osProfile: { adminUsername: "someone" },
    extensions: [{ settings: { a: 1 } }],
    nothing: null,
    provisioningState: "Succeeded",
  });
});

test("the page about Resource Manager lists exactly these types", () => {
  const page = readFileSync("docs/resource-manager.md", "utf8");
  const [, kept = ""] = page.split("\n## Kept");
  const [table = ""] = kept.split("\n## ");
  const listed = [...table.matchAll(/^\| (Microsoft\.\w+) \| (.+) \|$/gm)].flatMap(
    ([, provider = "", names = ""]) => names.split(", ").map((name) => `${provider}/${name}`),
  );
  expect(listed.sort()).toEqual(types.map(nameOfType).sort());
});
