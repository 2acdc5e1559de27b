import fc from "fast-check";
import { expect, test } from "vitest";
import { groupIdOf, parentOfId, parseResourceId, typeOfId } from "./resource-id.ts";

const group = "/subscriptions/S/resourceGroups/G";

test("a nested resource is taken apart in the caller's spelling", () => {
  const id = parseResourceId(`${group}/providers/P.Q/parents/a/children/b/`);
  expect(id).toEqual({
    text: `${group}/providers/P.Q/parents/a/children/b`,
    key: "/subscriptions/s/resourcegroups/g/providers/p.q/parents/a/children/b",
    subscriptionId: "S",
    resourceGroup: "G",
    chain: [{ provider: "P.Q", types: ["parents", "children"], names: ["a", "b"] }],
  });
});

test.each([
  ["/", undefined, undefined],
  ["/subscriptions/S", undefined, undefined],
  [group, undefined, group],
  [`${group}/providers/P/t/n`, "P/t", group],
  ["/subscriptions/S/providers/P/t/n", "P/t", undefined],
  ["/providers/P/t/n", "P/t", undefined],
  [`${group}/providers/P/t/n/providers/Q/u/m`, "Q/u", group],
])("%s is an id of type %s", (text, type, groupId) => {
  const id = parseResourceId(text);
  if (id === undefined) throw new Error("not parsed");
  expect(typeOfId(id)).toBe(type);
  expect(groupIdOf(id)).toBe(groupId);
});

test.each([
  "/subscriptions",
  "/subscriptions/S/resourceGroups",
  "/subscriptions/S/other/x",
  "/tenants/x",
  `${group}/providers`,
  `${group}/providers/P`,
  `${group}/providers/P/t`,
  `${group}/providers/P/t/n/u`,
  `${group}/providers/P/t/n/providers/Q`,
  `${group}/providers/P/t/../n`,
  "subscriptions/S",
])("%s is not an id", (text) => {
  expect(parseResourceId(text)).toBeUndefined();
});

test("only a nested resource has a parent", () => {
  const nested = parseResourceId(`${group}/providers/P/t/n/u/m`);
  const plain = parseResourceId(`${group}/providers/P/t/n/providers/Q/u/m`);
  expect(nested && parentOfId(nested)?.text).toBe(`${group}/providers/P/t/n`);
  expect(plain && parentOfId(plain)).toBeUndefined();
});

test("any text is an id or is not, and never an error", () => {
  const part = fc.oneof(fc.string(), fc.constantFrom("providers", "subscriptions", "a", ".."));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const id = parseResourceId(`/${parts.join("/")}`);
      if (id !== undefined) expect(parseResourceId(id.text)?.key).toBe(id.key);
    }),
  );
});
