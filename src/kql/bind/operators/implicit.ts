import type { Relation } from "../../plan/relation.ts";
import type { Binding, Names } from "../context.ts";

/** No name of a query: what stands before the first operator of a subquery without a source. */
const BEFORE = "|";

/** The names inside of a subquery that starts with an operator, such as `mv-apply … on (where …)`. */
export function withSource(names: Names, source: Relation): Names {
  const binding: Binding = { kind: "relation", bind: () => source };
  return new Map([...names, [BEFORE, binding]]);
}

/** The rows that come into such a subquery. */
export function sourceIn(names: Names): Relation | undefined {
  const bound = names.get(BEFORE);
  return bound?.kind === "relation" ? bound.bind() : undefined;
}
