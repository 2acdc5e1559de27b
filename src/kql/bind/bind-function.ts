import type { SyntaxNode } from "../parse/syntax-node.ts";
import {
  type BindContext,
  type Binding,
  bindRelation,
  bindScalar,
  type Names,
  nameOf,
  need,
  type Scope,
} from "./context.ts";

interface Parameter {
  readonly name: string;
  readonly byDefault: SyntaxNode | undefined;
}

/**
 * A user function's body for one call, with its parameters and inner `let` names bound; `first` is
 * the first argument where it does not stand in the brackets.
 */
export function bodyNames(
  node: SyntaxNode,
  scope: Scope,
  context: BindContext,
  first?: Binding,
): { readonly body: SyntaxNode; readonly names: Names } {
  const name = nameOf(need(node, "Name"));
  const bound = scope.names.get(name);
  const body = node.calledBody;
  if (bound?.kind !== "function" || body === undefined) {
    throw context.refuse(`function ${name}`, node);
  }
  const parameters = parametersOf(bound.declaration);
  const given = node.child("ArgumentList")?.items("Expressions") ?? [];
  let names: Names = new Map([
    ...bound.names,
    ...parameters.map((parameter, index): [string, Binding] => [
      parameter.name,
      first !== undefined && index === 0
        ? first
        : argument(parameter, first === undefined ? index : index - 1, given, scope, context),
    ]),
  ]);
  for (const statement of body.items("Statements")) {
    names = context.binders.statement(statement, names, context);
  }
  return { body, names };
}

function parametersOf(declaration: SyntaxNode): readonly Parameter[] {
  return need(declaration, "Parameters")
    .items("Parameters")
    .map((parameter) => ({
      name: nameOf(need(need(parameter, "NameAndType"), "Name")),
      byDefault: parameter.child("DefaultValue")?.child("Value"),
    }));
}

function argument(
  parameter: Parameter,
  index: number,
  given: readonly SyntaxNode[],
  scope: Scope,
  context: BindContext,
): Binding {
  const isNamed = (node: SyntaxNode): boolean => node.kind === "SimpleNamedExpression";
  const named = given.find(
    (node) => isNamed(node) && nameOf(need(node, "Name")) === parameter.name,
  );
  const place = given[index];
  const positional = place === undefined || isNamed(place) ? undefined : place;
  const value =
    named === undefined ? (positional ?? parameter.byDefault) : need(named, "Expression");
  if (value === undefined) throw context.refuse(`a call without ${parameter.name}`, place);
  if (!value.isTabular) return { kind: "scalar", value: bindScalar(value, scope, context) };
  return { kind: "relation", bind: () => bindRelation(value, scope.names, context) };
}
