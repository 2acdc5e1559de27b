import { type RawBuilder, sql } from "kysely";
import { type HasCondition, type SearchLayout, startsWithSql } from "./condition-sql.ts";
import { deletedLayout } from "./deleted-layout.ts";

/** Of objects that are there. */
interface LiveColumns {
  readonly users:
    | "id"
    | "userPrincipalName"
    | "displayName"
    | "mail"
    | "accountEnabled"
    | "createdDateTime";
  readonly applications: "id" | "appId" | "displayName" | "signInAudience" | "createdDateTime";
  readonly servicePrincipals:
    | "id"
    | "appId"
    | "displayName"
    | "accountEnabled"
    | "appRoleAssignmentRequired"
    | "servicePrincipalType";
  readonly groups:
    | "id"
    | "displayName"
    | "mailNickname"
    | "securityEnabled"
    | "mailEnabled"
    | "createdDateTime";
  readonly delegatedGrants: "id" | "clientId" | "resourceId" | "principalId" | "consentType";
  readonly appRoleAssignments: "id" | "principalId" | "resourceId" | "appRoleId";
}

/** Of objects that were deleted and may come back. */
interface DeletedColumns {
  readonly deletedUsers: LiveColumns["users"] | "deletedDateTime";
  readonly deletedApplications: LiveColumns["applications"] | "deletedDateTime";
  readonly deletedServicePrincipals: LiveColumns["servicePrincipals"] | "deletedDateTime";
}

/** The columns that objects of each kind are found by. */
export interface SearchColumns extends LiveColumns, DeletedColumns {}

export type SearchKind = keyof SearchColumns;

/** Whether an element is as asked. */
const isAsked = (
  element: RawBuilder<unknown>,
  { match, value }: HasCondition,
): RawBuilder<boolean> =>
  match === "equal" ? sql`${element} = ${value}` : startsWithSql(element, value);

/** Whether a tag among an object's details is as asked; details kept earlier have no keys yet. */
const hasTag = (details: RawBuilder<unknown>, has: HasCondition): RawBuilder<boolean> =>
  sql`exists (select 1 from json_each(
      coalesce(json_extract(${details}, '$.tagKeys'), json_extract(${details}, '$.tags'))) t
    where ${isAsked(sql`lower(t."value")`, has)})`;

const ref = (name: string): RawBuilder<unknown> => sql.ref(name);

/** Groups that an object is in, itself or by groups inside; both from the group's side. */
const memberships = (id: RawBuilder<unknown>): SearchLayout["collections"] => ({
  memberOf: ({ value }) =>
    sql`${id} in (select "memberId" from "groupMembers" where "groupId" = ${value})`,
  transitiveMemberOf: ({ value }) => sql`${id} in (
    with recursive inside(id) as (
      select "memberId" from "groupMembers" where "groupId" = ${value}
      union
      select m."memberId" from "groupMembers" m join inside on m."groupId" = inside.id
    ) select id from inside)`,
});

const users: SearchLayout<SearchColumns["users"]> = {
  table: sql.table("users"),
  id: ref("users.objectId"),
  tenantId: ref("users.tenantId"),
  columns: {
    id: ref("users.objectId"),
    userPrincipalName: ref("users.upnKey"),
    displayName: ref("users.displayNameKey"),
    mail: ref("users.mailKey"),
    accountEnabled: ref("users.isEnabled"),
    createdDateTime: ref("users.createdAt"),
  },
  collections: memberships(ref("users.objectId")),
};

const applications: SearchLayout<SearchColumns["applications"]> = {
  table: sql.table("applications"),
  id: ref("applications.objectId"),
  tenantId: ref("applications.tenantId"),
  columns: {
    id: ref("applications.objectId"),
    appId: ref("applications.appId"),
    displayName: ref("applications.displayNameKey"),
    signInAudience: sql`lower(${ref("applications.signInAudience")})`,
    createdDateTime: ref("applications.createdAt"),
  },
  collections: {
    identifierUris: (has) =>
      sql`applications."objectId" in (select u."applicationObjectId" from "identifierUris" u
        where ${isAsked(sql`lower(u."uri")`, has)})`,
    tags: (has) => hasTag(sql`"applications"."details"`, has),
  },
};

