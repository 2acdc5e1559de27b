import { limits } from "../../base/index.ts";
import type { Principal } from "../../http/index.ts";
import type { Relation } from "../../identity/index.ts";
import { readSelectOfAny } from "../entities/any-object.ts";
import { appRoleAssignmentEntity } from "../entities/grants.ts";
import type { QueryOptions } from "../odata/query-options.ts";
import { project, readSelect } from "../odata/select.ts";
import { refuse } from "../refuse.ts";
import { readerOf } from "./reader-of.ts";
import type { RouteDependencies } from "./route.ts";

type Shown = Readonly<Record<string, unknown>>;

/** Related objects that an answer shows inside of each object. */
export interface Expansion {
  /** As in the answer: `owners`. */
  readonly name: Relation;
  /** As in `@odata.context`: `owners()` or `owners(id,displayName)`. */
  readonly context: string;
  /** Shows related objects, by their ids. */
  load(
    deps: RouteDependencies,
    principal: Principal,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Shown>>;
}

/** Source: the relations of each type in Microsoft Graph v1.0; others are refused by name. */
const RELATIONS: Readonly<Record<string, readonly Relation[]>> = {
  applications: ["owners"],
  groups: ["members", "owners"],
  servicePrincipals: ["owners", "appRoleAssignments", "appRoleAssignedTo"],
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
  const own = Object.hasOwn(RELATIONS, set) ? RELATIONS[set] : undefined;
  const name = own?.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (name === undefined) {
    throw refuse("graph/feature-unsupported", { feature: `$expand=${$expand} of ${set}` });
  }
  const isAssignments = name === "appRoleAssignments" || name === "appRoleAssignedTo";
  return isAssignments ? assignments(name, options) : objects(name, options);
}

function objects(name: Relation, options: QueryOptions): Expansion {
  const selection = readSelectOfAny(options);
  return {
    name,
    context: `${name}(${options.$select ?? ""})`,
    async load({ identity }, principal, ids) {
      const found = await identity.objects.loadAny(principal.tenantId, ids);
      const reader = await readerOf(principal, identity);
      return new Map(found.map((one) => [one.item.objectId, reader.object(one, selection)]));
    },
  };
}

function assignments(name: Relation, options: QueryOptions): Expansion {
  const entity = appRoleAssignmentEntity;
  const selection = readSelect(options, entity);
  return {
    name,
    context: `${name}(${selection?.join(",") ?? ""})`,
    async load({ identity }, { tenantId }, ids) {
      const found = await entity.objects(identity).load(tenantId, ids);
      return new Map(
        found.map((one) => [one.id, project(entity.render(one), selection, entity)] as const),
      );
    },
  };
}

/** Objects by their ids with what their expansion found, which is read for all of them at once. */
export async function expandAll(
  shown: readonly { readonly id: string; readonly object: Shown }[],
  expansion: Expansion | undefined,
  deps: RouteDependencies,
  principal: Principal,
): Promise<readonly Shown[]> {
  if (expansion === undefined) return shown.map(({ object }) => object);
  const { name } = expansion;
  const related = await deps.identity.objects.firstRelated(
    name,
    shown.map(({ id }) => id),
    limits.graph.expandedObjectsMax,
  );
  const all = [...new Set([...related.values()].flat())];
  const loaded = await expansion.load(deps, principal, all);
  return shown.map(({ id, object }) => ({
    ...object,
    [name]: (related.get(id) ?? [])
      .map((one) => loaded.get(one))
      .filter((one) => one !== undefined),
  }));
}
