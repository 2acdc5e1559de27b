import { beforeEach, describe, expect, test } from "vitest";
import { systemIds } from "../base/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type Access, createAccess } from "./access.ts";
import type { AssignRequest } from "./assign.ts";
import type { PropagationState } from "./propagation.ts";

const tenantId = "10000000-0000-0000-0000-000000000001";
const alice = "a0000000-0000-0000-0000-000000000001";
const group = "b0000000-0000-0000-0000-000000000001";
const subscription = "/subscriptions/50000000-0000-0000-0000-000000000001";
const demo = `${subscription}/resourceGroups/demo`;

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

let now: number;
let directory: Directory;
let access: Access;

beforeEach(async () => {
  now = 1_000_000;
  directory = await openDirectory(":memory:");
  access = open();
});

const open = (propagationDelayMs?: number): Access =>
  createAccess({
    directory,
    clock: { now: () => now },
    ids: systemIds,
    ...(propagationDelayMs !== undefined && { propagationDelayMs }),
  });

const give = (
  roleDefinitionId: string,
  armScope: string,
  { principalId = alice, ...more }: Partial<AssignRequest> = {},
) =>
  access.assign({
    tenantId,
    armScope,
    assignmentName: systemIds.guid(),
    roleDefinitionId,
    principalId,
    principalType: principalId === group ? "Group" : "User",
    createdBy: alice,
    ...more,
  });

const mayRead = async (id = alice): Promise<boolean> => {
  const action = "Microsoft.OperationalInsights/workspaces/query/read";
  return (await access.evaluate({ principalIds: [id], action, armScope: demo })).allowed;
};

describe("the propagation delay", () => {
  const state = (): Promise<PropagationState> => access.propagation.read();

  test("is the store's once it is set, for assignments and removals that come after", async () => {
    expect(await state()).toEqual({ delayMs: 0, assignments: {}, pending: [], omitted: 0 });
    const before = await give(READER, demo);
    await access.propagation.setDelay(60_000);
    access = open(5);
    const { assignment } = await give(OWNER, demo);
    await access.unassign({ tenantId, armScope: demo, assignmentName: before.assignment.name });
    now += 1;
    expect(await state()).toMatchObject({
      delayMs: 60_000,
      pending: [
        { assignmentName: before.assignment.name, change: "removed", effectiveAt: now + 59_999 },
        { assignmentName: assignment.name, change: "assigned", effectiveAt: now + 59_999 },
      ],
    });
  });

  test("of one assignment holds before that is there, and moves what is on its way", async () => {
    const assignmentName = "c0000000-0000-0000-0000-00000000000A";
    await access.propagation.setAssignmentDelay(assignmentName, 60_000);
    await give(READER, demo, { assignmentName });
    await give(READER, subscription, { principalId: group });
    expect(await mayRead()).toBe(false);
    expect(await mayRead(group)).toBe(true);
    now += 10_000;
    const moved = await access.propagation.setAssignmentDelay(
      `${demo}/x/${assignmentName}`,
      20_000,
    );
    expect(moved.pending).toMatchObject([{ effectiveAt: now + 10_000 }]);
    now += 10_000;
    expect(await mayRead()).toBe(true);
    await access.unassign({ tenantId, armScope: demo, assignmentName });
    await access.propagation.setAssignmentDelay(assignmentName, 5_000);
    expect((await state()).pending).toMatchObject([
      { change: "removed", effectiveAt: now + 5_000 },
    ]);
    expect(await mayRead()).toBe(true);
    const back = await access.propagation.setAssignmentDelay(assignmentName);
    expect(back).toMatchObject({ delayMs: 0, assignments: {} });
    now += 5_000;
    expect(await mayRead()).toBe(false);
  });

  test("is over for one assignment, or for all, when that is applied", async () => {
    await access.propagation.setDelay(60_000);
    const first = await give(READER, demo);
    const second = await give(READER, demo, { principalId: group });
    const applied = await access.propagation.apply(first.assignment.name);
    expect(applied).toMatchObject([{ assignmentName: first.assignment.name, change: "assigned" }]);
    expect(await mayRead()).toBe(true);
    expect(await mayRead(group)).toBe(false);
    await access.unassign({ tenantId, armScope: demo, assignmentName: first.assignment.name });
    expect(await access.propagation.apply()).toHaveLength(2);
    expect(await mayRead()).toBe(false);
    expect(await mayRead(group)).toBe(true);
    expect(await access.propagation.apply()).toEqual([]);
    await expect(access.propagation.apply(second.assignment.name)).rejects.toMatchObject({
      code: "access/nothing-pending",
    });
  });

  test("does not hold back what a new store begins with", async () => {
    await access.propagation.setDelay(60_000);
    await give(READER, demo, { isImmediate: true });
    expect(await mayRead()).toBe(true);
  });

  test.each([-1, 3_600_001, 0.5, Number.NaN])("cannot be %s ms", async (delayMs) => {
    const code = { code: "access/invalid-delay" };
    await expect(access.propagation.setDelay(delayMs)).rejects.toMatchObject(code);
    await expect(access.propagation.setAssignmentDelay(alice, delayMs)).rejects.toMatchObject(code);
    await expect(access.propagation.setAssignmentDelay("mine", 1)).rejects.toMatchObject(code);
  });
});
