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
  QueryParametersStatement: "statement declare query_parameters",
  RestrictStatement: "statement restrict",
};

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
  if (!binAutoOptions.includes(option) || value === undefined) {
    throw context.refuse(`statement set ${option}`, statement);
  }
  const bound = bindScalar(value, { names, columns: [] }, context);
  return new Map(names).set(optionKey(option), { kind: "scalar", value: bound });
}

function scalarQuery(node: SyntaxNode, names: Names, context: BindContext): Relation {
  throw context.refuse(`a query that is a ${names.size > 0 ? "value" : "bare value"}`, node);
}
