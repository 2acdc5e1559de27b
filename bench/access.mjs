// What one decision costs: a principal in 50 groups that together have 2,000 role assignments, asked
// about ever other resources, as long as nothing changes; and the first decision after a change.
import { performance } from "node:perf_hooks";
import { line, most } from "./report.mjs";

const GROUPS = 50;
const ASSIGNMENTS = 2_000;
const RESOURCE_GROUPS = 200;
const TENANT = "10000000-0000-0000-0000-000000000001";
const SUBSCRIPTION = "/subscriptions/50000000-0000-0000-0000-000000000001";
const ACTIONS = [
  "Microsoft.OperationalInsights/workspaces/query/read",
  "Microsoft.OperationalInsights/workspaces/write",
  "Microsoft.Authorization/roleAssignments/write",
];

const guid = (first, count) => `${first}0000000-0000-0000-0000-${String(count).padStart(12, "0")}`;
const groupScope = (index) => `${SUBSCRIPTION}/resourceGroups/group-${index % RESOURCE_GROUPS}`;
const workspace = (index) =>
  `${groupScope(index)}/providers/Microsoft.OperationalInsights/workspaces/logs-${index % 7}`;
/** One in ten at the subscription, so that each decision has to look at more than 200. */
const scopeOf = (index) =>
  index % 10 === 0 ? SUBSCRIPTION : [groupScope, workspace][index % 2](index);

/** Medians in microseconds, of decisions one after the other. */
export async function measureAccess(rounds) {
  const [{ createAccess }, { openDirectory }] = await Promise.all([
    import("../dist/access/index.js"),
    import("../dist/storage/index.js"),
  ]);
  const directory = await openDirectory(":memory:");
  const clock = { now: () => Date.now() };
  const access = createAccess({ directory, clock, ids: {}, propagationDelayMs: 0 });
  const roles = (await access.listRoles(TENANT)).filter(({ permissions }) =>
    permissions.every((block) => block.condition === null),
  );
  const principalIds = Array.from({ length: GROUPS + 1 }, (_, index) => guid("a", index));
  await directory.write((stores) => fill(stores, principalIds, roles));
  const request = (index) => ({
    principalIds,
    action: ACTIONS[index % ACTIONS.length],
    armScope: workspace(index),
  });
  await decide(access, request, rounds / 10);
  const times = await decide(access, request, rounds);
  const first = [];
  for (let round = 0; round < 5; round += 1) {
    await directory.write((stores) => stores.meta.set("bench", String(round)));
    first.push(...(await decide(access, request, 1)));
  }
  await directory.close();
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99), first: quantile(first, 0.5) };
}

/** The figure that the product is held to. */
export const accessVerdicts = ({ median }) => [
  most("decision of 2,000 assignments in 51 principals, median in µs", median, 50),
];

export function printAccess({ median, p99, first }) {
  const rest = `p99 ${p99.toFixed(0)}, the first after a change ${first.toFixed(0)}`;
  line("decision of access control, µs", median.toFixed(1), rest);
}

async function fill(stores, principalIds, roles) {
  const key = SUBSCRIPTION.split("/")[2];
  const subscription = { key, tenantId: TENANT, displayName: "bench", createdAt: 0 };
  await stores.subscriptions.insert(subscription);
  for (let index = 0; index < ASSIGNMENTS; index += 1) {
    const scope = scopeOf(index);
    await stores.roleAssignments.insert({
      rowId: guid("c", index),
      tenantId: TENANT,
      name: guid("d", index),
      scope,
      scopeKey: scope.toLowerCase(),
      subscriptionKey: key,
      roleId: roles[(index * 17) % roles.length].id,
      principalId: principalIds[index % principalIds.length],
      principalType: "Group",
      description: null,
      condition: null,
      conditionVersion: null,
      createdBy: principalIds[0],
      updatedBy: principalIds[0],
      createdAt: 0,
      updatedAt: 0,
      effectiveAt: 0,
      removedEffectiveAt: null,
    });
  }
}

async function decide(access, request, rounds) {
  const times = [];
  for (let index = 0; index < rounds; index += 1) {
    const asked = request(index);
    const start = performance.now();
    await access.evaluate(asked);
    times.push((performance.now() - start) * 1_000);
  }
  return times;
}

function quantile(times, part) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)];
}
