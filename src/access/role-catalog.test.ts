import { expect, test } from "vitest";
import { rememberConditions } from "./conditions/remember-conditions.ts";
import { openRoleCatalog } from "./role-catalog.ts";

const roles = openRoleCatalog(rememberConditions());

test("all built-in roles are there, found by id and by name in any case", () => {
  expect(roles.list()).toHaveLength(928);
  expect(roles.find("ACDD72A7-3385-48ef-bd42-f606fba81ae7")?.roleName).toBe("Reader");
  expect(roles.findByName("log analytics READER")?.id).toBe("73c42c96-874c-492b-b04d-ab87d138a893");
  expect(roles.find("constructor")).toBeUndefined();
});

test("every role grants each operation that it names without a star, unless it also takes it", () => {
  for (const role of roles.list()) {
    for (const [index, block] of role.permissions.entries()) {
      const compiled = roles.compiled(role)[index];
      for (const action of block.actions.filter((name) => !name.includes("*"))) {
        const operation = action.trim().toLowerCase();
        expect(compiled?.actions.some((matches) => matches(operation))).toBe(true);
      }
    }
  }
});

test("no role carries prose of others", () => {
  for (const role of roles.list()) {
    expect(role.description).toBe(`Built-in role ${role.roleName}.`);
  }
});
