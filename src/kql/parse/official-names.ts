import type { OfficialLibrary, OfficialSymbol } from "./official.ts";

/** Every function, aggregate and plugin that the official parser knows. */
export interface OfficialNames {
  readonly functions: readonly string[];
  readonly aggregates: readonly string[];
  readonly plugins: readonly string[];
}

export function officialNames({ language, toArray }: OfficialLibrary): OfficialNames {
  const names = (list: unknown): readonly string[] =>
    toArray<OfficialSymbol>(list).map((symbol) => symbol.Name);
  return {
    functions: names(language.Functions.All),
    aggregates: names(language.Aggregates.All),
    plugins: names(language.PlugIns.All),
  };
}
