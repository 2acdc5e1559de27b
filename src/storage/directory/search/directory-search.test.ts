import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Directory } from "../directory.ts";
import { openDirectory } from "../open.ts";
import type { UserRow } from "../user-repository.ts";
import { type Condition, type SearchPosition, searchKey } from "./condition.ts";
import type { SearchColumns } from "./layouts.ts";
import { comparePositions, matches, type SearchRecord } from "./matches.ts";

type UserCondition = Condition<SearchColumns["users"]>;

const TENANT = "11111111-2222-4333-8444-555555555555";
const OTHER = "11111111-2222-4333-8444-666666666666";
const NAMES = ["Ada", "ada", "Äda", "Bob%", "B_b", "", "Zoë Smith", "Zoé\\", "𝒵oe"];

let directory: Directory;
const records: SearchRecord<SearchColumns["users"]>[] = [];

/** A user who differs from the others in everything that is searched. */
function userAt(index: number, name: string): UserRow {
  return {
    objectId: `77777777-2222-4333-8444-${String(index).padStart(12, "0")}`,
    tenantId: index < NAMES.length ? TENANT : OTHER,
    userPrincipalName: `User${index}@${TENANT}.test`,
    displayName: name,
    givenName: undefined,
    familyName: undefined,
    mail: index % 2 === 0 ? `M${index}@x.test` : undefined,
    isEnabled: index % 3 !== 0,
    passwordHash: "",
    failedAttempts: 0,
    lockedUntil: undefined,
    securityStamp: "",
    createdAt: 1_000 + (index % 4),
  };
}

function recordOf(user: UserRow): SearchRecord<SearchColumns["users"]> {
  return {
    columns: {
      id: user.objectId,
      userPrincipalName: searchKey(user.userPrincipalName),
      displayName: searchKey(user.displayName),
      mail: user.mail === undefined ? undefined : searchKey(user.mail),
      accountEnabled: user.isEnabled ? 1 : 0,
      createdDateTime: user.createdAt,
    },
    collections: {},
  };
}

beforeAll(async () => {
  directory = await openDirectory(":memory:");
  const all = [...NAMES, ...NAMES].map((name, index) => userAt(index, name));
  records.push(...all.filter(({ tenantId }) => tenantId === TENANT).map(recordOf));
  await directory.write(async ({ tenants, users }) => {
    for (const id of [TENANT, OTHER]) {
      await tenants.insert({ id, displayName: id, domains: [`${id}.test`], createdAt: 0 });
    }
    for (const user of all) await users.insert(user);
  });
});

afterAll(() => directory.close());

async function found(condition: UserCondition): Promise<readonly string[]> {
  const places = await directory.read.search.page("users", TENANT, {
    condition,
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 100,
  });
  return places.map(({ id }) => id);
}

const text = fc.constantFrom("a", "ada", "b_", "%", "\\", "zo", "", "é", "@x.test", "𝒵");
const column = fc.constantFrom("displayName" as const, "mail" as const);
const { condition } = fc.letrec<{ condition: UserCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "condition" },
    fc.record({
      kind: fc.constantFrom("startsWith" as const, "endsWith" as const, "contains" as const),
      column,
      text,
    }),
    fc.record({
      kind: fc.constant("compare" as const),
      column,
      operator: fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"),
      value: text,
    }) as fc.Arbitrary<UserCondition>,
    fc.record({
      kind: fc.constant("compare" as const),
      column: fc.constant("createdDateTime" as const),
      operator: fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le"),
      value: fc.integer({ min: 999, max: 1_005 }),
    }) as fc.Arbitrary<UserCondition>,
    fc.record({ kind: fc.constant("absent" as const), column }),
    fc.record({
      kind: fc.constant("oneOf" as const),
      column,
      values: fc.array(text, { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("not" as const), condition: tie("condition") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      conditions: fc.array(tie("condition"), { maxLength: 3 }),
    }),
  ),
}));

test("the store and the reading of a record agree about every condition", async () => {
  await fc.assert(
    fc.asyncProperty(condition, async (asked) => {
      const expected = records
        .filter((record) => matches(asked, record))
        .map(({ columns }) => columns.id);
      expect(await found(asked)).toEqual(expected);
      expect(await directory.read.search.count("users", TENANT, asked)).toBe(expected.length);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, UserCondition]>([
  ["every object", { kind: "always", holds: true }],
  ["what an index finds", { kind: "compare", column: "accountEnabled", operator: "eq", value: 1 }],
])("pages in either direction hold %s once, in order", async (_what, asked) => {
  const expected = records.filter((record) => matches(asked, record));
  for (const isDescending of [false, true]) {
    for (const name of ["displayName", "createdDateTime"] as const) {
      const seen: SearchPosition[] = [];
      for (;;) {
        const page = await directory.read.search.page("users", TENANT, {
          condition: asked,
          order: { column: name, isDescending },
          after: seen.at(-1),
          limit: 2,
        });
        if (page.length === 0) break;
        seen.push(...page);
      }
      const sign = isDescending ? -1 : 1;
      const places = expected.map(({ columns }) => ({
        value: columns[name] ?? "",
        id: String(columns.id),
      }));
      places.sort((left, right) => sign * comparePositions(left, right));
      expect(seen).toEqual(places);
    }
  }
});
