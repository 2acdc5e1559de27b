import { limits, unreachable } from "../../base/index.ts";
import { foldCase } from "../arm-scope.ts";
import { compileOperation } from "../wildcard.ts";
import { type Attribute, type ConditionContext, findAttribute } from "./attributes.ts";
import type { ConditionNode, Operand } from "./condition.ts";
import { invalidCondition, unsupportedCondition } from "./condition-failures.ts";
import {
  type ConditionValue,
  knownButNotEvaluated,
  makeOperators,
  type Operator,
  type ValueType,
} from "./operators.ts";
import { parseCondition } from "./parse-condition.ts";
import { readLiteral } from "./values.ts";

/** Tells whether a condition holds for a request. */
export type CompiledCondition = (context: ConditionContext) => boolean;

/** Undefined stands for what cannot be told, since the request lacks an attribute. */
type Evaluate = (context: ConditionContext) => boolean | undefined;

/** The one version of the language that is supported. Source: the service's documents. */
export const CONDITION_VERSION = "2.0";

/**
 * Understands a condition once, so that it can be asked often.
 *
 * A comparison with an attribute that the request does not have is neither true nor false, nor is its
 * negation; what is not true grants nothing. Assumed: the service says only that the attribute should
 * be there. Operations here have no suboperations, so `SubOperationMatches` is false.
 *
 * @throws {Failure} `access/condition-invalid`, `access/condition-not-supported`.
 */
export function compileCondition(text: string, version: string): CompiledCondition {
  if (version !== CONDITION_VERSION) {
    throw invalidCondition(`its version '${version}' is not ${CONDITION_VERSION}`);
  }
  const evaluate = compile(parseCondition(text), makeOperators());
  return (context) => evaluate(context) === true;
}

function compile(node: ConditionNode, operators: ReadonlyMap<string, Operator>): Evaluate {
  switch (node.kind) {
    case "and":
      return join(
        node.parts.map((part) => compile(part, operators)),
        false,
      );
    case "or":
      return join(
        node.parts.map((part) => compile(part, operators)),
        true,
      );
    case "not": {
      const evaluate = compile(node.part, operators);
      return (context) => {
        const value = evaluate(context);
        return value === undefined ? undefined : !value;
      };
    }
    case "actionMatches": {
      const matches = compileOperation(node.pattern);
      return ({ operation }) => matches(operation);
    }
    case "subOperationMatches":
      return () => false;
    case "exists": {
      const { read } = findAttribute(node.attribute);
      return (context) => read(context) !== undefined;
    }
    case "compare":
      return compileComparison(node, operators);
    default:
      return unreachable(node);
  }
}

/** One part that is `decisive` decides; else what cannot be told keeps the whole from being told. */
function join(parts: readonly Evaluate[], decisive: boolean): Evaluate {
  return (context) => {
    let isKnown = true;
    for (const evaluate of parts) {
      const value = evaluate(context);
      if (value === decisive) return decisive;
      if (value === undefined) isKnown = false;
    }
    return isKnown ? !decisive : undefined;
  };
}

type Comparison = Extract<ConditionNode, { kind: "compare" }>;
type Test = (value: ConditionValue) => boolean;
type Over = (values: readonly ConditionValue[], test: Test) => boolean;

const some: Over = (values, test) => values.some(test);
const every: Over = (values, test) => values.every(test);

const QUANTIFIERS: ReadonlyMap<string, readonly [left: Over, right: Over]> = new Map([
  ["foranyofanyvalues", [some, some]],
  ["forallofanyvalues", [every, some]],
  ["foranyofallvalues", [some, every]],
  ["forallofallvalues", [every, every]],
]);

function compileComparison(node: Comparison, operators: ReadonlyMap<string, Operator>): Evaluate {
  const [before = "", after] = node.operator.split(/:(.*)/s, 2);
  const isQuantified = after !== undefined;
  const quantifier = QUANTIFIERS.get(foldCase(before));
  if (isQuantified && quantifier === undefined) {
    throw invalidCondition(`there is no quantifier '${before}'`);
  }
  const operator = findOperator(after ?? before, operators);
  if (isQuantified && !operator.isQuantifiable) {
    throw unsupportedCondition(`The operator '${node.operator}' in a condition`);
  }
  const left = compileOperand(node.left, operator.type, isQuantified);
  const right = compileOperand(node.right, operator.type, isQuantified);
  refuseManyComparisons(node);
  const [overLeft, overRight] = quantifier ?? [every, every];
  return (context) => {
    const [lefts, rights] = [left(context), right(context)];
    if (lefts === undefined || rights === undefined) return undefined;
    return overLeft(lefts, (one) => overRight(rights, (other) => operator.compare(one, other)));
  };
}

/** Two lists are compared each with each; an attribute has one value. */
function refuseManyComparisons({ left, right }: Comparison): void {
  const max = limits.access.conditionComparisonsMax;
  const [one, other] = [left, right].map((side) =>
    side.kind === "values" ? side.values.length : 1,
  );
  if ((one ?? 1) * (other ?? 1) <= max || left.kind !== right.kind) return;
  throw unsupportedCondition("A comparison of two long lists in a condition");
}

function findOperator(name: string, operators: ReadonlyMap<string, Operator>): Operator {
  const key = foldCase(name);
  const found = operators.get(key);
  if (found !== undefined) return found;
  if (knownButNotEvaluated.some((known) => foldCase(known) === key)) {
    throw unsupportedCondition(`The operator '${name}' in a condition`);
  }
  throw invalidCondition(`there is no operator '${name}'`);
}

type ReadValues = (context: ConditionContext) => readonly ConditionValue[] | undefined;

function compileOperand(operand: Operand, type: ValueType, isQuantified: boolean): ReadValues {
  if (operand.kind === "attribute") return compileAttribute(findAttribute(operand.attribute), type);
  if (operand.isSet && !isQuantified) {
    throw invalidCondition(
      "several values need an operator such as ForAnyOfAnyValues:StringEquals",
    );
  }
  const values = operand.values.map((literal) => readLiteral(literal, type));
  return () => values;
}

function compileAttribute(attribute: Attribute, type: ValueType): ReadValues {
  if (attribute.type !== type) {
    throw invalidCondition(`an attribute of type ${attribute.type} is compared as ${type}`);
  }
  return (context) => {
    const value = attribute.read(context);
    return value === undefined ? undefined : [value];
  };
}
