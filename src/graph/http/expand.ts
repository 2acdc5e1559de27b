import { limits } from "../../base/index.ts";
import { readSelectOfAny, renderAny } from "../entities/any-object.ts";
import { appRoleAssignmentEntity } from "../entities/grants.ts";
import type { QueryOptions } from "../odata/query-options.ts";
import { project, readSelect, type Selection } from "../odata/select.ts";
import { refuse } from "../refuse.ts";
import type { RouteDependencies } from "./route.ts";

/** Related objects that an answer shows inside of each object. */
export interface Expansion {
  /** As in the answer: `owners`. */
  readonly name: string;
  /** As in `@odata.context`: `owners()` or `owners(id,displayName)`. */
  readonly context: string;
  read(
    deps: RouteDependencies,
    tenantId: string,
    objectId: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

type ReadIds = (
  deps: RouteDependencies,
  tenantId: string,
  id: string,
) => Promise<readonly string[]>;

const max = limits.graph.expandedObjectsMax;

const owners: ReadIds = ({ identity }, _tenantId, id) => identity.objects.ownersOf(id);

const members: ReadIds = ({ identity }, _tenantId, groupId) =>
  identity.objects.membersOf({ groupId, isTransitive: false, after: "", limit: max });

/** Source: the relations of each type in Microsoft Graph v1.0; others are refused by name. */
const RELATIONS: Readonly<Record<string, Readonly<Record<string, ReadIds>>>> = {
  applications: { owners },
  groups: { members, owners },
  servicePrincipals: { owners },
};

/** One relation, with properties to select of it or without. */
const EXPAND = /^\s*(\w+)\s*(?:\(\s*\$?select\s*=\s*([\w\s,]+)\))?\s*$/i;

/**
 * Reads `$expand`, which names one relation here as in the directory's own lists.
 *
 * @throws {Failure} `graph/feature-unsupported`, `graph/property-unknown`.
 */
export function readExpand({ $expand }: QueryOptions, set: string): Expansion | undefined {
  if ($expand === undefined) return undefined;
  const [, asked = "", select] = EXPAND.exec($expand) ?? [];
  const options = select === undefined ? {} : { $select: select };
  const relation = Object.entries(RELATIONS[set] ?? {}).find(
    ([name]) => name.toLowerCase() === asked.toLowerCase(),
  );
  const isAssignments = set === "servicePrincipals" && asked.toLowerCase() === "approleassignments";
  if (relation === undefined && !isAssignments) {
    throw refuse("graph/feature-unsupported", { feature: `$expand=${$expand} of ${set}` });
  }
  if (relation === undefined) return assignments(options);
  const [name, readIds] = relation;
  const selection = readSelectOfAny(options);
  return {
    name,
    context: `${name}(${select ?? ""})`,
    async read(deps, tenantId, objectId) {
      const ids = (await readIds(deps, tenantId, objectId)).slice(0, max);
      const found = await deps.identity.objects.loadAny(tenantId, ids);
      return found.map((one) => renderAny(one, selection));
    },
  };
}

function assignments(options: QueryOptions): Expansion {
  const entity = appRoleAssignmentEntity;
  const selection: Selection = readSelect(options, entity);
  return {
    name: "appRoleAssignments",
    context: `appRoleAssignments(${selection?.join(",") ?? ""})`,
    async read({ identity }, tenantId, principalId) {
      const { items } = await entity.objects(identity).page(tenantId, {
        condition: { kind: "compare", column: "principalId", operator: "eq", value: principalId },
        order: { column: "id", isDescending: false },
        after: undefined,
        limit: max,
      });
      return items.map((item) => project(entity.render(item), selection, entity));
    },
  };
}

/** An object with what its expansion found. */
export async function expanded(
  object: Readonly<Record<string, unknown>>,
  expansion: Expansion | undefined,
  deps: RouteDependencies,
  place: { readonly tenantId: string; readonly objectId: string },
): Promise<Readonly<Record<string, unknown>>> {
  if (expansion === undefined) return object;
  const { tenantId, objectId } = place;
  return { ...object, [expansion.name]: await expansion.read(deps, tenantId, objectId) };
}
