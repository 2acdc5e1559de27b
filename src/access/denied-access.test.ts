import { beforeEach, expect, test } from "vitest";
import { systemIds } from "../base/index.ts";
import { type Directory, openDirectory } from "../storage/index.ts";
import { type Access, createAccess } from "./access.ts";
import type { Told } from "./denied-access.ts";

const tenantId = "10000000-0000-0000-0000-000000000001";
const alice = "a0000000-0000-0000-0000-000000000001";
const group = "b0000000-0000-0000-0000-000000000001";
const subscriptionKey = "50000000-0000-0000-0000-000000000001";
const subscription = `/subscriptions/${subscriptionKey}`;
const demo = `${subscription}/resourceGroups/demo`;
const workspace = `${demo}/providers/Microsoft.OperationalInsights/workspaces/logs`;

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const QUERY = "Microsoft.OperationalInsights/workspaces/query/read";
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";

let now: number;
let directory: Directory;
let access: Access;
let names: number;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 2, 3, 4, 5);
  names = 0;
  directory = await openDirectory(":memory:");
  access = createAccess({ directory, clock: { now: () => now }, ids: systemIds });
});

async function give(roleDefinitionId: string, armScope: string, principalId = alice) {
  names += 1;
  const assignmentName = `c0000000-0000-0000-0000-${String(names).padStart(12, "0")}`;
  await access.assign({
    tenantId,
    armScope,
    assignmentName,
    roleDefinitionId,
    principalId,
    principalType: principalId === group ? "Group" : "User",
    createdBy: alice,
  });
  return assignmentName;
}

async function why(wanted: { action?: string; dataAction?: string }, scope = workspace) {
  const principal = { kind: "user" as const, objectId: alice, groupIds: [group] };
  const denied = await access.explainDenial(principal, { ...wanted, armScope: scope });
  return (at = now): Told =>
    denied.tell({ now: at, nameOf: (id) => (id === group ? "Operators" : undefined) });
}

/** What each assignment has to do with the refusal. */
function verdicts({ facts }: Told): readonly string[] {
  const list = facts["assignments"] as readonly Record<string, unknown>[];
  return list.map((one) => `${one["roleName"]}: ${one["because"]}`);
}

test("who has no role is told the whole chain of scopes and the smallest role that would do", async () => {
  const { facts, words } = (await why({ action: QUERY }))();
  expect(facts).toEqual({
    decidedAt: "2026-01-02T03:04:05.000Z",
    isGrantedMeanwhile: false,
    action: QUERY,
    dataAction: null,
    scope: workspace,
    scopeChain: [workspace, demo, subscription, "/"].map((scope) => scope.toLowerCase()),
    assignments: [],
    assignmentsOmitted: 0,
    smallestRole: {
      roleName: "Log Analytics Data Reader",
      roleId: "3b03c2da-16b3-4a49-8834-0f8130efdd3b",
      operations: 3,
      command:
        `az role assignment create --assignee-object-id ${alice} --assignee-principal-type User ` +
        `--role 'Log Analytics Data Reader' --scope ${workspace}`,
    },
    wellKnownRole: null,
  });
  expect(words[0]).toBe("No role assignment grants this:");
  expect(words).toContain(
    "Neither the principal nor any group of it has a role assignment anywhere.",
  );
});

test("each assignment is told with the reason why it does not count", async () => {
  await give(READER, `${subscription}/resourceGroups/other`);
  await give(METRICS_PUBLISHER, demo);
  await give(CONTRIBUTOR, subscription, group);
  const told = (await why({ action: ASSIGN }))();
  expect(verdicts(told)).toEqual([
    `Contributor: the role takes ${ASSIGN} away by Microsoft.Authorization/*/Write`,
    `Monitoring Metrics Publisher: the role does not have ${ASSIGN}`,
    "Reader: it stands at another scope",
  ]);
  expect(told.words).toContain(`  Contributor for group Operators at ${subscription}`);
  expect(told.facts["smallestRole"]).toMatchObject({
    roleName: "Role Based Access Control Administrator",
  });
});

