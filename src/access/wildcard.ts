import { foldCase } from "./arm-scope.ts";

/** Tells whether an operation's name is one that a pattern means. */
export type OperationMatcher = (operation: string) => boolean;

/**
 * Compiles an operation pattern of a role; `*` stands for any characters, slashes included.
 *
 * Runs in linear time whatever the pattern; the operation must be given in lower case.
 * Source: learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format.
 */
export function compileOperation(pattern: string): OperationMatcher {
  const [first = "", ...rest] = foldCase(pattern.trim()).split("*");
  const last = rest.pop();
  if (last === undefined) return (operation) => operation === first;
  return (operation) => {
    if (operation.length < first.length + last.length) return false;
    if (!operation.startsWith(first) || !operation.endsWith(last)) return false;
    const end = operation.length - last.length;
    let from = first.length;
    for (const part of rest) {
      const at = operation.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}
