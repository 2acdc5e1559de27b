import type { Assignment, PlanColumn, Relation } from "../relation.ts";
import { columnRef, literal } from "../scalar.ts";

/** What a sub-pipeline that runs once for each group of rows stands on. */
export interface Groups {
  /** The rows as the sub-pipeline sees them. */
  readonly visible: Relation;
  /** The same rows with `group` beside. */
  readonly rows: Relation;
  readonly group: PlanColumn;
  /** One row for each group: its value alone. */
  all(): Relation;
  /** Called where a group that has lost its rows still has an answer. */
  onEmpty(): void;
  column(name: string, type: PlanColumn["type"]): PlanColumn;
  shareId(): number;
  refuse(construct: string): Error;
}

/** A step over all groups at once, and the column that tells them apart. */
export interface Grouped {
  readonly relation: Relation;
  readonly group: PlanColumn;
}

type Of<Kind extends Relation["kind"]> = Extract<Relation, { kind: Kind }>;

/**
 * A sub-pipeline over one group's rows as one over all rows, with the group beside each row.
 *
 * @throws what `refuse` makes, for steps that cannot be told group by group.
 */
export function inGroups(step: Relation, groups: Groups): Grouped {
  if (step === groups.visible) return { relation: groups.rows, group: groups.group };
  switch (step.kind) {
    case "filter":
    case "sort":
    case "expand": {
      const { relation: input, group } = inGroups(step.input, groups);
      return { relation: { ...step, input, columns: [...step.columns, group] }, group };
    }
    case "take": {
      const { relation: input, group } = inGroups(step.input, groups);
      const columns = [...step.columns, group];
      return { relation: { ...step, input, within: group, columns }, group };
    }
    case "project":
      return projectIn(step, groups);
    case "aggregate":
      return aggregateIn(step, groups);
    case "compute": {
      const { relation: input, group } = inGroups(step.input, groups);
      const columns = [...step.columns, group];
      return { relation: { ...step, input, within: group, columns }, group };
    }
    case "join":
      return joinIn(step, groups);
    default:
      throw groups.refuse(`${step.kind} inside of a subquery over groups`);
  }
}

function projectIn(step: Of<"project">, groups: Groups): Grouped {
  const { relation: input, group } = inGroups(step.input, groups);
  const passed: Assignment = { column: group, value: columnRef(group) };
  const relation: Relation = {
    ...step,
    input,
    assignments: [...step.assignments, passed],
    within: group,
    columns: [...step.columns, group],
  };
  return { relation, group };
}

function aggregateIn(step: Of<"aggregate">, groups: Groups): Grouped {
  const { relation: input, group } = inGroups(step.input, groups);
  const key: Assignment = {
    column: groups.column("", group.type),
    value: columnRef(group),
  };
  const relation: Relation = {
    ...step,
    input,
    keys: [...step.keys, key],
    columns: [...step.columns, key.column],
  };
  const grouped = { relation, group: key.column };
  return step.keys.length > 0 ? grouped : withEmptyGroups(step, grouped, groups);
}

/** Without keys an aggregate has a row for every group, also where a filter left nothing of it. */
function withEmptyGroups(step: Of<"aggregate">, found: Grouped, groups: Groups): Grouped {
  groups.onEmpty();
  const id = groups.shareId();
  const row = groups.column("", "long");
  const from = found.relation.columns;
  const use = (): Relation => ({
    kind: "reference",
    id,
    from,
    row,
    columns: from.map((column) => groups.column(column.name, column.type)),
  });
  const [known, present] = [use(), use()];
  const all = groups.all();
  const [own, other] = [all.columns[0], present.columns.at(-1)];
  if (own === undefined || other === undefined) throw groups.refuse("groups without a column");
  const missing: Relation = {
    kind: "join",
    join: "leftanti",
    left: all,
    right: present,
    keys: [{ left: columnRef(own), right: columnRef(other) }],
    outputs: [{ column: own, from: own }],
    columns: [own],
  };
  const nothing: Relation = { kind: "values", columns: step.input.columns, rows: [] };
  const fresh = step.items.map((item) => ({
    ...item,
    args: item.args,
    outputs: item.outputs.map((output) => groups.column(output.name, output.type)),
  }));
  const defaults: Relation = {
    ...step,
    input: nothing,
    items: fresh,
    columns: fresh.flatMap((item) => item.outputs),
  };
  const outputs = [...defaults.columns, own].map((column) => ({
    column: groups.column(column.name, column.type),
    from: column,
  }));
  const filled: Relation = {
    kind: "join",
    join: "inner",
    left: missing,
    right: defaults,
    keys: [],
    outputs,
    columns: outputs.map(({ column }) => column),
  };
  const columns = from.map((column) => groups.column(column.name, column.type));
  const both: Relation = {
    kind: "union",
    inputs: [known, filled].map((relation) => ({
      relation,
      values: relation.columns.map(columnRef),
    })),
    columns,
  };
  return renamed(both, step, { id, row, source: found.relation }, groups);
}

/** The outcome under the numbers that later steps know. */
function renamed(
  body: Relation,
  step: Of<"aggregate">,
  { id, row, source }: Pick<Of<"shared">, "id" | "row" | "source">,
  groups: Groups,
): Grouped {
  const type = source.columns.at(-1)?.type ?? "long";
  const group = groups.column("", type);
  const columns = [...step.columns, group];
  const relation: Relation = {
    kind: "project",
    input: { kind: "shared", id, source, row, body, columns: body.columns },
    assignments: columns.map((column, place) => {
      const from = body.columns[place];
      return { column, value: from === undefined ? literal("long", null) : columnRef(from) };
    }),
    columns,
  };
  return { relation, group };
}

function joinIn(step: Of<"join">, groups: Groups): Grouped {
  const keeps = ["inner", "leftouter", "leftanti", "leftsemi"];
  if (!keeps.includes(step.join)) {
    throw groups.refuse(`join kind=${step.join} inside of a subquery over groups`);
  }
  const { relation: left, group } = inGroups(step.left, groups);
  const outputs = [...step.outputs, { column: group, from: group }];
  return { relation: { ...step, left, outputs, columns: [...step.columns, group] }, group };
}
