import { Failure, limits } from "../base/index.ts";
import { type BoundQuery, bindQuery } from "./bind/bind-query.ts";
import { ColumnsNeeded } from "./bind/plugins/plugin.ts";
import type { Catalog, CompiledQuery, CompileOptions } from "./compiled.ts";
import { emitDuckdb } from "./emit/duckdb.ts";
import { globalsFor } from "./parse/globals.ts";
import { loadLibrary } from "./parse/load-library.ts";
import type { OfficialGlobals, OfficialLibrary } from "./parse/official.ts";
import { type ParsedQuery, parseQuery } from "./parse/parse-query.ts";
import { cutToTimespan } from "./plan/rewrite/timespan.ts";

/** Compiles queries and remembers the plans. */
export interface Compiler {
  /** As `compile`, with plans kept by text, catalog and options. */
  compile(text: string, catalog: Catalog, options: CompileOptions): CompiledQuery;
}

/** Catalogs whose binding state is kept; each holds some megabytes. */
const CATALOGS_MAX = 16;

/** The official parser, loaded at the first compile of the process and shared from then on. */
const library: () => OfficialLibrary = once(loadLibrary);

function once<Value>(make: () => Value): () => Value {
  const made: { value?: Value } = {};
  return () => {
    made.value ??= make();
    return made.value;
  };
}

/**
 * Compiles one KQL query to SQL.
 *
 * @throws {Failure} `kql/syntax`, `kql/semantic`, `kql/not-supported` or `kql/too-long`
 * (compiled.ts lists their facts).
 */
export function compile(text: string, catalog: Catalog, options: CompileOptions): CompiledQuery {
  return compileWith(() => globalsFor(library(), catalog), text, catalog, options);
}

/** A compiler with bounded memories: plans, and the parser's state for each catalog. */
export function createCompiler(): Compiler {
  const plans = new Map<string, CompiledQuery>();
  const catalogs = new Map<string, OfficialGlobals>();
  return {
    compile(text, catalog, options) {
      const identity = identityOf(catalog);
      const key = JSON.stringify([identity, options.dialect, options.hasTimespan, text]);
      return remembered(plans, limits.query.compiledPlansMax, key, () =>
        compileWith(
          () => remembered(catalogs, CATALOGS_MAX, identity, () => globalsFor(library(), catalog)),
          text,
          catalog,
          options,
        ),
      );
    },
  };
}

/** Two workspaces may count versions alike; where their tables stand tells them apart. */
function identityOf(catalog: Catalog): string {
  const sources = catalog.tables.map(
    (table) => `${table.name} ${table.source.schema} ${table.source.table}`,
  );
  return JSON.stringify([catalog.version, sources]);
}

/** The least recently used entry makes room. */
function remembered<Value>(
  memory: Map<string, Value>,
  max: number,
  key: string,
  make: () => Value,
): Value {
  const value = memory.get(key) ?? make();
  memory.delete(key);
  memory.set(key, value);
  const oldest = memory.keys().next();
  if (memory.size > max && oldest.done !== true) memory.delete(oldest.value);
  return value;
}

function compileWith(
  globals: () => OfficialGlobals,
  text: string,
  catalog: Catalog,
  options: CompileOptions,
): CompiledQuery {
  const max = limits.query.textCharactersMax;
  if (text.length > max) {
    throw new Failure("kql/too-long", "the query is too long", {
      facts: { characters: String(text.length), max: String(max) },
    });
  }
  try {
    const bound = bindOrAsk(parseQuery(library(), globals(), text), catalog, text);
    const relation = options.hasTimespan ? cutToTimespan(bound.relation) : bound.relation;
    const { sql, parameters } = emitDuckdb(relation);
    const columns = relation.columns.map(({ name, type }) => ({ name, type }));
    const { visualization, asksColumnsAt } = bound;
    return { sql, parameters, columns, visualization, asksColumnsAt };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const construct = "nesting this deep";
    throw new Failure("kql/not-supported", `${construct} is not supported`, {
      facts: { construct },
      cause,
    });
  }
}

/** The query; or the question for its columns, where its rows decide them. */
function bindOrAsk(
  parsed: ParsedQuery,
  catalog: Catalog,
  text: string,
): BoundQuery & { readonly asksColumnsAt: number | undefined } {
  try {
    return { ...bindQuery(parsed, catalog, text), asksColumnsAt: undefined };
  } catch (cause) {
    if (!(cause instanceof ColumnsNeeded)) throw cause;
    return { relation: cause.question, visualization: undefined, asksColumnsAt: cause.at };
  }
}
