import type { Principal } from "../../http/index.ts";
import type { AnyObject, Identity } from "../../identity/index.ts";
import { renderAny } from "../entities/any-object.ts";
import { basicUserEntity } from "../entities/basic-user.ts";
import { renderSelectedRole } from "../entities/directory-roles.ts";
import type { Selection } from "../odata/select.ts";
import { type Rule, rules } from "../permissions.ts";
import { passes } from "./authorize.ts";

type Shown = Readonly<Record<string, unknown>>;

/** Shows related objects of any type as far as a caller may read each type. */
export interface Reader {
  object(found: AnyObject, selection: Selection): Shown;
  /** Undefined for an id that is none of a role's in the directory. */
  role(id: string, selection: Selection): Shown | undefined;
}

/**
 * What a caller may not read is shown by its type and its id alone.
 *
 * Source: learn.microsoft.com/graph/permissions-overview, limited information returned for
 * inaccessible member objects.
 */
export async function readerOf(principal: Principal, identity: Identity): Promise<Reader> {
  const may = (rule: Rule) => passes(principal, rule, identity);
  const applications = await may(rules.readApplications);
  const readable: Readonly<Record<AnyObject["type"], boolean>> = {
    user: await may(rules.readUsers),
    group: await may(rules.readGroups),
    application: applications,
    servicePrincipal: applications,
  };
  const isBasic = await may(rules.readBasicUsers);
  const isOwn = await may(rules.readMe);
  const isRoles = await may(rules.readRoles);
  return {
    object(found, selection) {
      const { type, item } = found;
      if (readable[type] || (isOwn && item.objectId === principal.objectId)) {
        return renderAny(found, selection);
      }
      if (type === "user" && isBasic) return renderAny(found, selection, basicUserEntity.render);
      return limited(renderAny(found, selection));
    },
    role(id, selection) {
      const shown = renderSelectedRole(id, selection);
      return shown === undefined || isRoles ? shown : limited(shown);
    },
  };
}

function limited(shown: Shown): Shown {
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => {
      const isShown = name === "@odata.type" || name === "id";
      return [name, isShown ? value : Array.isArray(value) ? [] : null];
    }),
  );
}
