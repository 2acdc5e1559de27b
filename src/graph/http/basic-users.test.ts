import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  GRAPH,
  type GraphFixture,
  openGraphFixture,
} from "../../../tests/support/graph-fixture.ts";
import { PRINCIPAL_ID } from "../../../tests/support/identity-fixture.ts";
import { NATIVE_ID } from "../../../tests/support/user-fixture.ts";
import { firstPartyAppIds } from "../../identity/index.ts";
import { rules } from "../permissions.ts";

let fixture: GraphFixture;
/** Tokens that have this permission and no other. */
const tokens: Record<"user" | "application", string> = { user: "", application: "" };

beforeAll(async () => {
  fixture = await openGraphFixture();
  const { identity, tenantId } = fixture;
  const resourceAppId = firstPartyAppIds.microsoftGraph;
  const basic = { tenantId, resourceAppId };
  const scopes = ["User.ReadBasic.All"];
  await identity.grantDelegated({ ...basic, clientAppId: NATIVE_ID, scopes });
  await identity.grantAppRole({ ...basic, principalId: PRINCIPAL_ID, role: "User.ReadBasic.All" });
  const fields = { client_id: NATIVE_ID, scope: `${GRAPH}/User.ReadBasic.All` };
  tokens.user = (await fixture.signIn("v2", { fields })).json().access_token;
  tokens.application = await fixture.appToken();
});
afterAll(() => fixture.close());

describe.each(["user", "application"] as const)(
  "with User.ReadBasic.All a token of a %s",
  (kind) => {
    const get = (path: string, headers = {}) =>
      fixture.get(`/v1.0/${path}`, { token: tokens[kind], headers });

    test("reads basic profiles, and everything else as if it were not set", async () => {
      const basic = {
        id: fixture.user.objectId,
        displayName: "Ada Lovelace",
        givenName: "Ada",
        surname: "Lovelace",
        mail: "ada@contoso.test",
        userPrincipalName: "Ada@contoso.test",
        jobTitle: null,
        businessPhones: [],
      };
      const one = await get(`users/${fixture.user.objectId}`);
      expect(one.statusCode, one.body).toBe(200);
      expect(one.json()).toMatchObject(basic);
      expect((await get("users")).json().value).toMatchObject([basic]);
      const selected = await get("users?$select=displayName,jobTitle,accountEnabled,identities");
      expect(selected.json().value).toEqual([
        { displayName: "Ada Lovelace", jobTitle: null, accountEnabled: null, identities: [] },
      ]);
      const whole = await fixture.get("/v1.0/users?$select=accountEnabled");
      expect(whole.json().value).toEqual([{ accountEnabled: true }]);
    });

    test("finds by what it may read, and by nothing else", async () => {
      const eventual = { consistencylevel: "eventual" };
      expect((await get("users?$filter=startswith(displayName,'ada')")).json().value).toHaveLength(
        1,
      );
      expect((await get("users/$count", eventual)).body).toBe("1");
      let denied = 0;
      for (const query of [
        "$filter=accountEnabled eq true",
        "$filter=startswith(displayName,'a') and not(createdDateTime ge 2020-01-01T00:00:00Z)&$count=true",
        "$orderby=createdDateTime&$count=true",
      ]) {
        const answer = await get(`users?${query}`, eventual);
        expect(answer.statusCode, query).toBe(403);
        expect(answer.json().error.code).toBe("Authorization_RequestDenied");
        denied += 1;
      }
      expect(denied).toBe(3);
    });

    test("opens nothing else of the directory", async () => {
      for (const path of ["groups", "applications", `users/${fixture.user.objectId}/memberOf`]) {
        expect((await get(path)).statusCode, path).toBe(403);
      }
    });
  },
);

test("every permission that a rule names is one that Microsoft Graph offers here", async () => {
  const path = `/v1.0/servicePrincipals(appId='${firstPartyAppIds.microsoftGraph}')`;
  const graph = (await fixture.get(path)).json();
  const offered = (list: { value: string }[]) => new Set(list.map(({ value }) => value));
  const scopes = offered(graph.oauth2PermissionScopes);
  const roles = offered(graph.appRoles);
  const missing: string[] = [];
  let checked = 0;
  for (const [name, rule] of Object.entries(rules)) {
    for (const scope of rule.scopes) {
      checked += 1;
      if (!scopes.has(scope)) missing.push(`${name}: scope ${scope}`);
    }
    for (const role of [...rule.roles, ...(rule.ownerRoles ?? [])]) {
      checked += 1;
      if (!roles.has(role)) missing.push(`${name}: role ${role}`);
    }
  }
  expect(missing).toEqual([]);
  expect(checked).toBeGreaterThan(60);
});
