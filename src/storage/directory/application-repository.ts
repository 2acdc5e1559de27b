import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type RedirectUriRow,
  type RegistrationSettingsRow,
  readSettings,
} from "./registration-row.ts";
import type { DirectoryTables } from "./schema/tables.ts";
import { searchKey } from "./search/condition.ts";

/** A permission that a registration offers: an app role, or a delegated permission. */
export interface PermissionRow {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  /** What it lets a client do, for who is asked to consent. */
  readonly description?: string;
  /** Whether only an administrator can consent to it. */
  readonly isAdminOnly?: boolean;
  /** Who may hold it, of an app role. */
  readonly memberTypes?: readonly ("Application" | "User")[];
  /** False while it is neither offered nor in any token. Default: true. */
  readonly isEnabled?: boolean;
  /** Of a scope: what a user is shown who consents for himself. */
  readonly userConsentDisplayName?: string;
  readonly userConsentDescription?: string;
}

export interface ApplicationRow {
  readonly objectId: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly tokenVersion: 1 | 2;
  readonly isPublicClient: boolean;
  readonly identifierUris: readonly string[];
  readonly appRoles: readonly PermissionRow[];
  readonly scopes: readonly PermissionRow[];
  readonly redirectUris: readonly RedirectUriRow[];
  readonly settings: RegistrationSettingsRow;
  readonly createdAt: number;
}

/** What may change of a registration after its birth. */
export type ApplicationChange = Pick<
  ApplicationRow,
  "isPublicClient" | "tokenVersion" | "redirectUris" | "settings"
>;

/** Above every text that begins with a colon, and below every other text that follows it. */
const AFTER_COLON = ";";

/** What belongs to an application, as JSON: read with its row, since each statement has its price. */
const IDENTIFIER_URIS: RawBuilder<string> = sql<string>`(
  select json_group_array("uri") from (
    select "uri" from "identifierUris"
    where "applicationObjectId" = "applications"."objectId" order by "uri"))`;
const REDIRECT_URIS: RawBuilder<string> = sql<string>`(
  select json_group_array(json_object('uri', "uri", 'platform', "platform")) from (
    select "uri", "platform" from "redirectUris"
    where "applicationObjectId" = "applications"."objectId" order by "position"))`;

/** Application registrations with their identifier URIs. */
export class ApplicationRepository {
  readonly #db: Kysely<DirectoryTables>;

  constructor(db: Kysely<DirectoryTables>) {
    this.#db = db;
  }

  /** `uriKeys` are the compared forms of `application.identifierUris`, in the same order. */
  async insert(application: ApplicationRow, uriKeys: readonly string[]): Promise<void> {
    await this.#db
      .insertInto("applications")
      .values({
        objectId: application.objectId,
        tenantId: application.tenantId,
        appId: application.appId,
        displayName: application.displayName,
        displayNameKey: searchKey(application.displayName),
        signInAudience: application.signInAudience,
        tokenVersion: application.tokenVersion,
        isPublicClient: application.isPublicClient ? 1 : 0,
        appRoles: JSON.stringify(application.appRoles),
        scopes: JSON.stringify(application.scopes),
        settings: JSON.stringify(application.settings),
        details: "{}",
        createdAt: application.createdAt,
      })
      .execute();
    for (const [index, uri] of application.identifierUris.entries()) {
      await this.#db
        .insertInto("identifierUris")
        .values({
          tenantId: application.tenantId,
          uriKey: uriKeys[index] ?? uri,
          uri,
          applicationObjectId: application.objectId,
        })
        .execute();
    }
    await this.#setRedirectUris(application.objectId, application.redirectUris);
  }

  async update(objectId: string, change: ApplicationChange): Promise<void> {
    await this.#db
      .updateTable("applications")
      .set({
        isPublicClient: change.isPublicClient ? 1 : 0,
        tokenVersion: change.tokenVersion,
        settings: JSON.stringify(change.settings),
      })
      .where("objectId", "=", objectId)
      .execute();
    await this.#setRedirectUris(objectId, change.redirectUris);
  }

