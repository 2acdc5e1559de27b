/**
 * The part of `@kusto/language-service-next` 12.4.1 that this room uses, as we see it.
 *
 * The package's own typings are ambient globals of 34,000 lines; these few shapes keep its objects
 * inside `parse/`. Overload suffixes (`$ctorN`) belong to the pinned version.
 */
export interface OfficialList<Item> {
  readonly Count: number;
  getItem(index: number): Item;
}

export interface OfficialSymbol {
  readonly Name: string;
  readonly Columns?: OfficialList<{ readonly Name: string; readonly Type: OfficialSymbol }>;
  readonly IsOpen?: boolean;
}

export interface OfficialNode {
  readonly Kind: number;
  readonly TextStart: number;
  readonly End: number;
  readonly Width: number;
  readonly ChildCount: number;
  readonly ReferencedSymbol?: OfficialSymbol | null;
  readonly ResultType?: OfficialSymbol | null;
  readonly LiteralValue?: unknown;
  readonly Text?: string;
  readonly ValueText?: string;
  readonly Count?: number;
  GetChild(index: number): OfficialNode | null;
  GetName(index: number): string | null;
  getItem?(index: number): OfficialNode;
  GetCalledFunctionBody?(): OfficialNode | null;
  GetContainedDiagnostics(): unknown;
  GetContainedSyntaxDiagnostics(): unknown;
}

export interface OfficialTree {
  readonly Root: OfficialNode;
  /** Whether the binder will look at it: trees deeper than 500 nodes are left unbound. */
  IsSafeToRecurse(globals: OfficialGlobals): boolean;
}

export interface OfficialDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Start: number;
  readonly Length: number;
  readonly Message: string;
}

/** Schema and options of a bind; opaque to us. */
export interface OfficialGlobals {
  readonly ParseOptions: { WithAlwaysProduceEndTokens(always: boolean): unknown };
  WithCluster(cluster: unknown): OfficialGlobals;
  WithDatabase(database: unknown): OfficialGlobals;
  WithParseOptions(options: unknown): OfficialGlobals;
  WithCache(): OfficialGlobals;
  IsAggregateFunction(symbol: OfficialSymbol): boolean;
  IsBuiltInFunction(symbol: OfficialSymbol): boolean;
}

type Constructor<Arguments extends readonly unknown[], Made> = new (...values: Arguments) => Made;
type Marker = abstract new (...values: never[]) => object;

export interface OfficialLanguage {
  readonly GlobalState: { readonly Default: OfficialGlobals };
  readonly Functions: { readonly All: unknown };
  readonly Aggregates: { readonly All: unknown };
  readonly PlugIns: { readonly All: unknown };
  readonly Utils: { readonly CancellationToken: Constructor<[], unknown> };
  readonly Parsing: {
    readonly TokenParser: { ParseTokens(text: string, options: unknown): unknown };
    readonly QueryParser: { ParseQuery(tokens: unknown, start: number, options: unknown): unknown };
  };
  readonly Binding: {
    readonly LocalBindingCache: Constructor<[], unknown>;
    readonly Binder: {
      TryBind(
        tree: unknown,
        globals: OfficialGlobals,
        cache: unknown,
        scope: null,
        cancellation: unknown,
      ): boolean;
      GetExpressionResultName(node: OfficialNode, fallback: string, row: null): string | null;
    };
  };
  readonly Syntax: {
    readonly SyntaxKind: Readonly<Record<string, unknown>>;
    readonly SyntaxTree: Constructor<[unknown], OfficialTree>;
    readonly SyntaxToken: Marker;
    readonly SyntaxList: Marker;
    readonly SeparatedElement: Marker;
  };
  readonly Symbols: {
    readonly ScalarTypes: { GetSymbol(name: string): OfficialSymbol };
    readonly ColumnSymbol: Constructor<[string, OfficialSymbol, null, null, null, null], object>;
    readonly TableSymbol: Marker & {
      readonly $ctor4: Constructor<[string, readonly unknown[]], unknown>;
    };
    readonly TupleSymbol: Marker;
    readonly VariableSymbol: Marker;
    readonly ParameterSymbol?: Marker;
    readonly FunctionSymbol: Marker;
    readonly DatabaseSymbol: {
      readonly ctor: Constructor<[string, readonly unknown[]], unknown>;
    };
    readonly ClusterSymbol: { readonly ctor: Constructor<[string, readonly unknown[]], unknown> };
  };
}

/** The loaded package. */
export interface OfficialLibrary {
  readonly language: OfficialLanguage;
  readonly kindNames: readonly string[];
  toArray<Item>(list: unknown): readonly Item[];
}
