import type { Catalog, CompiledQuery } from "../../kql/index.ts";
import type { QueryCompiler } from "../../monitor/index.ts";
import type { EngineThread } from "./engine-thread.ts";
import { CATALOG_NEEDED, type SentCatalog } from "./log-engine-protocol.ts";

/** Compiles on the engine's thread; a catalog is sent once, and again when it was forgotten. */
export function remoteCompiler(thread: EngineThread): QueryCompiler {
  const numbers = new WeakMap<Catalog, number>();
  let last = 0;
  return {
    async compile(text, catalog, options) {
      const known = numbers.get(catalog);
      const send = (sent: SentCatalog): Promise<CompiledQuery | typeof CATALOG_NEEDED> =>
        thread.call("compile", [text, sent, options]);
      const first =
        known === undefined ? CATALOG_NEEDED : await send({ number: known, catalog: undefined });
      if (first !== CATALOG_NEEDED) return first;
      last += 1;
      numbers.set(catalog, last);
      return (await send({ number: last, catalog })) as CompiledQuery;
    },
  };
}
