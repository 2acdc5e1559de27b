import type { KqlType } from "../compiled.ts";
import type { OfficialGlobals, OfficialLibrary, OfficialNode, OfficialSymbol } from "./official.ts";

/** A column as the official binder names and types it. */
export interface InferredColumn {
  readonly name: string;
  /** Undefined where the binder does not know the type. */
  readonly type: KqlType | undefined;
}

/** What a name refers to, by the official binder. */
export type SymbolKind =
  | "aggregate"
  | "builtin"
  | "column"
  | "function"
  | "other"
  | "table"
  | "variable";

const SCALAR_TYPES: readonly string[] = [
  "bool",
  "datetime",
  "decimal",
  "dynamic",
  "guid",
  "int",
  "long",
  "real",
  "string",
  "timespan",
];

/** What nodes need to read themselves; one per compile. */
export interface TreeContext {
  readonly library: OfficialLibrary;
  readonly globals: OfficialGlobals;
}

/**
 * A node of the bound syntax tree in our terms: children by name, types and symbols as plain values.
 *
 * It wraps the official node and lives only as long as one compile.
 */
export class SyntaxNode {
  readonly kind: string;
  /** Part of the bound body of a user function, whose offsets are not those of the query's text. */
  readonly isInBody: boolean;
  readonly #node: OfficialNode;
  readonly #context: TreeContext;

  constructor(node: OfficialNode, context: TreeContext, isInBody = false) {
    this.isInBody = isInBody;
    this.#node = node;
    this.#context = context;
    this.kind = context.library.kindNames[node.Kind] ?? "Unknown";
  }

  /** Offset of the first character, without what comes before it. */
  get start(): number {
    return this.#node.TextStart;
  }

  get end(): number {
    return this.#node.End;
  }

  /** The child of that name, undefined where absent from the text. */
  child(name: string): SyntaxNode | undefined {
    for (let index = 0; index < this.#node.ChildCount; index += 1) {
      if (this.#node.GetName(index) !== name) continue;
      const found = this.#node.GetChild(index);
      return found === null || found.Width === 0 ? undefined : this.#wrap(found);
    }
    return undefined;
  }

  /** The items of the list child of that name. */
  items(name: string): readonly SyntaxNode[] {
    for (let index = 0; index < this.#node.ChildCount; index += 1) {
      if (this.#node.GetName(index) !== name) continue;
      const list = this.#node.GetChild(index);
      return list === null ? [] : this.#listed(list);
    }
    return [];
  }

  /** All children that are present, with their names. */
  children(): readonly { readonly name: string; readonly node: SyntaxNode }[] {
    const found: { name: string; node: SyntaxNode }[] = [];
    for (let index = 0; index < this.#node.ChildCount; index += 1) {
      const child = this.#node.GetChild(index);
      if (child === null || child.Width === 0) continue;
      found.push({ name: this.#node.GetName(index) ?? "", node: this.#wrap(child) });
    }
    return found;
  }

  get isToken(): boolean {
    return this.#node instanceof this.#context.library.language.Syntax.SyntaxToken;
  }

  get isList(): boolean {
    return this.#node instanceof this.#context.library.language.Syntax.SyntaxList;
  }

  /** A token's text as written. */
  get text(): string {
    return this.#node.Text ?? "";
  }

  /** The text of all tokens, without the space between them. */
  get tokensText(): string {
    if (this.isToken) return this.text;
    return this.children()
      .map(({ node }) => node.tokensText)
      .join("");
  }

  /** A token's text without quotes, escapes and type wrappers. */
  get valueText(): string {
    return this.#node.ValueText ?? "";
  }

  /** The library's own literal value; right only for strings and dynamic text. */
  get literalText(): string | undefined {
    const value = this.#node.LiteralValue;
    return typeof value === "string" ? value : undefined;
  }

  get scalarType(): KqlType | undefined {
    return asScalarType(this.#node.ResultType);
  }

  /** The columns of a tabular or tuple expression, undefined for others and for open schemas. */
  get columns(): readonly InferredColumn[] | undefined {
    const type = this.#node.ResultType;
    const { Symbols } = this.#context.library.language;
    const isColumnar = type instanceof Symbols.TableSymbol || type instanceof Symbols.TupleSymbol;
    if (!isColumnar || type.IsOpen === true) return undefined;
    const columns = (type as OfficialSymbol).Columns;
    if (columns === undefined) return undefined;
    const listed: InferredColumn[] = [];
    for (let index = 0; index < columns.Count; index += 1) {
      const column = columns.getItem(index);
      listed.push({ name: column.Name, type: asScalarType(column.Type) });
    }
    return listed;
  }

  get isTabular(): boolean {
    return this.#node.ResultType instanceof this.#context.library.language.Symbols.TableSymbol;
  }

  get symbolName(): string {
    return this.#node.ReferencedSymbol?.Name ?? "";
  }

  get symbolKind(): SymbolKind | undefined {
    const symbol = this.#node.ReferencedSymbol;
    if (symbol === null || symbol === undefined) return undefined;
    const { Symbols } = this.#context.library.language;
    if (symbol instanceof Symbols.ColumnSymbol) return "column";
    if (symbol instanceof Symbols.TableSymbol) return "table";
    if (symbol instanceof Symbols.VariableSymbol) return "variable";
    if (!(symbol instanceof Symbols.FunctionSymbol)) return "other";
    if (this.#context.globals.IsAggregateFunction(symbol)) return "aggregate";
    return this.#context.globals.IsBuiltInFunction(symbol) ? "builtin" : "function";
  }

  /** The name that the service gives to an unnamed expression; empty where it numbers columns. */
  get resultName(): string {
    const { Binder } = this.#context.library.language.Binding;
    return Binder.GetExpressionResultName(this.#node, "", null) ?? "";
  }

  /** The bound body of the user function that this call invokes. */
  get calledBody(): SyntaxNode | undefined {
    const body = this.#node.GetCalledFunctionBody?.();
    if (body === null || body === undefined) return undefined;
    return new SyntaxNode(body, this.#context, true);
  }

  #wrap(node: OfficialNode): SyntaxNode {
    return new SyntaxNode(node, this.#context, this.isInBody);
  }

  #listed(list: OfficialNode): readonly SyntaxNode[] {
    const { SeparatedElement } = this.#context.library.language.Syntax;
    const items: SyntaxNode[] = [];
    for (let index = 0; index < list.ChildCount; index += 1) {
      const item = list.GetChild(index);
      if (item === null) continue;
      const element = item instanceof SeparatedElement ? item.GetChild(0) : item;
      if (element !== null) items.push(this.#wrap(element));
    }
    return items;
  }
}

function asScalarType(symbol: OfficialSymbol | null | undefined): KqlType | undefined {
  const name = symbol?.Name ?? "";
  return SCALAR_TYPES.includes(name) ? (name as KqlType) : undefined;
}
