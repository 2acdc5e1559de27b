import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../base/index.ts";
import { applicationEntity } from "../entities/application.ts";
import { userEntity } from "../entities/user.ts";
import { filterCondition } from "./filter-condition.ts";
import { parseFilter } from "./parse-filter.ts";

/** The code that a filter is refused with; undefined for one that is read. */
function codeOf(filter: string, isAdvanced = false): string | undefined {
  try {
    filterCondition(parseFilter(filter), userEntity, isAdvanced);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

test("and binds tighter than or, not tighter than both, and brackets tightest", () => {
  expect(parseFilter("a eq 1 or b eq 'x''y' and not (c eq true or d ne null)")).toEqual({
    kind: "or",
    operands: [
      { kind: "compare", path: ["a"], operator: "eq", literal: { kind: "number", number: 1 } },
      {
        kind: "and",
        operands: [
          {
            kind: "compare",
            path: ["b"],
            operator: "eq",
            literal: { kind: "text", text: "x'y" },
          },
          {
            kind: "not",
            operand: {
              kind: "or",
              operands: [
                {
                  kind: "compare",
                  path: ["c"],
                  operator: "eq",
                  literal: { kind: "boolean", isTrue: true },
                },
                { kind: "compare", path: ["d"], operator: "ne", literal: { kind: "null" } },
              ],
            },
          },
        ],
      },
    ],
  });
});

test("functions, lists and collections are read in any case of their words", () => {
  expect(parseFilter("StartsWith(displayName,'a') AND id IN ('b', 'c')")).toMatchObject({
    kind: "and",
    operands: [
      { kind: "call", name: "startsWith", path: ["displayName"] },
      { kind: "in", path: ["id"], literals: [{ text: "b" }, { text: "c" }] },
    ],
  });
  expect(parseFilter("identifierUris/any(u:u eq 'api://a')")).toEqual({
    kind: "any",
    path: ["identifierUris"],
    variable: "u",
    predicate: {
      kind: "compare",
      path: ["u"],
      operator: "eq",
      literal: { kind: "text", text: "api://a" },
    },
  });
  expect(parseFilter("createdDateTime ge 2026-01-02T03:04:05.5Z")).toMatchObject({
    literal: { kind: "dateTime", ms: Date.UTC(2026, 0, 2, 3, 4, 5, 500) },
  });
});

test("what a property does not support is refused by name", () => {
  expect(codeOf("displayName eq 'a' or mail eq 'b'")).toBeUndefined();
  expect(codeOf("shoeSize eq 43")).toBe("graph/property-unknown");
  expect(codeOf("city eq 'Delft'")).toBe("graph/query-unsupported");
  expect(codeOf("contains(displayName,'a')")).toBe("graph/query-unsupported");
  expect(codeOf("displayName eq 5")).toBe("graph/value-invalid");
  expect(codeOf("id eq 'not-a-guid'")).toBe("graph/value-invalid");
  expect(codeOf("accountEnabled eq 'true'")).toBe("graph/value-invalid");
  expect(codeOf("displayName gt 'a'")).toBe("graph/query-unsupported");
  expect(codeOf(`id in (${Array.from({ length: 16 }, () => "'a'").join(",")})`)).toBe(
    "graph/query-unsupported",
  );
});

test("operators that Graph keeps for advanced queries need their parameters", () => {
  for (const filter of [
    "displayName ne 'a'",
    "not startswith(displayName,'a')",
    "endswith(mail,'.test')",
    "mail eq null",
  ]) {
    expect(codeOf(filter)).toBe("graph/advanced-required");
    expect(codeOf(filter, true)).toBeUndefined();
  }
});

test("an any asks its own variable of a list of texts, and nothing else", () => {
  const read = (filter: string): unknown =>
    filterCondition(parseFilter(filter), applicationEntity, false);
  expect(read("identifierUris/any(u:startswith(u,'API://'))")).toEqual({
    kind: "has",
    collection: "identifierUris",
    match: "start",
    value: "api://",
  });
  for (const filter of [
    "identifierUris/any(u:v eq 'a')",
    "identifierUris/any(u:u eq 'a' or u eq 'b')",
    "displayName/any(u:u eq 'a')",
    "identifierUris/all(u:u eq 'a')",
    "identifierUris eq 'a'",
  ]) {
    expect(() => read(filter)).toThrow(Failure);
  }
});

test("any text is read or refused, and never a defect", () => {
  const word = fc.constantFrom(
    ..."( ) , / : ' '' and or not eq ne in any all null true 5 displayName startswith x constructor __proto__".split(
      " ",
    ),
    "'a'",
    "2026-01-01",
    "77777777-2222-4333-8444-555555555555",
  );
  const filters = fc.oneof(
    fc.string({ maxLength: 60, unit: "binary" }),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(filters, fc.boolean(), (filter, isAdvanced) => {
      codeOf(filter, isAdvanced);
    }),
    { numRuns: 2_000 },
  );
});

test("a filter that is too long or nests too deep is refused before it is walked", () => {
  expect(codeOf(`${"(".repeat(3_000)}displayName eq 'a'${")".repeat(3_000)}`)).toBe(
    "graph/query-malformed",
  );
  expect(codeOf(`${"not ".repeat(900)}displayName eq 'a'`, true)).toBe("graph/query-malformed");
  expect(codeOf(`displayName eq '${"a".repeat(9_000)}'`)).toBe("graph/query-malformed");
});
