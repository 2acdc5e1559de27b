import type { Catalog } from "../compiled.ts";
import type { OfficialGlobals, OfficialLibrary } from "./official.ts";

/** The official binder's view of a catalog; costly with hundreds of tables, so kept per version. */
export function globalsFor(library: OfficialLibrary, catalog: Catalog): OfficialGlobals {
  const { Symbols, GlobalState } = library.language;
  const tables = catalog.tables.map(
    (table) =>
      new Symbols.TableSymbol.$ctor4(
        table.name,
        table.columns.map(
          (column) =>
            new Symbols.ColumnSymbol(
              column.name,
              Symbols.ScalarTypes.GetSymbol(column.type),
              null,
              null,
              null,
              null,
            ),
        ),
      ),
  );
  const database = new Symbols.DatabaseSymbol.ctor("workspace", tables);
  const globals = GlobalState.Default.WithCluster(
    new Symbols.ClusterSymbol.ctor("local", [database]),
  ).WithDatabase(database);
  return globals
    .WithParseOptions(globals.ParseOptions.WithAlwaysProduceEndTokens(true))
    .WithCache();
}
