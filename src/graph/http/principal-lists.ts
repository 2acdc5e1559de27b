import { readSelectOfAny } from "../entities/any-object.ts";
import { type QueryOptions, readCount, readQueryOptions, readTop } from "../odata/query-options.ts";
import { readSkipToken, writeSkipToken } from "../odata/skip-token.ts";
import { contextOf, listOf, nextLink } from "./answers.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import { readerOf } from "./reader-of.ts";
import type { RouteDependencies } from "./route.ts";

/** Object ids behind one, in their order, `limit` at most. */
export type ReadIds = (after: string, limit: number) => Promise<readonly string[]>;

/** Answers objects of several types in the order of their ids, a page at a time. */
export async function answerPrincipals(
  call: GraphCall,
  { identity }: RouteDependencies,
  readIds: ReadIds,
  countAll: () => Promise<number>,
): Promise<GraphAnswer> {
  const options = readQueryOptions(call.query, ["$select", "$top", "$skiptoken", "$count"]);
  const isCounted = readCount(options) && call.isEventual;
  const selection = readSelectOfAny(options);
  const { shown, link } = await readPage(call, options, readIds);
  const loaded = await identity.objects.loadAny(call.principal.tenantId, shown);
  const reader = await readerOf(call.principal, identity);
  const byId = new Map(loaded.map((one) => [one.item.objectId, reader.object(one, selection)]));
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(call, "directoryObjects"),
      ...(isCounted && { "@odata.count": await countAll() }),
      ...link,
      value: shown
        .map((id) => byId.get(id) ?? reader.role(id, selection))
        .filter((one) => one !== undefined),
    },
  };
}

/**
 * Answers the addresses of the objects alone.
 *
 * Assumed: the plain address of a directory object, which may be sent back; the service writes
 * another form of it.
 */
export async function answerReferences(call: GraphCall, readIds: ReadIds): Promise<GraphAnswer> {
  const options = readQueryOptions(call.query, ["$top", "$skiptoken"]);
  const { shown, link } = await readPage(call, options, readIds);
  const home = `${call.origin}/${call.version}/directoryObjects`;
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(call, "Collection($ref)"),
      ...link,
      value: shown.map((id) => ({ "@odata.id": `${home}/${id}` })),
    },
  };
}

async function readPage(call: GraphCall, options: QueryOptions, readIds: ReadIds) {
  const limit = readTop(options);
  const list = listOf(call);
  const token = options.$skiptoken;
  const after = token === undefined ? "" : readSkipToken(list, token).id;
  const ids = await readIds(after, limit + 1);
  const shown = ids.slice(0, limit);
  const last = shown.at(-1) ?? "";
  const link =
    ids.length > limit
      ? { "@odata.nextLink": nextLink(call, writeSkipToken(list, { value: last, id: last })) }
      : {};
  return { shown, link };
}
