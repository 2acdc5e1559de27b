import { describe, expect, test } from "vitest";
import { limits } from "../../base/index.ts";
import type { ConditionContext } from "./attributes.ts";
import { compileCondition } from "./compile-condition.ts";

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ALICE = "a0000000-0000-0000-0000-000000000001";
const WRITE = "microsoft.authorization/roleassignments/write";
const ROLE = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const TYPE = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";
const STANDING = "@Resource[Microsoft.Authorization/roleAssignments:PrincipalId]";

const writing: ConditionContext = {
  operation: WRITE,
  now: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  request: { roleDefinitionId: READER, principalId: ALICE, principalType: "User" },
};
const holds = (text: string, context = writing): boolean => compileCondition(text, "2.0")(context);

describe("holds", () => {
  const cases: readonly (readonly [text: string, expected: boolean])[] = [
    [`${ROLE} GuidEquals ${READER}`, true],
    [`${ROLE} GuidEquals ${READER.replaceAll("-", "").toUpperCase()}`, true],
    [`${ROLE} GuidEquals '${READER}'`, true],
    [`${ROLE} GuidEquals ${OWNER}`, false],
    [`${ROLE} GuidNotEquals ${OWNER}`, true],
    [`${READER} GuidEquals ${ROLE}`, true],
    [
      `@request[microsoft.authorization/ROLEASSIGNMENTS:roledefinitionid] guidequals ${READER}`,
      true,
    ],
    [`${ROLE} ForAnyOfAnyValues:GuidEquals {${OWNER}, ${READER}}`, true],
    [`${ROLE} ForAnyOfAllValues:GuidNotEquals{${OWNER},${READER}}`, false],
    [`${ROLE} ForAnyOfAnyValues:GuidNotEquals {${OWNER}, ${READER}}`, true],
    [`${TYPE} StringEquals 'User'`, true],
    [`${TYPE} StringEquals 'user'`, false],
    [`${TYPE} StringEqualsIgnoreCase 'uSER'`, true],
    [`${TYPE} StringNotEquals 'user'`, true],
    [`${TYPE} StringNotEqualsIgnoreCase 'user'`, false],
    [`${TYPE} StringStartsWith 'Us'`, true],
    [`${TYPE} StringStartsWith 'us'`, false],
    [`${TYPE} StringStartsWithIgnoreCase 'us'`, true],
    [`${TYPE} StringNotStartsWith 'us'`, true],
    [`${TYPE} StringLike 'U*r'`, true],
    [`${TYPE} StringLike 'U?er'`, true],
    [`${TYPE} StringLike '?'`, false],
    [`${TYPE} StringLikeIgnoreCase 'u*'`, true],
    [`${TYPE} StringNotLike 'u*'`, true],
    [`${TYPE} ForAnyOfAnyValues:StringEqualsIgnoreCase {'group', 'user'}`, true],
    [`${TYPE} ForAllOfAllValues:StringNotEquals {'Group', 'ServicePrincipal'}`, true],
    ["'abcd' StringLike 'a*c?'", true],
    ["'abcd' StringLike 'A*C?'", false],
    ["'abcd' StringLike 'a*c'", false],
    ["'a*d' StringLike 'a\\*d'", true],
    ["'abd' StringLike 'a\\*d'", false],
    ["{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", true],
    ["{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'orange', 'green'}", false],
    ["{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", true],
    ["{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", false],
    ["{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", true],
    ["{10, 20} ForAllOfAllValues:NumericLessThan {5, 15, 18}", false],
    ["{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}", true],
    ["{10, 20} ForAllOfAllValues:NumericLessThan {15, 25, 30}", false],
    ["-5 NumericLessThanEquals -5", true],
    ["5 NumericGreaterThan 5", false],
    ["5 NumericGreaterThanEquals 5", true],
    ["5 NumericNotEquals 6", true],
    ["true BoolEquals TRUE", true],
    ["true BoolNotEquals true", false],
    ["@Environment[UtcNow] DateTimeGreaterThan '2026-01-02T03:04:05.0059999Z'", true],
    ["@Environment[UtcNow] DateTimeEquals '2026-01-02T03:04:05.006Z'", true],
    ["@Environment[UtcNow] DateTimeLessThan '2026-01-02T03:04:05Z'", false],
    ["ActionMatches{'Microsoft.Authorization/roleAssignments/*'}", true],
    ["ActionMatches{'Microsoft.Authorization/roleDefinitions/*'}", false],
    ["SubOperationMatches{'Blob.List'}", false],
    ["NOT SubOperationMatches{'Blob.List'}", true],
    [`!(ActionMatches{'${WRITE}'}) OR ${ROLE} GuidEquals ${READER}`, true],
    [`!(ActionMatches{'${WRITE}'}) || ${ROLE} GuidEquals ${OWNER}`, false],
    [`ActionMatches{'${WRITE}'} && ${ROLE} GuidEquals ${READER}`, true],
    [`Exists ${ROLE}`, true],
    [`Exists ${STANDING}`, false],
    [`NOT Exists ${STANDING}`, true],
  ];

  test.each(cases)("%s: %s", (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test("what asks for an attribute that the request lacks is neither true nor false", () => {
    const unknown = `${STANDING} GuidEquals ${ALICE}`;
    const truth = `${ROLE} GuidEquals ${READER}`;
    for (const text of [
      unknown,
      `NOT (${unknown})`,
      unknown.replace("Equals", "NotEquals"),
      `${unknown} AND ${truth}`,
      `${unknown} OR (NOT (${truth}))`,
    ]) {
      expect(holds(text), text).toBe(false);
    }
    expect(holds(`${unknown} OR ${truth}`)).toBe(true);
    expect(holds(`NOT (${unknown} AND (NOT (${truth})))`)).toBe(true);
  });
});

describe("refused as no condition", () => {
  const wrong = [
    "",
    "true",
    "(",
    "()",
    `${ROLE}`,
    `${ROLE} GuidEquals`,
    `(${ROLE} GuidEquals ${READER}`,
    `${ROLE} GuidEquals ${READER})`,
    `${ROLE} GuidEquals 'Reader'`,
    `${ROLE} StringEquals '${READER}'`,
    `${ROLE} GuidEquals {${READER}}`,
    `${ROLE} ForAnyOfAnyValues:GuidEquals {}`,
    `${ROLE} ForSomeValues:GuidEquals {${READER}}`,
    `${TYPE} StringEquals User`,
    `${TYPE} StringEquals 'User`,
    `${TYPE} SoundsLike 'User'`,
    "ActionMatches{}",
    "ActionMatches{a}",
    "ActionMatches 'a'",
    "@Weather[Rain] BoolEquals true",
    "5 NumericEquals 5.5",
    "5 NumericEquals 99999999999999999999",
    "@Environment[UtcNow] DateTimeGreaterThan '2026-02-30T00:00:00Z'",
    "@Environment[UtcNow] DateTimeGreaterThan 'tomorrow'",
    "true BoolEquals true AND true BoolEquals true OR true BoolEquals true",
    `${"(".repeat(60)}true BoolEquals true${")".repeat(60)}`,
    `'${"x".repeat(limits.access.conditionCharactersMax)}' StringEquals 'x'`,
  ];
  test.each(wrong)("%s", (text) => {
    expect(() => compileCondition(text, "2.0")).toThrow(
      expect.objectContaining({ code: "access/condition-invalid" }),
    );
  });

  test("a condition of another version", () => {
    expect(() => compileCondition("true BoolEquals true", "1.0")).toThrow(
      expect.objectContaining({ code: "access/condition-invalid" }),
    );
  });
});

describe("refused by name", () => {
  const unsupported: readonly (readonly [text: string, what: string])[] = [
    ["@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'a'", "@Resource[Microsoft"],
    ["@Principal[Engineering:Project] StringEquals 'a'", "@Principal[Engineering:Project]"],
    ["@Environment[isPrivateLink] BoolEquals true", "@Environment[isPrivateLink]"],
    ["Exists @Request[subOperation]", "@Request[subOperation]"],
    ["'a' StringMatches 'b'", "StringMatches"],
    ["'a' IpMatch 'b'", "IpMatch"],
    ["{true} ForAnyOfAnyValues:BoolEquals {true}", "ForAnyOfAnyValues:BoolEquals"],
  ];
  test("two long lists, which every request would compare each with each", () => {
    const list = (count: number): string => `{${"'a',".repeat(count - 1)}'a'}`;
    const compile = (left: number, right: number) =>
      compileCondition(`${list(left)} ForAnyOfAnyValues:StringEquals ${list(right)}`, "2.0");
    expect(compile(30, 30)({ operation: "a/read", now: 0 })).toBe(true);
    expect(() => compile(40, 40)).toThrow(
      expect.objectContaining({ code: "access/condition-not-supported" }),
    );
    const attribute = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";
    const long = `${attribute} ForAnyOfAnyValues:StringEquals ${list(1_500)}`;
    expect(compileCondition(long, "2.0")({ operation: "a/read", now: 0 })).toBe(false);
  });

  test.each(unsupported)("%s names %s", (text, what) => {
    expect(() => compileCondition(text, "2.0")).toThrow(
      expect.objectContaining({
        code: "access/condition-not-supported",
        facts: { what: expect.stringContaining(what) },
      }),
    );
  });
});
