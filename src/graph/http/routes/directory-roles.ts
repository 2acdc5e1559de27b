import { directoryRoleIds } from "../../../identity/index.ts";
import { readBody } from "../../bodies/reader.ts";
import { readReference } from "../../bodies/reference-body.ts";
import {
  directoryRoleNames,
  renderDirectoryRole,
  renderRoleTemplate,
} from "../../entities/directory-roles.ts";
import { type QueryOptions, readQueryOptions } from "../../odata/query-options.ts";
import { propertyNamed, selectOf } from "../../odata/select.ts";
import { rules } from "../../permissions.ts";
import { refuse } from "../../refuse.ts";
import { contextOf } from "../answers.ts";
import type { GraphAnswer, GraphCall } from "../call.ts";
import { relatedByIds, relatedRoutes } from "../related-lists.ts";
import type { Route, RouteDependencies } from "../route.ts";

const TYPE = "directoryRole";

type Rendered = Readonly<Record<string, string | null>>;

interface RoleSet {
  readonly set: "directoryRoles" | "directoryRoleTemplates";
  render(id: string): Rendered;
}

const ROLES: RoleSet = { set: "directoryRoles", render: renderDirectoryRole };
const TEMPLATES: RoleSet = { set: "directoryRoleTemplates", render: renderRoleTemplate };

/**
 * Roles in the directory, all of which are active, and who holds them.
 *
 * Source: learn.microsoft.com/graph/api/resources/directoryrole. Assumed: a role's object has the id
 * of its template; in a real tenant it has one of its own.
 */
export const directoryRoleRoutes: readonly Route[] = [
  ...readingRoutes(ROLES),
  ...readingRoutes(TEMPLATES),
  { method: "POST", path: "directoryroles", rule: rules.changeRoles, run: activate },
  ...relatedRoutes({
    path: "directoryroles/*/members",
    rule: rules.readRoles,
    async find(call, deps) {
      const role = requireRole(call);
      const holders = await deps.identity.objects.holdersOf(call.principal.tenantId, role);
      return relatedByIds(["user", "group", "servicePrincipal"], holders);
    },
  }),
  {
    method: "POST",
    path: "directoryroles/*/members/$ref",
    rule: rules.changeRoles,
    async run(call, { identity }) {
      const { tenantId } = call.principal;
      const roleTemplateId = requireRole(call);
      const principalId = readReference(call.body);
      const holders = await identity.objects.holdersOf(tenantId, roleTemplateId);
      if (holders.includes(principalId)) {
        throw refuse("graph/body-invalid", {
          reason:
            "One or more added object references already exist for the following " +
            "modified properties: 'members'.",
        });
      }
      await identity.assignDirectoryRole({ tenantId, principalId, roleTemplateId });
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: "directoryroles/*/members/*/$ref",
    rule: rules.changeRoles,
    async run(call, deps) {
      const { tenantId } = call.principal;
      const roleTemplateId = requireRole(call);
      const principalId = (call.segments[3] ?? "").toLowerCase();
      await requireHeld(call, deps, roleTemplateId, principalId);
      await deps.identity.unassignDirectoryRole({ tenantId, principalId, roleTemplateId });
      return { status: 204 };
    },
  },
];

function readingRoutes({ set, render }: RoleSet): readonly Route[] {
  const path = set.toLowerCase();
  const rule = rules.readRoles;
  return [
    {
      method: "GET",
      path,
      rule,
      async run(call) {
        const options = readQueryOptions(call.query, ["$select", "$filter"]);
        const shown = selectOf(options, render(""), TYPE);
        const isWanted = filtered(options, render(""));
        const all = Object.keys(directoryRoleNames).map(render).filter(isWanted);
        const context = contextOf(call, set, options.$select?.split(","));
        return {
          status: 200,
          body: { "@odata.context": context, value: all.map((role) => shown(role)) },
        };
      },
    },
    {
      method: "GET",
      path: `${path}/*`,
      rule,
      async run(call) {
        const options = readQueryOptions(call.query, ["$select"]);
        const role = selectOf(options, render(""), TYPE)(render(requireRole(call)));
        const context = `${contextOf(call, set, options.$select?.split(","))}/$entity`;
        return { status: 200, body: { "@odata.context": context, ...role } };
      },
    },
  ];
}

/** `roleTemplateId eq '…'` and the same of other properties; nothing else is filtered by. */
function filtered({ $filter }: QueryOptions, example: Rendered): (role: Rendered) => boolean {
  if ($filter === undefined) return () => true;
  const [, written, text] = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec($filter) ?? [];
  if (written === undefined || text === undefined) {
    throw refuse("graph/query-unsupported", {
      reason: "Roles in the directory are filtered by one property alone, with 'eq' and a text.",
    });
  }
  const name = propertyNamed(written, example, TYPE);
  const wanted = text.replaceAll("''", "'").toLowerCase();
  return (role) => role[name]?.toLowerCase() === wanted;
}

/** Source: learn.microsoft.com/graph/api/directoryrole-post-directoryroles: not twice. */
async function activate(call: GraphCall): Promise<GraphAnswer> {
  const body = readBody(call.body, "directoryRole");
  const id = body.requiredText("roleTemplateId");
  body.requireEnd();
  if (id === undefined) throw body.missing("roleTemplateId");
  if (!isRole(id)) throw body.invalid("roleTemplateId");
  throw refuse("graph/body-invalid", {
    reason:
      "A conflicting object with one or more of the specified property values is present in " +
      "the directory.",
  });
}

const isRole = (id: string): boolean => Object.hasOwn(directoryRoleNames, id.toLowerCase());

/** By id or `(roleTemplateId='…')`, which are the same here. */
function requireRole({ segments }: GraphCall): string {
  const id = segments[1] ?? "";
  if (isRole(id)) return id.toLowerCase();
  throw refuse("graph/not-found", { id });
}

/** Somebody has to be left who may give roles. Source: the directory roles' page of Microsoft Entra. */
async function requireHeld(
  { principal }: GraphCall,
  { identity }: RouteDependencies,
  role: string,
  principalId: string,
): Promise<void> {
  const holders = await identity.objects.holdersOf(principal.tenantId, role);
  if (!holders.includes(principalId)) throw refuse("graph/not-found", { id: principalId });
  if (role !== directoryRoleIds.globalAdministrator || holders.length > 1) return;
  throw refuse("graph/body-invalid", {
    reason: "The last Global Administrator of a tenant cannot be removed.",
  });
}
