import { Kysely, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { bindRepositories, type Repositories } from "./repositories.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { withStatementCache } from "./statement-cache.ts";

const TENANT = "11111111-2222-4333-8444-555555555555";
const ID = "22222222-2222-4333-8444-555555555555";

const PAGE = {
  order: { column: "id", isDescending: false },
  after: undefined,
  limit: 10,
} as const;

let db: Kysely<DirectoryTables>;
let asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];

beforeAll(async () => {
  const database = withStatementCache(new Database(":memory:"));
  db = new Kysely<DirectoryTables>({
    dialect: new SqliteDialect({ database }),
    log({ query }) {
      asked.push({ sql: query.sql, parameters: query.parameters });
    },
  });
  await migrate(db, ":memory:");
});

afterAll(() => db.destroy());

/** What the store goes through, or goes to by half a key, to answer. */
async function plansOf(
  lookup: (repositories: Repositories) => Promise<unknown>,
): Promise<readonly string[]> {
  asked = [];
  await lookup(bindRepositories(db));
  const texts = [...asked];
  const details: string[] = [];
  for (const text of texts) {
    const explained = sql.raw<{ detail: string }>(`explain query plan ${text.sql}`);
    const query = { ...explained.compile(db), parameters: text.parameters };
    const { rows } = await db.executeQuery<{ detail: string }>(query);
    details.push(...rows.map(({ detail }) => detail));
  }
  expect(details.length).toBeGreaterThan(0);
  return details;
}

const lookups: Readonly<Record<string, (repositories: Repositories) => Promise<unknown>>> = {
  "an application by its id": ({ applications }) => applications.findByAppId(ID),
  "an API by its identifier URI": ({ applications }) =>
    applications.findPresentAppIdByUri(TENANT, "api://one"),
  "a page's origin": ({ applications }) => applications.hasSpaOrigin("https://one.test"),
  "a page's origin at any port": ({ applications }) =>
    applications.hasSpaOriginAtAnyPort("http://localhost"),
  "a service principal by its application": ({ servicePrincipals }) =>
    servicePrincipals.findByAppId(TENANT, ID),
  "app roles of a principal": ({ servicePrincipals }) =>
    servicePrincipals.listAppRoleGrants([ID], ID),
  "secrets of an application": ({ passwordCredentials }) => passwordCredentials.listAll([ID]),
  "certificates of an application": ({ keyCredentials }) => keyCredentials.listAll([ID]),
  "what an application trusts": ({ federatedCredentials }) => federatedCredentials.list(ID),
  "groups of a principal": ({ groups }) => groups.listOfMembers(TENANT, [ID, TENANT]),
  "members of a group": ({ memberships }) => memberships.listMembers(ID, "", 10),
  "applications by an id": ({ search }) =>
    search.page("applications", TENANT, {
      ...PAGE,
      condition: { kind: "compare", column: "appId", operator: "eq", value: ID },
    }),
  "applications by an identifier URI": ({ search }) =>
    search.page("applications", TENANT, {
      ...PAGE,
      condition: { kind: "has", collection: "identifierUris", match: "equal", value: "api://one" },
    }),
  "service principals by one of their names": ({ search }) =>
    search.page("servicePrincipals", TENANT, {
      ...PAGE,
      condition: { kind: "has", collection: "servicePrincipalNames", match: "equal", value: ID },
    }),
  "users by the beginning of their names": ({ search }) =>
    search.page("users", TENANT, {
      ...PAGE,
      condition: { kind: "startsWith", column: "displayName", text: "a" },
    }),
  "users among the members of a group": ({ search }) =>
    search.page("users", TENANT, {
      ...PAGE,
      condition: { kind: "has", collection: "memberOf", match: "equal", value: ID },
    }),
  "consents of a client": ({ delegatedGrants }) => delegatedGrants.list(ID, ID),
};

test.each(Object.entries(lookups))("%s is found by a whole key of an index", async (_what, run) => {
  const details = await plansOf(run);
  expect(details.filter((detail) => /^SCAN (?!CONSTANT|\()/.test(detail))).toEqual([]);
  // The tenant alone is no key: everything may be in one.
  expect(details.filter((detail) => detail.endsWith("(tenantId=?)"))).toEqual([]);
});
