// Writes src/access/generated/provider-operations.json from the operations that providers publish, in
// the shared folder. Facts only: names, and whether they are about data. Descriptions are left out.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const shared = process.env.LAZURITE_SHARED ?? "../shared";
const folder = join(shared, "specs/rbac/provider-operations");
const target = "src/access/generated/provider-operations.json";

const providers = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
  .map(({ name, operations, resourceTypes }) => {
    const all = [...operations, ...resourceTypes.flatMap((type) => type.operations)];
    const named = (isDataAction) =>
      [
        ...new Set(all.filter((one) => one.isDataAction === isDataAction).map((one) => one.name)),
      ].sort();
    return { name, actions: named(false), dataActions: named(true) };
  })
  .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));

const lines = providers.map((provider) => JSON.stringify(provider)).join(",\n");
writeFileSync(target, `{"providers":[\n${lines}\n]}\n`);
process.stderr.write(`${target}: ${providers.length} providers\n`);
