import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { firstPartyAppIds } from "../../identity/index.ts";

const EVENTUAL = { headers: { consistencylevel: "eventual" } };
const SET = "/v1.0/servicePrincipals";

let fixture: GraphFixture;
const own: string[] = [];

interface Shown {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

/** Every page of a list; `between` runs after each. */
async function walk(query: string, between = async (): Promise<void> => undefined) {
  const found: Shown[] = [];
  let path: string | undefined = `${SET}?${query}`;
  while (path !== undefined) {
    const answer = await fixture.get(path, EVENTUAL);
    expect(answer.statusCode, answer.body).toBe(200);
    const body: { value: Shown[]; "@odata.nextLink"?: string } = answer.json();
    found.push(...body.value);
    path = body["@odata.nextLink"]?.slice("https://graph.microsoft.com".length);
    await between();
  }
  return found;
}

const namesOf = (found: readonly Shown[]): readonly string[] =>
  found.map(({ displayName }) => displayName);

async function add(displayName: string): Promise<string> {
  const { identity, tenantId } = fixture;
  const { appId } = await identity.createApplication({ tenantId, displayName });
  await identity.createServicePrincipal({ tenantId, appId });
  return appId;
}

beforeAll(async () => {
  fixture = await openGraphFixture();
  for (const name of [
    "Log Alpha",
    "Log Zulu",
    "Login page",
    "Audit log",
    "Catalog",
    "log-shipper",
  ]) {
    own.push(await add(name));
  }
});
afterAll(() => fixture.close());

const SEARCHED = ["Audit log", "Log Alpha", "Log Analytics API", "Log Zulu", "Login page"];

test("the APIs of an organization are found by a word of their names, Microsoft's among its own", async () => {
  const found = await walk('$search="displayName:log"&$orderby=displayName&$count=true');
  expect(namesOf(found)).toEqual([...SEARCHED, "log-shipper"].sort(byName));
  expect(found.find(({ displayName }) => displayName === "Log Analytics API")?.appId).toBe(
    firstPartyAppIds.logAnalytics,
  );
  const count = await fixture.get(`${SET}/$count?$search="displayName:log"`, EVENTUAL);
  expect(count.body).toBe("6");
});

const byName = (left: string, right: string): number =>
  left.toLowerCase() < right.toLowerCase() ? -1 : 1;

test("they are found by how their names begin, and by their application ids", async () => {
  const beginning = await walk("$filter=startswith(displayName,'Log')");
  expect([...namesOf(beginning)].sort(byName)).toEqual(
    [...SEARCHED.slice(1), "log-shipper"].sort(byName),
  );
  for (const appId of [firstPartyAppIds.logAnalytics, own[0] ?? ""]) {
    const byId = await walk(`$filter=appId eq '${appId}'`);
    expect(byId).toMatchObject([{ appId }]);
  }
  const either = `appId in ('${firstPartyAppIds.logAnalytics}','${own[4]}')`;
  expect([...namesOf(await walk(`$filter=${either}`))].sort()).toEqual([
    "Catalog",
    "Log Analytics API",
  ]);
});

test("pages of any size hold each of them once, in the same order", async () => {
  let checked = 0;
  for (const query of [
    '$search="displayName:log"',
    '$search="displayName:log"&$orderby=displayName&$count=true',
    "$filter=startswith(displayName,'Log')&$orderby=displayName desc&$count=true",
    "$filter=startswith(displayName,'Log')",
    "$filter=NOT startswith(displayName,'Log')&$count=true",
  ]) {
    const whole = await walk(query);
    for (const size of [1, 2, 4]) {
      expect(namesOf(await walk(`${query}&$top=${size}`)), query).toEqual(namesOf(whole));
      checked += 1;
    }
  }
  expect(checked).toBe(15);
});

test("what comes and goes between two pages moves nothing else", async () => {
  const query = "$filter=startswith(displayName,'Log')&$orderby=displayName&$count=true&$top=2";
  const before = namesOf(await walk(query));
  let pages = 0;
  const during = await walk(query, async () => {
    pages += 1;
    if (pages === 1) await add("Log AAA");
  });
  expect(namesOf(during)).toEqual(before);
  expect(namesOf(await walk(query))).toContain("Log AAA");
});
