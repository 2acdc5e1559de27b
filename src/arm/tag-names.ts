import { foldCase } from "../access/index.ts";
import { Failure, limits } from "../base/index.ts";
import type { Directory, PredefinedTagRow, Repositories } from "../storage/index.ts";
import { limitReached } from "./put-resource.ts";
import { checkTags } from "./tags.ts";

/** A value of a tag, and how many have it. */
export interface TagValueUse {
  readonly value: string;
  readonly count: number;
}

/** A name of tags, and how many have a tag of that name. */
export interface TagNameUse {
  readonly name: string;
  readonly count: number;
  readonly values: readonly TagValueUse[];
}

/** The names and values of tags in a subscription, those that are only offered included. */
export interface TagNames {
  /** In the order of their names. */
  list(subscriptionId: string): Promise<readonly TagNameUse[]>;
  /**
   * Offers a name, or a value of a name that is offered.
   * @throws {Failure} `arm/invalid-resource`, `arm/tag-name-not-found`, `arm/limit-reached`.
   */
  put(
    subscriptionId: string,
    name: string,
    value?: string,
  ): Promise<{ readonly use: TagNameUse; readonly isNew: boolean }>;
  /**
   * Offers it no more; false when it was not offered. A name goes when its values are gone.
   * @throws {Failure} `arm/tag-in-use`.
   */
  delete(subscriptionId: string, name: string, value?: string): Promise<boolean>;
}

/** Opens the names of tags of a store. */
export function createTagNames(directory: Directory): TagNames {
  return {
    list: (subscriptionId) => listUses(foldCase(subscriptionId), directory.read),
    put: (subscriptionId, name, value) =>
      directory.write((stores) => offer(foldCase(subscriptionId), name, value, stores)),
    delete: (subscriptionId, name, value) =>
      directory.write((stores) => withdraw(foldCase(subscriptionId), name, value, stores)),
  };
}

/** A name is a row with an empty value, and each of its values a row beside it. */
const NAME_ITSELF = "";

async function offer(
  subscriptionKey: string,
  name: string,
  value: string | undefined,
  stores: Repositories,
): Promise<{ use: TagNameUse; isNew: boolean }> {
  checkTags({ [name]: value ?? "" });
  const nameKey = foldCase(name);
  const rows = await stores.predefinedTags.list(subscriptionKey, nameKey);
  if (value !== undefined && rows.length === 0) {
    throw new Failure("arm/tag-name-not-found", "no such name of tags", { facts: { name } });
  }
  const tagValue = value ?? NAME_ITSELF;
  const isNew = !rows.some((row) => row.tagValue === tagValue);
  if (isNew) {
    const max = limits.arm.predefinedTagsMax;
    if ((await stores.predefinedTags.count(subscriptionKey)) >= max) {
      throw limitReached("names and values of tags", max);
    }
    const row = { subscriptionKey, nameKey, name: rows[0]?.name ?? name, tagValue };
    await stores.predefinedTags.insert(row);
  }
  return { use: await useOf(subscriptionKey, name, stores), isNew };
}

async function withdraw(
  subscriptionKey: string,
  name: string,
  value: string | undefined,
  stores: Repositories,
): Promise<boolean> {
  const nameKey = foldCase(name);
  const rows = await stores.predefinedTags.list(subscriptionKey, nameKey);
  const tagValue = value ?? NAME_ITSELF;
  if (!rows.some((row) => row.tagValue === tagValue)) return false;
  const use = await useOf(subscriptionKey, name, stores);
  const count = value === undefined ? use.count : (findValue(use, value)?.count ?? 0);
  if (count > 0 || (value === undefined && rows.length > 1)) {
    throw new Failure("arm/tag-in-use", "something has it", {
      facts: { what: value === undefined ? name : `${name}' with the value '${value}` },
    });
  }
  await stores.predefinedTags.delete({ subscriptionKey, nameKey, tagValue });
  return true;
}

function findValue({ values }: TagNameUse, value: string): TagValueUse | undefined {
  return values.find((one) => one.value === value);
}

async function useOf(
  subscriptionKey: string,
  name: string,
  stores: Repositories,
): Promise<TagNameUse> {
  const uses = await listUses(subscriptionKey, stores);
  return (
    uses.find((use) => foldCase(use.name) === foldCase(name)) ?? { name, count: 0, values: [] }
  );
}

interface Counted {
  readonly name: string;
  count: number;
  readonly values: Map<string, number>;
}

async function listUses(
  subscriptionKey: string,
  stores: Repositories,
): Promise<readonly TagNameUse[]> {
  const uses = new Map<string, Counted>();
  for (const row of await stores.predefinedTags.list(subscriptionKey)) offerIn(uses, row);
  for await (const tags of everyTags(subscriptionKey, stores)) {
    for (const [name, value] of Object.entries(tags)) {
      const use = useIn(uses, name);
      use.count += 1;
      use.values.set(value, (use.values.get(value) ?? 0) + 1);
    }
  }
  return [...uses.values()]
    .map(({ name, count, values }) => ({
      name,
      count,
      values: [...values].map(([value, used]) => ({ value, count: used })),
    }))
    .sort((left, right) => (foldCase(left.name) < foldCase(right.name) ? -1 : 1));
}

function useIn(uses: Map<string, Counted>, name: string): Counted {
  const key = foldCase(name);
  const use = uses.get(key) ?? { name, count: 0, values: new Map() };
  uses.set(key, use);
  return use;
}

function offerIn(uses: Map<string, Counted>, { name, tagValue }: PredefinedTagRow): void {
  const use = useIn(uses, name);
  if (tagValue !== NAME_ITSELF) use.values.set(tagValue, 0);
}

/** The tags of the subscription, its groups and its resources, page by page. */
async function* everyTags(
  subscriptionKey: string,
  stores: Repositories,
): AsyncGenerator<Readonly<Record<string, string>>> {
  const size = limits.arm.pageSize;
  yield JSON.parse((await stores.subscriptions.find(subscriptionKey))?.tags ?? "{}");
  const lists = [
    (after: string) => stores.resourceGroups.list(subscriptionKey, after, size),
    (after: string) => stores.resources.list({ subscriptionKey }, after, size),
  ];
  for (const list of lists) {
    let after = "";
    for (;;) {
      const rows = await list(after);
      for (const { tags } of rows) yield JSON.parse(tags);
      if (rows.length < size) break;
      after = rows.at(-1)?.key ?? "";
    }
  }
}
