export { type Compiler, compile, createCompiler } from "./compile.ts";
export type {
  Catalog,
  CatalogColumn,
  CatalogTable,
  Column,
  CompiledQuery,
  CompileOptions,
  Dialect,
  EngineValue,
  KqlFailureCode,
  KqlType,
  Position,
  SqlParameter,
  Visualization,
} from "./compiled.ts";
