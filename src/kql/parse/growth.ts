import type { SyntaxNode } from "./syntax-node.ts";

/**
 * How many nodes a query has once every `let` name is written out.
 *
 * The official binder analyses a name's expression at each use, so that tables used twice in a chain
 * of `let` take it exponential time; nothing can interrupt it.
 */
export function expandedSize(root: SyntaxNode, text: string): number {
  const sizes = new Map<string, number>();
  let total = 0;
  for (const statement of root.items("Statements")) {
    const size = sizeOf(statement, sizes, text);
    const name = statement.kind === "LetStatement" ? statement.child("Name") : undefined;
    if (name !== undefined) sizes.set(text.slice(name.start, name.end).trim(), size);
    total += size;
  }
  return total;
}

function sizeOf(statement: SyntaxNode, sizes: ReadonlyMap<string, number>, text: string): number {
  let size = 0;
  const pending: SyntaxNode[] = [statement];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    size += 1;
    if (node.kind === "NameReference") size += sizes.get(text.slice(node.start, node.end)) ?? 0;
    for (const child of node.children()) pending.push(child.node);
  }
  return size;
}
