/** Microsoft Graph's permissions have the ids, and ask for the consent, that they really have. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstPartyAppIds } from "../../src/identity/index.ts";
import { type GraphFixture, openGraphFixture } from "../support/graph-fixture.ts";
import { sharedText } from "./shared-text.ts";

interface Published {
  readonly Id: string;
  readonly Value: string;
  readonly Type?: "Admin" | "User";
}

const read = (name: string): readonly Published[] | undefined => {
  const text = sharedText("specs", "entra", name);
  return text === undefined ? undefined : JSON.parse(text);
};

const roles = read("graph-app-roles.json");
const scopes = read("graph-delegated-scopes.json");

let fixture: GraphFixture;

beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

test.skipIf(roles === undefined || scopes === undefined)(
  "each permission is a published one",
  async () => {
    const path = `/v1.0/servicePrincipals(appId='${firstPartyAppIds.microsoftGraph}')`;
    const graph = (await fixture.get(path)).json();
    const published = (list: readonly Published[] = []) =>
      new Map(list.map(({ Id, Value, Type }) => [Value, { id: Id, type: Type }]));
    const shown = (list: readonly { value: string; id: string; type?: string }[]) =>
      list.map(({ value, id, type }) => [value, { id, type }] as const);
    const realRoles = published(roles);
    const realScopes = published(scopes);
    const offeredRoles = shown(graph.appRoles);
    const offeredScopes = shown(graph.oauth2PermissionScopes);
    for (const [value, role] of offeredRoles) expect(role, value).toEqual(realRoles.get(value));
    for (const [value, scope] of offeredScopes) expect(scope, value).toEqual(realScopes.get(value));
    expect(new Set(offeredRoles.map(([value]) => value)).size).toBe(offeredRoles.length);
    expect(new Set(offeredScopes.map(([value]) => value)).size).toBe(offeredScopes.length);
    expect(offeredRoles.length).toBeGreaterThan(10);
    expect(offeredScopes.length).toBeGreaterThan(15);
  },
);
