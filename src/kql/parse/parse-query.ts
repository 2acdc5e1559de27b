import { Failure, limits } from "../../base/index.ts";
import type { Position } from "../compiled.ts";
import { expandedSize } from "./growth.ts";
import type {
  OfficialDiagnostic,
  OfficialGlobals,
  OfficialLibrary,
  OfficialNode,
} from "./official.ts";
import { SyntaxNode } from "./syntax-node.ts";

/** Nodes of a query with its `let` names written out. Assumed: some seconds of binding. */
const EXPANDED_MAX = 200_000;

/** A query that parsed and bound without an error. */
export interface ParsedQuery {
  readonly root: SyntaxNode;
  /** Offsets of names that `isfuzzy` lets be missing. */
  readonly missing: readonly number[];
}

/**
 * Scope functions that reach outside the workspace; refused by name before their arguments'
 * unknown names are reported.
 */
const OUTSIDE: readonly string[] = [
  "adx",
  "app",
  "arg",
  "cluster",
  "database",
  "external_table",
  "resource",
  "stored_query_result",
  "table",
  "workspace",
];

/**
 * Parses and binds one query with the official parser's fast path.
 *
 * @throws {Failure} `kql/syntax`, `kql/semantic`, or `kql/not-supported` for what the parser itself
 * gives up on: nesting, and names outside the workspace.
 */
export function parseQuery(
  library: OfficialLibrary,
  globals: OfficialGlobals,
  text: string,
): ParsedQuery {
  if (/^\s*\.\w/.test(stripComments(text))) {
    throw notSupported("management command", position(text, 0));
  }
  const { Binding, Utils } = library.language;
  const root = guarded(() => parseTree(library, globals, text));
  const syntax = library.toArray<OfficialDiagnostic>(root.GetContainedSyntaxDiagnostics());
  const broken = firstError(syntax);
  if (broken !== undefined) throw syntaxFailure(text, broken);
  const tree = new library.language.Syntax.SyntaxTree(root);
  // First of all: walking a deep tree takes time with the square of its depth.
  if (!tree.IsSafeToRecurse(globals)) throw notSupported("nesting this deep", undefined);
  const node = new SyntaxNode(tree.Root, { library, globals });
  refuseOutside(node, text);
  if (expandedSize(node, text) > EXPANDED_MAX) {
    throw notSupported("a query with this many steps", undefined);
  }
  const isBound = guarded(() =>
    Binding.Binder.TryBind(
      tree,
      globals,
      new Binding.LocalBindingCache(),
      null,
      new Utils.CancellationToken(),
    ),
  );
  if (!isBound) throw notSupported("nesting this deep", undefined);
  const found = guarded(() =>
    library.toArray<OfficialDiagnostic>(tree.Root.GetContainedDiagnostics()),
  );
  const wrong = firstError(
    found.filter(
      (each) =>
        !isIn(node, text, each, ["KS107", "count"]) &&
        !isIn(node, text, each, ["KS134", "make_timespan"]) &&
        !isOfPlugin(node, each) &&
        !isFuzzyWildcard(node, text, each),
    ),
  );
  if (wrong !== undefined) throw semanticFailure(node, text, wrong);
  const missing = found.filter((each) => each.Code === "KS205").map((each) => each.Start);
  return { root: node, missing };
}

/** The 1-based line and column of an offset. */
export function position(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** Refuses a construct by its name. */
export function notSupported(construct: string, at: Position | undefined): Failure {
  return new Failure("kql/not-supported", `${construct} is not supported`, {
    facts: {
      construct,
      ...(at === undefined ? {} : { line: String(at.line), column: String(at.column) }),
    },
  });
}

function parseTree(library: OfficialLibrary, globals: OfficialGlobals, text: string): OfficialNode {
  const { Parsing } = library.language;
  const tokens = Parsing.TokenParser.ParseTokens(text, globals.ParseOptions);
  refuseDeepBrackets(library.toArray<{ readonly Text: string }>(tokens));
  return Parsing.QueryParser.ParseQuery(tokens, 0, globals.ParseOptions) as OfficialNode;
}

/** The official parser takes seconds to give up on brackets that go deeper than anybody writes. */
function refuseDeepBrackets(tokens: readonly { readonly Text: string }[]): void {
  let depth = 0;
  for (const { Text } of tokens) {
    if (Text === "(" || Text === "[" || Text === "{") depth += 1;
    else if (Text === ")" || Text === "]" || Text === "}") depth -= 1;
    if (depth > limits.query.bracketDepthMax) {
      throw notSupported("nesting this deep", undefined);
    }
  }
}

/** The library throws its own exceptions, and overflows the stack, on texts it cannot handle. */
function guarded<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const construct =
      cause instanceof RangeError ? "nesting this deep" : "a form that the parser cannot analyse";
    throw new Failure("kql/not-supported", `${construct} is not supported`, {
      facts: { construct },
      cause,
    });
  }
}

function firstError(found: readonly OfficialDiagnostic[]): OfficialDiagnostic | undefined {
  return found
    .filter((diagnostic) => diagnostic.Severity === "Error")
    .sort((a, b) => a.Start - b.Start)[0];
}

function placed(text: string, found: OfficialDiagnostic): Readonly<Record<string, string>> {
  const { line, column } = position(text, found.Start);
  return { line: String(line), column: String(column), diagnostic: found.Code };
}

