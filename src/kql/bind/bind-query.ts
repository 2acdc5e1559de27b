import type { Catalog, Visualization } from "../compiled.ts";
import type { ParsedQuery } from "../parse/parse-query.ts";
import type { SyntaxNode } from "../parse/syntax-node.ts";
import type { Relation } from "../plan/relation.ts";
import { relationPlan } from "./bind-relation.ts";
import { visualizationOf } from "./bind-render.ts";
import { scalarPlan } from "./bind-scalar.ts";
import { binAutoOptions, optionKey } from "./bind-special.ts";
import {
  BindContext,
  type Binders,
  bindRelation,
  bindScalar,
  type Names,
  nameOf,
  need,
} from "./context.ts";
import { typeNamed } from "./operators/sources.ts";

const BINDERS: Binders = {
  relation: relationPlan,
  scalar: scalarPlan,
  statement: bindStatement,
};

/** A query in our own terms. */
export interface BoundQuery {
  readonly relation: Relation;
  readonly visualization: Visualization | undefined;
}

/** Statements that change what a query means; each is refused by its name. */
const STATEMENTS: Readonly<Record<string, string>> = {
  AliasStatement: "statement alias",
  PatternStatement: "statement declare pattern",
  RestrictStatement: "statement restrict",
};

/**
 * Options that steer only where and how fast a cluster works: they change no answer here.
 *
 * Source: learn.microsoft.com/kusto/query/request-properties.
 */
const HARMLESS_OPTIONS: readonly string[] = [
  "client_max_redirect_count",
  "query_consistency",
  "query_fanout_nodes_percent",
  "query_fanout_threads_percent",
  "query_results_cache_force_refresh",
  "query_results_cache_max_age",
  "query_results_cache_per_shard",
  "query_weakconsistency_session_id",
  "request_app_name",
  "request_description",
  "request_user",
];

/**
 * Turns the official tree into our plan.
 *
 * @throws {Failure} `kql/semantic` without exactly one query; `kql/not-supported` by name.
 */
export function bindQuery(parsed: ParsedQuery, catalog: Catalog, text: string): BoundQuery {
  const { root } = parsed;
  const context = new BindContext(catalog, text, parsed.missing, BINDERS);
  const directives = root.items("Directives");
  if (directives.length > 0) throw context.refuse("directive", directives[0]);
  const statements = root
    .items("Statements")
    .filter((statement) => statement.end > statement.start);
  const queries = statements.filter((statement) => statement.kind === "ExpressionStatement");
  const query = queries[0];
  if (query === undefined) throw context.wrong("Query has no tabular expression statement");
  if (queries.length > 1) throw context.refuse("more than one query in a text", queries[1]);
  let names: Names = new Map();
  for (const statement of statements) {
    if (statement !== query) names = bindStatement(statement, names, context);
  }
  const expression = need(query, "Expression");
  // A pipe whose last plugin the binder does not accept has no type there; ours decides.
  const isTable = expression.isTabular || expression.kind === "PipeExpression";
  const relation = isTable
    ? bindRelation(expression, names, context)
    : scalarQuery(expression, names, context);
  context.refuseDoubtful(relation.columns);
  return {
    relation,
    visualization: visualizationOf(expression, context),
  };
}

/** Names after a statement: `let` adds one, `set` a known option, everything else is refused. */
function bindStatement(statement: SyntaxNode, names: Names, context: BindContext): Names {
  if (statement.kind === "QueryParametersStatement") {
    return withParameters(statement, names, context);
  }
  if (statement.kind === "PatternStatement" && statement.child("Pattern") !== undefined) {
    const pattern = nameOf(need(statement, "Name"));
    return new Map([...names, [pattern, { kind: "pattern", declaration: statement, names }]]);
  }
  if (statement.kind === "SetOptionStatement") return withOption(statement, names, context);
  if (statement.kind !== "LetStatement") {
    throw context.refuse(STATEMENTS[statement.kind] ?? `statement ${statement.kind}`, statement);
  }
  const name = nameOf(need(statement, "Name"));
  const value = need(statement, "Expression");
  const added = new Map(names);
  if (value.kind === "FunctionDeclaration") {
    added.set(name, { kind: "function", declaration: value, names });
  } else if (value.isTabular) {
    added.set(name, { kind: "relation", bind: () => bindRelation(value, names, context) });
  } else {
    added.set(name, { kind: "scalar", value: bindScalar(value, { names, columns: [] }, context) });
  }
  return added;
}

/** Options that a function reads; every other one would change the answer in ways of its own. */
function withOption(statement: SyntaxNode, names: Names, context: BindContext): Names {
  const option = nameOf(need(statement, "Name"));
  const value = statement.child("ValueClause")?.child("Expression");
  if (HARMLESS_OPTIONS.includes(option)) return names;
  if (!binAutoOptions.includes(option) || value === undefined) {
    throw context.refuse(`statement set ${option}`, statement);
  }
  const bound = bindScalar(value, { names, columns: [] }, context);
  return new Map(names).set(optionKey(option), { kind: "scalar", value: bound });
}

/** Parameters of the query by their defaults: no request can give them values. */
function withParameters(statement: SyntaxNode, names: Names, context: BindContext): Names {
  const added = new Map(names);
  for (const parameter of statement.items("Parameters")) {
    const declared = need(parameter, "NameAndType");
    const name = nameOf(need(declared, "Name"));
    const byDefault = parameter.child("DefaultValue")?.child("Value");
    if (byDefault === undefined) {
      throw context.refuse(`query parameter ${name} without a default`, parameter);
    }
    const value = bindScalar(byDefault, { names: new Map(), columns: [] }, context);
    const type = typeNamed(context.source(need(declared, "Type")), declared, context);
    if (value.type !== type) {
      throw context.refuse(
        `query parameter ${name} of ${type} by default ${value.type}`,
        parameter,
      );
    }
    added.set(name, { kind: "scalar", value });
  }
  return added;
}

function scalarQuery(node: SyntaxNode, names: Names, context: BindContext): Relation {
  throw context.refuse(`a query that is a ${names.size > 0 ? "value" : "bare value"}`, node);
}
