// Writes src/access/generated/built-in-roles.json from the role definitions in the shared folder.
// Facts only: ids, names, permissions, conditions and dates. The roles' prose is left out.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const shared = process.env.LAZURITE_SHARED ?? "../shared";
const target = "src/access/generated/built-in-roles.json";

const { meta, roles } = JSON.parse(
  readFileSync(join(shared, "specs/rbac/builtin-roles-all.json"), "utf8"),
);

const facts = roles
  .map((role) => ({
    id: role.name.toLowerCase(),
    roleName: role.roleName,
    type: role.roleType,
    permissions: role.permissions.map((block) => ({
      actions: block.actions,
      notActions: block.notActions,
      dataActions: block.dataActions,
      notDataActions: block.notDataActions,
      condition: block.condition,
      conditionVersion: block.conditionVersion,
    })),
    createdOn: role.createdOn,
    updatedOn: role.updatedOn,
  }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));

mkdirSync("src/access/generated", { recursive: true });
writeFileSync(
  target,
  [
    `{"source":${JSON.stringify({ from: meta.source, commit: meta.commit, licence: meta.licence })},`,
    `"roles":[\n${facts.map((role) => JSON.stringify(role)).join(",\n")}\n]}\n`,
  ].join("\n"),
);
process.stderr.write(`${target}: ${facts.length} roles\n`);