const servicePrincipals: SearchLayout<SearchColumns["servicePrincipals"]> = {
  table: sql.table("servicePrincipals"),
  id: ref("servicePrincipals.objectId"),
  tenantId: ref("servicePrincipals.tenantId"),
  columns: {
    id: ref("servicePrincipals.objectId"),
    appId: ref("servicePrincipals.appId"),
    displayName: ref("servicePrincipals.displayNameKey"),
    accountEnabled: ref("servicePrincipals.isEnabled"),
    appRoleAssignmentRequired: ref("servicePrincipals.requiresAssignment"),
    servicePrincipalType: sql`case when exists (select 1 from "managedIdentities" m
      where m."objectId" = "servicePrincipals"."objectId")
      then 'managedidentity' else 'application' end`,
  },
  collections: {
    ...memberships(ref("servicePrincipals.objectId")),
    servicePrincipalNames(has) {
      const appId = ref("servicePrincipals.appId");
      const byUri = sql`select a."appId" from "identifierUris" u
        join "applications" a on a."objectId" = u."applicationObjectId"
        where ${isAsked(sql`lower(u."uri")`, has)}`;
      return has.match === "equal"
        ? sql`${appId} in (select ${has.value} union all ${byUri})`
        : sql`(${isAsked(appId, has)} or ${appId} in (${byUri}))`;
    },
    // A registration's tags are those of its service principals as well.
    tags: (has) =>
      sql`(${hasTag(sql`"servicePrincipals"."details"`, has)} or exists (
        select 1 from "applications" a where a."appId" = "servicePrincipals"."appId"
        and ${hasTag(sql`a."details"`, has)}))`,
  },
};

const groups: SearchLayout<SearchColumns["groups"]> = {
  table: sql.table("groups"),
  id: ref("groups.objectId"),
  tenantId: ref("groups.tenantId"),
  columns: {
    id: ref("groups.objectId"),
    displayName: ref("groups.displayNameKey"),
    mailNickname: ref("groups.mailNicknameKey"),
    securityEnabled: ref("groups.isSecurityEnabled"),
    mailEnabled: sql`0`,
    createdDateTime: ref("groups.createdAt"),
  },
  // Groups of Microsoft 365 and dynamic ones are not made here.
  collections: { ...memberships(ref("groups.objectId")), groupTypes: () => sql`1 = 0` },
};

const delegatedGrants: SearchLayout<SearchColumns["delegatedGrants"]> = {
  table: sql.table("delegatedGrants"),
  id: ref("delegatedGrants.id"),
  tenantId: ref("delegatedGrants.tenantId"),
  columns: {
    id: ref("delegatedGrants.id"),
    clientId: ref("delegatedGrants.clientId"),
    resourceId: ref("delegatedGrants.resourceId"),
    principalId: ref("delegatedGrants.principalId"),
    consentType: sql`case when "delegatedGrants"."principalId" is null
      then 'allprincipals' else 'principal' end`,
  },
  collections: {},
};

const appRoleAssignments: SearchLayout<SearchColumns["appRoleAssignments"]> = {
  table: sql.table("appRoleAssignments"),
  id: ref("appRoleAssignments.id"),
  tenantId: ref("appRoleAssignments.tenantId"),
  columns: {
    id: ref("appRoleAssignments.id"),
    principalId: ref("appRoleAssignments.principalId"),
    resourceId: ref("appRoleAssignments.resourceId"),
    appRoleId: ref("appRoleAssignments.appRoleId"),
  },
  collections: {},
};

export const layouts: { readonly [Kind in SearchKind]: SearchLayout<SearchColumns[Kind]> } = {
  users,
  applications,
  servicePrincipals,
  groups,
  delegatedGrants,
  appRoleAssignments,
  deletedUsers: deletedLayout(users, "user", {
    // As `deletedUserName` of the identity room writes it.
    columns: { userPrincipalName: sql`replace(users."objectId", '-', '') || users."upnKey"` },
    collections: {},
  }),
  deletedApplications: deletedLayout(applications, "application", {
    columns: {},
    collections: {
      identifierUris: (has) => hasElement("applications", "identifierUris", has),
      tags: (has) => hasTag(shownOf("applications", "details"), has),
    },
  }),
  deletedServicePrincipals: deletedLayout(servicePrincipals, "servicePrincipal", {
    columns: { servicePrincipalType: sql`lower(${shownOf("servicePrincipals", "kind")})` },
    collections: {
      servicePrincipalNames: (has) =>
        sql`(${isAsked(ref("servicePrincipals.appId"), has)} or
          ${hasElement("servicePrincipals", "identifierUris", has)})`,
      tags: (has) =>
        sql`(${hasTag(shownOf("servicePrincipals", "details"), has)} or
          ${hasTag(shownOf("servicePrincipals", "registered"), has)})`,
    },
  }),
};

/** What was shown of a deleted object last. */
function shownOf(table: string, property: string): RawBuilder<unknown> {
  return sql`json_extract(${sql.ref(`${table}.shown`)}, ${`$.${property}`})`;
}

function hasElement(table: string, property: string, has: HasCondition): RawBuilder<boolean> {
  return sql`exists (select 1 from json_each(${sql.ref(`${table}.shown`)}, ${`$.${property}`}) e
    where ${isAsked(sql`lower(e."value")`, has)})`;
}
