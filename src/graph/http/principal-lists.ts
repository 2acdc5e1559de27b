import { readSelectOfAny, renderAny } from "../entities/any-object.ts";
import { readQueryOptions, readTop } from "../odata/query-options.ts";
import { readSkipToken, writeSkipToken } from "../odata/skip-token.ts";
import { contextOf, nextLink } from "./answers.ts";
import type { GraphAnswer, GraphCall } from "./call.ts";
import type { RouteDependencies } from "./route.ts";

/** Object ids behind one, in their order, `limit` at most. */
export type ReadIds = (after: string, limit: number) => Promise<readonly string[]>;

/** Answers objects of several types in the order of their ids, a page at a time. */
export async function answerPrincipals(
  call: GraphCall,
  { identity }: RouteDependencies,
  readIds: ReadIds,
): Promise<GraphAnswer> {
  const options = readQueryOptions(call.query, ["$select", "$top", "$skiptoken"]);
  const selection = readSelectOfAny(options);
  const limit = readTop(options);
  const list = [...call.segments, call.cast ?? ""].join("/");
  const token = options.$skiptoken;
  const after = token === undefined ? "" : readSkipToken(list, token).id;
  const ids = await readIds(after, limit + 1);
  const shown = ids.slice(0, limit);
  const loaded = await identity.objects.loadAny(call.principal.tenantId, shown);
  // A page of a cast list may be short, or empty: its link leads on.
  const found = loaded.filter(({ type }) => call.cast === undefined || type === call.cast);
  const last = shown.at(-1) ?? "";
  const link =
    ids.length > limit
      ? { "@odata.nextLink": nextLink(call, writeSkipToken(list, { value: last, id: last })) }
      : {};
  return {
    status: 200,
    body: {
      "@odata.context": contextOf(
        call,
        call.cast === undefined ? "directoryObjects" : `${call.cast}s`,
      ),
      ...link,
      value: found.map((one) => {
        const { "@odata.type": type, ...rest } = renderAny(one, selection);
        return call.cast === undefined ? { "@odata.type": type, ...rest } : rest;
      }),
    },
  };
}

/** A page of ids that are all known. */
export function idsOf(ids: readonly string[]): ReadIds {
  const sorted = [...ids].sort();
  return async (after, limit) => sorted.filter((id) => id > after).slice(0, limit);
}
