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

/** Some objects of a list, and where the rest begins. */
export interface ObjectPage<Item> {
  readonly items: readonly Item[];
  /** The place of the last item when there are more behind it. */
  readonly next: SearchPosition | undefined;
}

/** The objects of one kind in a tenant; ids in any case. */
export interface ObjectSet<Item, Kind extends SearchKind> {
  find(tenantId: string, id: string): Promise<Item | undefined>;
  page(tenantId: string, page: SearchPage<SearchColumnOf<Kind>>): Promise<ObjectPage<Item>>;
  count(tenantId: string, condition: Condition<SearchColumnOf<Kind>>): Promise<number>;
}

/** A set whose objects are rows of the store. */
export function storedObjects<Item, Kind extends SearchKind>(
  directory: Directory,
  kind: Kind,
  find: (tenantId: string, id: string) => Promise<Item | undefined>,
): ObjectSet<Item, Kind> {
  return {
    find: (tenantId, id) => find(tenantId, id.toLowerCase()),
    async page(tenantId, page) {
      const { search } = directory.read;
      const found = await search.page(kind, tenantId, { ...page, limit: page.limit + 1 });
      return await loadPage(found, page.limit, (id) => find(tenantId, id));
    },
    count: (tenantId, condition) => directory.read.search.count(kind, tenantId, condition),
  };
}

/** Loads the first `limit` of the places; one that was removed meanwhile is left out. */
export async function loadPage<Item>(
  found: readonly SearchPosition[],
  limit: number,
  load: (id: string) => Promise<Item | undefined>,
): Promise<ObjectPage<Item>> {
  const shown = found.slice(0, limit);
  const items: Item[] = [];
  for (const { id } of shown) {
    const item = await load(id);
    if (item !== undefined) items.push(item);
  }
  return { items, next: found.length > limit ? shown.at(-1) : undefined };
}
