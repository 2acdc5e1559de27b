import { Kysely, SqliteDialect, sql } from "kysely";
import Database from "libsql";
import { expect, test } from "vitest";
import { bindRepositories } from "../repositories.ts";
import type { DirectoryTables } from "../schema/tables.ts";
import { principalCredentials } from "./0017-principal-credentials.ts";
import { migrations } from "./index.ts";

test("secrets and certificates of a store from before are still their applications'", async () => {
  const database = new Database(":memory:");
  database.pragma("foreign_keys = ON");
  const db = new Kysely<DirectoryTables>({ dialect: new SqliteDialect({ database }) });
  const earlier = migrations.filter(({ name }) => name < "0016");
  for (const migration of earlier) await migration.up(db);
  expect(earlier).toHaveLength(15);
  await sql`insert into "tenants" values ('t', 'Contoso', 1)`.execute(db);
  await sql`insert into "applications" ("objectId", "tenantId", "appId", "displayName",
    "signInAudience", "isPublicClient", "appRoles", "scopes", "createdAt")
    values ('o', 't', 'a', 'App', 'AzureADMyOrg', 0, '[]', '[]', 1)`.execute(db);
  await sql`insert into "passwordCredentials" ("keyId", "applicationObjectId", "hint",
    "secretSha256", "startsAt", "endsAt") values ('p', 'o', 'abc', 'ff', 1, 2)`.execute(db);
  await sql`insert into "keyCredentials" ("keyId", "applicationObjectId", "displayName",
    "thumbprintSha1", "thumbprintSha256", "certificateBase64", "startsAt", "endsAt")
    values ('k', 'o', 'laptop', 's1', 's256', 'der', 3, 4)`.execute(db);
  await principalCredentials.up(db);
  const { passwordCredentials, keyCredentials } = bindRepositories(db);
  const of = { ownerObjectId: "o" };
  expect(await passwordCredentials.listAll(["o"])).toEqual([
    {
      ...of,
      keyId: "p",
      displayName: undefined,
      hint: "abc",
      secretSha256: "ff",
      startsAt: 1,
      endsAt: 2,
    },
  ]);
  const key = { thumbprintSha1: "s1", thumbprintSha256: "s256", certificateBase64: "der" };
  expect(await keyCredentials.listAll(["o"])).toEqual([
    { ...of, ...key, keyId: "k", displayName: "laptop", startsAt: 3, endsAt: 4 },
  ]);
  await sql`delete from "applications"`.execute(db);
  expect(await passwordCredentials.listAll(["o"])).toEqual([]);
  await db.destroy();
});
