import { readFileSync } from "node:fs";
import { foldCase } from "./arm-scope.ts";
import type { RoleDefinition } from "./role-definition.ts";
import { compileOperation } from "./wildcard.ts";

/** What is wrong with an operation that a role names. */
export type OperationProblem = "no-such-operation" | "no-such-provider";

/** The operations that providers have. */
export interface KnownOperations {
  /** Undefined if a role may name the pattern. */
  findProblem(pattern: string, kind: "action" | "dataAction"): OperationProblem | undefined;
}

interface Provider {
  readonly name: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/**
 * Opens the operations of the providers that are known in full; the file is read at first use.
 *
 * Of every other provider only the name is known, from the built-in roles: what a role names of it is
 * taken as it is. A pattern has one star at most, and means at least one operation of its kind.
 * Source: learn.microsoft.com/azure/role-based-access-control/custom-roles (limits).
 */
export function openKnownOperations(
  listBuiltInRoles: () => readonly RoleDefinition[],
): KnownOperations {
  let index: OperationIndex | undefined;
  return {
    findProblem(pattern, kind) {
      index ??= readIndex(listBuiltInRoles());
      return findProblem(foldCase(pattern), kind, index);
    },
  };
}

interface OperationIndex {
  /** Lower-case names by the provider's, and those of all providers under `*`. */
  readonly operations: ReadonlyMap<string, Readonly<Record<"action" | "dataAction", string[]>>>;
  /** Lower-case names of providers of whose operations nothing is known. */
  readonly namesOnly: ReadonlySet<string>;
}

function findProblem(
  pattern: string,
  kind: "action" | "dataAction",
  { operations, namesOnly }: OperationIndex,
): OperationProblem | undefined {
  const isWellFormed = /^[a-z0-9._*-]+(?:\/[a-z0-9._*-]+)*$/.test(pattern);
  if (!isWellFormed || pattern.split("*").length > 2) return "no-such-operation";
  const [provider = ""] = pattern.split("/");
  // The star may stand for operations of providers that are not known, so nothing can be told.
  if (provider.includes("*")) return undefined;
  const known = operations.get(provider);
  if (known !== undefined) {
    return known[kind].some(compileOperation(pattern)) ? undefined : "no-such-operation";
  }
  if (!namesOnly.has(provider)) return "no-such-provider";
  return pattern.includes("/") ? undefined : "no-such-operation";
}

function readIndex(roles: readonly RoleDefinition[]): OperationIndex {
  const file = new URL("./generated/provider-operations.json", import.meta.url);
  const { providers } = JSON.parse(readFileSync(file, "utf8")) as { providers: Provider[] };
  const operations = providers.map(
    ({ name, actions, dataActions }) =>
      [
        foldCase(name),
        { action: actions.map(foldCase), dataAction: dataActions.map(foldCase) },
      ] as const,
  );
  const named = roles.flatMap(({ permissions }) =>
    permissions.flatMap((block) => [...block.actions, ...block.dataActions]),
  );
  const namesOnly = named
    .map((pattern) => foldCase(pattern.trim()).split("/", 1)[0] ?? "")
    .filter((name) => name.includes(".") && !name.includes("*"));
  return { operations: new Map(operations), namesOnly: new Set(namesOnly) };
}
