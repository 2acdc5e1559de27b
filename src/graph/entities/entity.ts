import type { Identity, ObjectSet, SearchColumnOf, SearchKind } from "../../identity/index.ts";
import {
  declareProperties,
  type EntityDeclaration,
  type PropertyDeclaration,
} from "../odata/declaration.ts";

/** A type of Graph's over objects of the directory. */
export interface Entity<Item, Kind extends SearchKind> extends EntityDeclaration<Kind> {
  objects(identity: Identity): ObjectSet<Item, Kind>;
  /** Every property that has a value. */
  render(item: Item): Readonly<Record<string, unknown>>;
}

/** Milliseconds since 1970 as Graph writes a moment: whole seconds, UTC. */
export function moment(ms: number | undefined): string | null {
  return ms === undefined ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Properties of Graph's that nothing here has a value for: they are null, as in an empty tenant. */
export function unset<Column extends string>(
  names: string,
  isDefault: boolean,
): readonly PropertyDeclaration<Column>[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, isDefault }));
}

export function defineEntity<Item, Kind extends SearchKind>(
  entity: Omit<Entity<Item, Kind>, "properties"> & {
    readonly properties: readonly PropertyDeclaration<SearchColumnOf<Kind>>[];
  },
): Entity<Item, Kind> {
  return { ...entity, properties: declareProperties(entity.properties) };
}