function syntaxFailure(text: string, found: OfficialDiagnostic): Failure {
  const token = /^(?:\w+|\S)/.exec(text.slice(found.Start))?.[0] ?? "";
  return new Failure("kql/syntax", found.Message, { facts: { ...placed(text, found), token } });
}

/**
 * A diagnostic of one function's arguments. The engine counts rows for `count(x)` with any x, where
 * the official binder wants a bool, and takes a real number of seconds for `make_timespan`.
 */
function isIn(
  root: SyntaxNode,
  text: string,
  found: OfficialDiagnostic,
  [code, called]: readonly [code: string, called: string],
): boolean {
  if (found.Code !== code) return false;
  const call = nodesAt(root, found.Start)
    .filter((node) => node.kind === "FunctionCallExpression" && node.start < found.Start)
    .at(-1);
  const name = call?.child("Name");
  return name !== undefined && text.slice(name.start, name.end) === called;
}

/**
 * The engine takes a plugin's arguments by their names too; the binder counts and types them as if
 * they came in order. Our own binders check them.
 */
function isOfPlugin(root: SyntaxNode, found: OfficialDiagnostic): boolean {
  if (!["KS107", "KS119", "KS124"].includes(found.Code)) return false;
  const around = nodesAt(root, found.Start);
  const plugin = around.find((node) => node.kind === "EvaluateOperator")?.child("FunctionCall");
  if (plugin === undefined) return false;
  const args = plugin.child("ArgumentList")?.items("Expressions") ?? [];
  const isNamed = args.some((arg) => arg.kind === "SimpleNamedExpression");
  // The binder knows nothing of its parameter but that it is there.
  if (plugin.child("Name")?.tokensText === "schema_merge") return true;
  const within = around.slice(
    around.findIndex((node) => node.start === plugin.start && node.kind === plugin.kind) + 1,
  );
  const isDirect = !within.some((node) => node.kind === "FunctionCallExpression");
  return isNamed && isDirect;
}

/** `isfuzzy=true` lets wildcards match nothing. */
function isFuzzyWildcard(root: SyntaxNode, text: string, found: OfficialDiagnostic): boolean {
  const union = nodesAt(root, found.Start)
    .filter(({ kind }) => kind === "UnionOperator")
    .at(-1);
  const isFuzzy = (union?.items("Parameters") ?? []).some((parameter) =>
    /^isfuzzy\s*=\s*true$/.test(text.slice(parameter.start, parameter.end)),
  );
  return isFuzzy && /^[\w*]*\*[\w*]*$/.test(text.slice(found.Start, found.Start + found.Length));
}

/** Nodes around an offset, outermost first. */
function nodesAt(root: SyntaxNode, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = root;
  while (node !== undefined) {
    path.push(node);
    node = node
      .children()
      .map((child) => child.node)
      .find((child) => child.start <= offset && offset < child.end);
  }
  return path;
}

/** Codes of the official binder for names that nothing declares. */
const UNKNOWN_NAME: readonly string[] = ["KS142", "KS204"];

function semanticFailure(root: SyntaxNode, text: string, found: OfficialDiagnostic): Failure {
  const facts = placed(text, found);
  const construct = engineOnly(root, text, found);
  if (construct !== undefined) return notSupported(construct, position(text, found.Start));
  if (!UNKNOWN_NAME.includes(found.Code)) {
    return new Failure("kql/semantic", found.Message, { facts });
  }
  const name = /'([^']*)'/.exec(found.Message)?.[1] ?? "";
  const operator = operatorAt(root, found.Start);
  const failed = `Failed to resolve table or column expression named '${name}'`;
  return new Failure(
    "kql/semantic",
    operator === undefined ? failed : `'${operator}' operator: ${failed}`,
    { facts: { ...facts, name } },
  );
}

/** The keyword of the innermost operator around an offset, as the service names it in messages. */
function operatorAt(root: SyntaxNode, offset: number): string | undefined {
  return nodesAt(root, offset)
    .filter((node) => node.kind.endsWith("Operator") && node.start < offset)
    .at(-1)
    ?.children()[0]?.node.text;
}

/**
 * What the engine accepts although the official binder does not; not compiled, and so refused by
 * name rather than called an error of the query.
 */
function engineOnly(root: SyntaxNode, text: string, found: OfficialDiagnostic): string | undefined {
  const around = nodesAt(root, found.Start);
  const plugin = around.find((node) => node.kind === "EvaluateOperator")?.child("FunctionCall");
  if (plugin !== undefined) return `plugin ${plugin.child("Name")?.tokensText ?? ""}`;
  const isUnion = around.some((node) => node.kind === "UnionOperator");
  const isWildcard = text.slice(found.Start, found.Start + found.Length).includes("*");
  return isUnion && isWildcard ? "a union over names that nothing matches" : undefined;
}

function refuseOutside(root: SyntaxNode, text: string): void {
  const pending: SyntaxNode[] = [root];
  const found: { readonly called: string; readonly start: number }[] = [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const name = node.kind === "FunctionCallExpression" ? node.child("Name") : undefined;
    const called = name === undefined ? "" : text.slice(name.start, name.end);
    if (OUTSIDE.includes(called)) found.push({ called, start: node.start });
    for (const child of node.children()) pending.push(child.node);
  }
  const first = found.sort((a, b) => a.start - b.start)[0];
  if (first === undefined) return;
  throw notSupported(`function ${first.called}`, position(text, first.start));
}

function stripComments(text: string): string {
  return text.replace(/^(?:\s*\/\/[^\n]*\n)+/, "");
}