test("a pending assignment tells the second it takes effect, and how long that is from now", async () => {
  await access.propagation.setDelay(3_600_000);
  const name = await give(READER, demo);
  now += 2_000;
  const told = await why({ action: QUERY });
  expect(told().facts["assignments"]).toEqual([
    {
      name,
      scope: demo,
      roleId: READER,
      roleName: "Reader",
      principalId: alice,
      isOfGroup: false,
      verdict: "pending",
      effectiveAt: "2026-01-02T04:04:05.000Z",
      because: "it is pending until 2026-01-02 04:04:05Z, effective in 59:58",
    },
  ]);
  expect(verdicts(told(now + 3_598_000))).toEqual([
    "Reader: it was pending then and is effective since 2026-01-02 04:04:05Z: ask again",
  ]);
});

test("a removed assignment is told until many others were removed", async () => {
  const at = { tenantId, armScope: demo, assignmentName: await give(READER, demo) };
  now += 1_000;
  await access.unassign(at);
  now += 1_000;
  expect(verdicts((await why({ action: QUERY }))())).toEqual([
    "Reader: it was removed at 2026-01-02 03:04:06Z and has counted no more since 2026-01-02 03:04:06Z",
  ]);
});

test("one that is removed but has not ended still grants", async () => {
  const at = { tenantId, armScope: demo, assignmentName: await give(READER, demo) };
  await access.propagation.setDelay(60_000);
  await access.unassign(at);
  const told = (await why({ action: QUERY }))();
  expect(told.facts["isGrantedMeanwhile"]).toBe(true);
  expect(verdicts(told)).toEqual(["Reader: it grants what was asked"]);
  expect(told.words.at(-1)).toBe("It was granted a moment after the refusal: ask again.");
  now += 60_000;
  expect((await why({ action: QUERY }))().facts["isGrantedMeanwhile"]).toBe(false);
});

test("of an action and a data action, what is missing is told", async () => {
  await give(READER, demo);
  const wanted = { action: QUERY, dataAction: "Microsoft.Insights/Metrics/Write" };
  const told = (await why(wanted))();
  expect(verdicts(told)).toEqual([
    "Reader: the role does not have Microsoft.Insights/Metrics/Write",
  ]);
  expect(told.words.at(-1)).toBe("No built-in role grants it: a custom role has to.");
});

test("an assignment of another tenant is told as one", async () => {
  const other = "20000000-0000-0000-0000-000000000002";
  const displayName = "one";
  await directory.write((stores) =>
    stores.subscriptions.insert({
      key: subscriptionKey,
      tenantId: other,
      displayName,
      createdAt: now,
    }),
  );
  await give(READER, demo);
  expect(verdicts((await why({ action: QUERY }))())).toEqual([
    "Reader: it is of another tenant than the subscription",
  ]);
});

test("a well-known role is named beside a smaller one that few know", async () => {
  const action = "Microsoft.Resources/subscriptions/resourceGroups/write";
  const { facts, words } = (await why({ action }))();
  expect(facts["smallestRole"]).toMatchObject({
    roleName: "Azure Batch Service Orchestration Role",
  });
  expect(facts["wellKnownRole"]).toMatchObject({ roleName: "Contributor" });
  expect(words.at(-1)).toContain("--role Contributor --scope /subscriptions/");
});

test("more assignments than an explanation names are counted", async () => {
  for (let at = 0; at < 51; at += 1) await give(READER, `${subscription}/resourceGroups/g${at}`);
  const { facts, words } = (await why({ action: QUERY }))();
  expect(facts["assignments"]).toHaveLength(50);
  expect(facts["assignmentsOmitted"]).toBe(1);
  expect(words).toContain("  and 1 more that have less to do with it");
});
