import type {
  Condition,
  Directory,
  SearchColumns,
  SearchKind,
  SearchPage,
  SearchPosition,
} from "../../storage/index.ts";

/** The columns by which objects of a kind are found. */
export type SearchColumnOf<Kind extends SearchKind> = SearchColumns[Kind] & string;

/** Where objects are read: from the store, or within a write. */
export type ObjectReads = Pick<Directory, "read">;

/** Some objects of a list, and where the rest begins. */
export interface ObjectPage<Item> {
  readonly items: readonly Item[];
  /** The place of the last item when there are more behind it. */
  readonly next: SearchPosition | undefined;
}

/** The objects of one kind in a tenant; ids in any case. */
export interface ObjectSet<Item, Kind extends SearchKind> {
  find(tenantId: string, id: string): Promise<Item | undefined>;
  /** Those of several ids that are there, in any order; ids in lower case. */
  load(tenantId: string, ids: readonly string[]): Promise<readonly Item[]>;
  page(tenantId: string, page: SearchPage<SearchColumnOf<Kind>>): Promise<ObjectPage<Item>>;
  count(tenantId: string, condition: Condition<SearchColumnOf<Kind>>): Promise<number>;
}

/** The objects of ids in lower case that are there, in any order. */
export type LoadObjects<Item> = (
  tenantId: string,
  ids: readonly string[],
) => Promise<readonly Item[]>;

/** A set whose objects are rows of the store. */
export function storedObjects<Item, Kind extends SearchKind>(
  directory: Directory,
  kind: Kind,
  load: LoadObjects<Item>,
  idOf: (item: Item) => string,
): ObjectSet<Item, Kind> {
  return {
    async find(tenantId, id) {
      const [found] = await load(tenantId, [id.toLowerCase()]);
      return found;
    },
    load,
    async page(tenantId, page) {
      const { search } = directory.read;
      const found = await search.page(kind, tenantId, { ...page, limit: page.limit + 1 });
      return await loadPage(found, page.limit, (ids) => load(tenantId, ids), idOf);
    },
    count: (tenantId, condition) => directory.read.search.count(kind, tenantId, condition),
  };
}

/** Loads the first `limit` of the places; one that was removed meanwhile is left out. */
export async function loadPage<Item>(
  found: readonly SearchPosition[],
  limit: number,
  load: (ids: readonly string[]) => Promise<readonly Item[]>,
  idOf: (item: Item) => string,
): Promise<ObjectPage<Item>> {
  const shown = found.slice(0, limit);
  const loaded = await load(shown.map(({ id }) => id));
  const byId = new Map(loaded.map((item) => [idOf(item), item]));
  const items = shown.map(({ id }) => byId.get(id)).filter((item) => item !== undefined);
  return { items, next: found.length > limit ? shown.at(-1) : undefined };
}
