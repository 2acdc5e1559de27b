import fc from "fast-check";
import { expect, test } from "vitest";
import { means, type PlainAssignment, plainlyAllowed } from "../../tests/support/plain-access.ts";
import { systemIds } from "../base/index.ts";
import { openDirectory } from "../storage/index.ts";
import { type Access, createAccess } from "./access.ts";
import { compileOperation } from "./wildcard.ts";

const TENANT = "10000000-0000-0000-0000-000000000001";
const SUBSCRIPTION = "/subscriptions/50000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/one`;
const SCOPES = [
  SUBSCRIPTION,
  GROUP,
  `${GROUP}/providers/Microsoft.Storage/storageAccounts/a`,
  `${SUBSCRIPTION}/resourceGroups/ONE2`,
];
const PRINCIPALS = ["1", "2", "3"].map((digit) => `a0000000-0000-0000-0000-00000000000${digit}`);
const [ALICE = "", ...GROUPS] = PRINCIPALS;

const segment = fc.constantFrom("a", "b", "A", "ab", "read");
const operation = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((parts) => `Microsoft.Storage/${parts.join("/")}`);
/** What is left of an operation when one piece of it became a star. */
const pattern = fc.oneof(
  operation,
  fc.constantFrom("*", "*/read", "Microsoft.Storage/*", "Microsoft.*/a"),
  fc.tuple(operation, fc.nat(20), fc.nat(20)).map(([text, from, length]) => {
    const start = "Microsoft.Storage/".length + (from % (text.length - 18));
    return `${text.slice(0, start)}*${text.slice(start + length)}`;
  }),
);
const patterns = fc.array(pattern, { maxLength: 3 });
const block = fc.record({
  actions: patterns,
  notActions: patterns,
  dataActions: patterns,
  notDataActions: patterns,
});

test("a pattern means what the regular expression for it means", () => {
  let matched = 0;
  const text = fc.string({ unit: fc.constantFrom("a", "B", "/", "*", "."), maxLength: 10 });
  fc.assert(
    fc.property(text, text, (written, asked) => {
      const expected = means(written, asked);
      if (expected) matched += 1;
      expect(compileOperation(written)(asked.toLowerCase())).toBe(expected);
    }),
    { numRuns: 5_000, seed: 1 },
  );
  expect(matched).toBeGreaterThan(100);
});

/** One thing that changes who may do what. */
const writeRole = fc.record({
  kind: fc.constant("role" as const),
  role: fc.nat(1),
  blocks: fc.array(block, { minLength: 1, maxLength: 2 }),
});
const assign = fc.record({
  kind: fc.constant("assign" as const),
  role: fc.nat(1),
  principal: fc.nat(2),
  scope: fc.nat(3),
});
const unassign = fc.record({ kind: fc.constant("unassign" as const), which: fc.nat(20) });
const step = fc.oneof(
  { weight: 2, arbitrary: writeRole },
  { weight: 4, arbitrary: assign },
  { weight: 1, arbitrary: unassign },
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

const question = fc.record({
  principalIds: fc.subarray(GROUPS).map((groups) => [ALICE, ...groups]),
  scope: fc.constantFrom(...SCOPES, `${GROUP}/providers/Microsoft.Storage/storageAccounts/a/b/c`),
  kind: fc.constantFrom("action" as const, "dataAction" as const),
  operation,
});

const roleId = (index: number): string => `e0000000-0000-0000-0000-00000000000${index}`;

/** The product and a plain list of what stands, changed alike. */
class Worlds {
  readonly #access: Access;
  readonly #blocks = new Map<string, PlainAssignment["blocks"]>();
  readonly #standing: { name: string; role: string; principalId: string; scope: string }[] = [];

  constructor(access: Access) {
    this.#access = access;
  }

  async take(step: Step): Promise<void> {
    if (step.kind === "role") return this.#writeRole(roleId(step.role), step.blocks);
    if (step.kind === "assign") return this.#assign(step);
    const [gone] = this.#standing.splice(step.which % Math.max(1, this.#standing.length), 1);
    if (gone === undefined) return;
    const { scope: armScope, name: assignmentName } = gone;
    await this.#access.unassign({ tenantId: TENANT, armScope, assignmentName });
  }

  assignments(): PlainAssignment[] {
    return this.#standing.map(({ role, principalId, scope }) => ({
      principalId,
      scope,
      blocks: this.#blocks.get(role) ?? [],
    }));
  }

  async #writeRole(id: string, blocks: PlainAssignment["blocks"]): Promise<void> {
    this.#blocks.set(id, blocks);
    await this.#access.writeRole({
      tenantId: TENANT,
      id,
      roleName: id,
      description: "",
      assignableScopes: [SUBSCRIPTION],
      permissions: blocks,
      by: ALICE,
    });
  }

  async #assign(step: { role: number; principal: number; scope: number }): Promise<void> {
    const role = roleId(step.role);
    const [principalId = "", scope = ""] = [PRINCIPALS[step.principal], SCOPES[step.scope]];
    const isTaken = this.#standing.some(
      (one) => one.role === role && one.principalId === principalId && one.scope === scope,
    );
    if (isTaken || !this.#blocks.has(role)) return;
    const name = systemIds.guid();
    this.#standing.push({ name, role, principalId, scope });
    await this.#access.assign({
      tenantId: TENANT,
      armScope: scope,
      assignmentName: name,
      roleDefinitionId: role,
      principalId,
      principalType: "Group",
      createdBy: ALICE,
    });
  }
}

test("whatever changes, in whatever order, the next decision is made of what stands", {
  timeout: 60_000,
}, async () => {
  let decisions = 0;
  let granted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 16 }),
      fc.array(question, { minLength: 5, maxLength: 5 }),
      async (steps, questions) => {
        const directory = await openDirectory(":memory:");
        const clock = { now: (): number => 1_000 };
        const access = createAccess({ directory, clock, ids: systemIds, propagationDelayMs: 0 });
        const worlds = new Worlds(access);
        for (const one of steps) {
          await worlds.take(one);
          for (const asked of questions) {
            const { principalIds, scope: armScope, kind, operation: name } = asked;
            const { allowed } = await access.evaluate({ principalIds, armScope, [kind]: name });
            const expected = plainlyAllowed(worlds.assignments(), asked);
            expect(allowed, JSON.stringify(asked)).toBe(expected);
            decisions += 1;
            if (expected) granted += 1;
          }
        }
        await directory.close();
      },
    ),
    { numRuns: 25, seed: 1 },
  );
  expect(decisions).toBeGreaterThan(1_000);
  expect(granted).toBeGreaterThan(150);
});
