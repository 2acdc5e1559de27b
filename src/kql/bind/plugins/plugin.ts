import type { Column } from "../../compiled.ts";
import type { SyntaxNode } from "../../parse/syntax-node.ts";
import type { Relation } from "../../plan/relation.ts";
import type { BindContext, Names } from "../context.ts";

/** One `evaluate`: the plugin's call, over its input. */
export interface PluginCall {
  /** The call's name and brackets. */
  readonly node: SyntaxNode;
  readonly input: Relation;
  readonly names: Names;
  readonly context: BindContext;
  /** Arguments by position. */
  readonly args: readonly SyntaxNode[];
  /** Arguments that were given by their names. */
  readonly named: ReadonlyMap<string, SyntaxNode>;
  /** The answer's columns, where the query or an earlier question tells them. */
  readonly schema: readonly Column[] | undefined;
  /** The answer's columns as the official parser infers them; undefined where the rows decide. */
  readonly inferred: readonly { readonly name: string }[] | undefined;
}

/** The plan of one plugin. */
export type PluginBinder = (call: PluginCall) => Relation;

/**
 * Thrown where a plugin's columns are decided by rows: `question` asks for them (name, type), and
 * they belong into the query's text at `at`, as the plugin's schema.
 */
export class ColumnsNeeded extends Error {
  readonly question: Relation;
  readonly at: number;

  constructor(question: Relation, at: number) {
    super("the columns of a plugin depend on its rows");
    this.question = question;
    this.at = at;
  }
}

/** Asks for the columns; inside of a function's body there is no place to write them. */
export function askColumns({ node, context }: PluginCall, question: Relation): never {
  if (node.isInBody) {
    throw context.refuse("a plugin whose columns the rows decide, inside of a function", node);
  }
  throw new ColumnsNeeded(question, node.end);
}
