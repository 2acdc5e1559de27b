import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../base/index.ts";
import { compileCondition } from "./compile-condition.ts";

const GUID = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const piece = fc.constantFrom(
  ...["(", ")", "{", "}", ",", "!", "&&", "||", "AND", "OR", "NOT", "Exists", "true", "7", "'a*'"],
  ...["ActionMatches{'a/b'}", "SubOperationMatches{'c'}", GUID, "@Environment[UtcNow]"],
  "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]",
  "@Resource[Microsoft.Authorization/roleAssignments:PrincipalType]",
  ...["@Principal[a:b]", "GuidEquals", "StringLike", "NumericLessThan", "BoolEquals"],
  ...["DateTimeEquals", "ForAnyOfAnyValues:GuidEquals", "ForAllOfAllValues:StringNotEquals"],
  ...["'2026-01-01T00:00:00Z'", "IpMatch", "x:y:z", "'", "@", "\\", "\u0000", "é"],
);
/** Comparisons and functions that can be evaluated, joined at random. */
const truth = fc.constantFrom(
  "true BoolEquals true",
  "{1, 2} ForAnyOfAnyValues:NumericEquals {2}",
  "ActionMatches{'a/*'}",
  `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals ${GUID}`,
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    truth,
    fc
      .tuple(tie("condition"), fc.constantFrom("AND", "OR", "&&", "||"), tie("condition"))
      .map(([left, word, right]) => `(${left}) ${word} (${right})`),
    tie("condition").map((inner) => `NOT (${inner})`),
  ),
}));
const context = { operation: "a/b", now: 0 };

test("every text is understood, or refused as one of the two things that it can be", () => {
  let refused = 0;
  const texts = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(" ")),
    fc.string({ maxLength: 60 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(typeof compileCondition(text, "2.0")(context)).toBe("boolean");
      } catch (error) {
        refused += 1;
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).code).toMatch(/^access\/condition-(?:invalid|not-supported)$/);
      }
    }),
    { numRuns: 3_000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(1_000);
});

test("what is well formed is understood, and its negation does not hold with it", () => {
  let held = 0;
  fc.assert(
    fc.property(condition, (text) => {
      const isHeld = compileCondition(text, "2.0")(context);
      if (isHeld) held += 1;
      if (isHeld) expect(compileCondition(`NOT (${text})`, "2.0")(context)).toBe(false);
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(held).toBeGreaterThan(50);
});