  /** Whether a single-page application is registered with a redirect URI at an origin. */
  async hasSpaOrigin(origin: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom("redirectUris")
      .select("position")
      .where("origin", "=", origin)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The same for an origin without a port, whatever port was registered: a range of the index. */
  async hasSpaOriginAtAnyPort(origin: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom("redirectUris")
      .select("position")
      .where((where) =>
        where.or([
          where("origin", "=", origin),
          where.and([
            where("origin", ">=", `${origin}:`),
            where("origin", "<", `${origin}${AFTER_COLON}`),
          ]),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async findByAppId(appId: string): Promise<ApplicationRow | undefined> {
    const [found] = await this.findAll("appId", [appId]);
    return found;
  }

  async find(objectId: string): Promise<ApplicationRow | undefined> {
    const [found] = await this.findAll("objectId", [objectId]);
    return found;
  }

  /** Those that are there, in any order. */
  async findAll(
    key: "appId" | "objectId",
    values: readonly string[],
  ): Promise<readonly ApplicationRow[]> {
    if (values.length === 0) return [];
    const rows = await this.#db
      .selectFrom("applications")
      .selectAll()
      .select([IDENTIFIER_URIS.as("identifierUris"), REDIRECT_URIS.as("redirectUris")])
      .where(key, "in", values)
      .execute();
    return rows.map((row) => ({
      objectId: row.objectId,
      tenantId: row.tenantId,
      appId: row.appId,
      displayName: row.displayName,
      signInAudience: row.signInAudience,
      tokenVersion: row.tokenVersion === 2 ? 2 : 1,
      isPublicClient: row.isPublicClient === 1,
      identifierUris: JSON.parse(row.identifierUris) as readonly string[],
      appRoles: JSON.parse(row.appRoles) as readonly PermissionRow[],
      scopes: JSON.parse(row.scopes) as readonly PermissionRow[],
      redirectUris: JSON.parse(row.redirectUris) as readonly RedirectUriRow[],
      settings: readSettings(row.settings),
      createdAt: row.createdAt,
    }));
  }

  /** The application id that registered a URI (compared form) in its home tenant. */
  async findAppIdByUri(tenantId: string, uriKey: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom("identifierUris as uri")
      .innerJoin("applications as app", "app.objectId", "uri.applicationObjectId")
      .select("app.appId")
      .where("uri.tenantId", "=", tenantId)
      .where("uri.uriKey", "=", uriKey)
      .executeTakeFirst();
    return row?.appId;
  }

  /** Application ids of any home tenant that registered a URI and are present in `tenantId`. */
  async findPresentAppIdByUri(tenantId: string, uriKey: string): Promise<string | undefined> {
    const rows = await this.#db
      .selectFrom("identifierUris as uri")
      .innerJoin("applications as app", "app.objectId", "uri.applicationObjectId")
      .select(["app.appId", "app.tenantId"])
      .where("uri.uriKey", "=", uriKey)
      // As a join, the store would begin with all service principals of the tenant.
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("servicePrincipals as sp")
            .select("sp.objectId")
            .whereRef("sp.appId", "=", "app.appId")
            .where("sp.tenantId", "=", tenantId),
        ),
      )
      .orderBy("app.createdAt")
      .limit(100)
      .execute();
    return (rows.find((row) => row.tenantId === tenantId) ?? rows[0])?.appId;
  }

  async #setRedirectUris(objectId: string, uris: readonly RedirectUriRow[]): Promise<void> {
    await this.#db.deleteFrom("redirectUris").where("applicationObjectId", "=", objectId).execute();
    for (const [position, { uri, platform }] of uris.entries()) {
      const origin = platform === "spa" ? new URL(uri).origin : null;
      await this.#db
        .insertInto("redirectUris")
        .values({ applicationObjectId: objectId, position, platform, uri, origin })
        .execute();
    }
  }
}
