import type { Relation } from "../plan/relation.ts";
import type { Emission } from "./emission.ts";
import { scalarSql } from "./scalars.ts";

type Expand = Extract<Relation, { kind: "expand" }>;

/**
 * SQL of mv-expand: arrays give their elements, bags one bag (or pair) for each key, every other
 * value itself; several expansions run side by side, the shorter ones padded with nulls.
 */
export function expandSql(expand: Expand, emission: Emission): string {
  const scope = emission.scope();
  const limit = expand.limit === undefined ? undefined : scalarSql(expand.limit, scope);
  const lists = expand.items.map((item) => {
    const source = scope.shared.once(scalarSql(item.source, scope));
    const all = listSql(source, expand);
    return scope.shared.once(limit === undefined ? all : `list_slice(${all}, 1, ${limit})`);
  });
  const outputs = new Set(expand.items.map((item) => item.output.id));
  const passed = expand.columns
    .filter((column) => !outputs.has(column.id) && column.id !== expand.index?.id)
    .map((column) => `c${column.id}`);
  const unnested = expand.items.map(
    (item, index) => `unnest(${lists[index]}) AS c${item.output.id}`,
  );
  if (expand.index !== undefined) {
    const longest = `greatest(${lists.map((list) => `len(${list})`).join(", ")})`;
    unnested.push(`unnest(range(0, ${longest})) AS c${expand.index.id}`);
  }
  const from = scope.shared.over(`(${emission.relation(expand.input)})`);
  const rows = `SELECT ${[...passed, ...unnested].join(", ")} FROM ${from}`;
  const cleaned = expand.columns.map((column) =>
    outputs.has(column.id) ? `nullif(c${column.id}, 'null') AS c${column.id}` : `c${column.id}`,
  );
  return `SELECT ${cleaned.join(", ")} FROM (${rows})`;
}

function listSql(source: string, { bagsAsArrays, keepsBags }: Expand): string {
  const pointer = "'/' || replace(replace(k, '~', '~0'), '/', '~1')";
  const value = `CAST(json_extract(${source}, ${pointer}) AS VARCHAR)`;
  const key = "CAST(to_json(k) AS VARCHAR)";
  const pair = bagsAsArrays
    ? `'[' || ${key} || ',' || ${value} || ']'`
    : `'{' || ${key} || ':' || ${value} || '}'`;
  const bags = `WHEN 'OBJECT' THEN list_transform(json_keys(${source}), lambda k: ${pair}) `;
  return (
    `CASE json_type(${source}) WHEN 'ARRAY' THEN CAST(json_extract(${source}, '$[*]') AS VARCHAR[]) ` +
    `${keepsBags === true ? "" : bags}ELSE [${source}] END`
  );
}
