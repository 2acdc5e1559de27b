import { expect, test } from "vitest";
import { createApiKeys } from "./api-keys.ts";

const keys = createApiKeys([{ workspaceName: "DEMO", key: "K", workspaceId: "w" }]);

test("a key opens the workspace of its name and no other", () => {
  expect(keys.opens("DEMO", "K")).toBe(true);
  expect(keys.opens("DEMO", "k")).toBe(false);
  expect(keys.opens("DEMO", "")).toBe(false);
  expect(keys.opens("demo", "K")).toBe(false);
  expect(keys.opens("w", "K")).toBe(false);
});

test("without keys nothing opens", () => {
  expect(createApiKeys([]).opens("DEMO", "K")).toBe(false);
  expect(createApiKeys([]).workspaceNamed("DEMO")).toBeUndefined();
});
