export { withColumnsOfRows } from "./columns-of-rows.ts";
export { type Compiler, compile, createCompiler } from "./compile.ts";
export type {
  Catalog,
  CatalogColumn,
  CatalogTable,
  Column,
  CompiledQuery,
  CompileOptions,
  Dialect,
  EngineFunction,
  EngineValue,
  KqlFailureCode,
  KqlType,
  Position,
  SqlParameter,
  Visualization,
} from "./compiled.ts";
export { engineFunctions } from "./functions/table.ts";
