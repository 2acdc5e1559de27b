import { Failure } from "../base/index.ts";
import type { CompiledQuery, EngineValue } from "./compiled.ts";
import { MISTAKE } from "./functions/plugins/columns.ts";

/** Plugins in one query whose columns may be asked for, one after the other. */
const QUESTIONS_MAX = 8;
/** Columns that rows may make. Source: a Log Analytics table has at most 500. */
const COLUMNS_MAX = 500;

type Rows = readonly (readonly EngineValue[])[];

/**
 * Compiles a query to the end: where its rows decide the columns (`bag_unpack`, `pivot`), they are
 * asked for, written into the text as the plugin's schema, and the text is compiled again.
 *
 * @throws {Failure} as `compile`; `kql/semantic` for what only the rows show to be a mistake.
 */
export async function withColumnsOfRows(
  text: string,
  compile: (text: string) => CompiledQuery | Promise<CompiledQuery>,
  ask: (question: CompiledQuery) => Promise<Rows>,
): Promise<CompiledQuery> {
  let told = text;
  for (let asked = 0; asked <= QUESTIONS_MAX; asked += 1) {
    const query = await compile(told);
    const { asksColumnsAt: at } = query;
    if (at === undefined) return query;
    told = `${told.slice(0, at)} : (${schemaOf(await ask(query))})${told.slice(at)}`;
  }
  throw refused("this many plugins whose columns the rows decide");
}

function schemaOf(columns: Rows): string {
  const [mistake] = columns.filter(([, type]) => type === MISTAKE);
  if (mistake !== undefined) throw new Failure("kql/semantic", String(mistake[0]));
  if (columns.length === 0) throw refused("a plugin's answer without a column");
  if (columns.length > COLUMNS_MAX) throw refused(`more than ${COLUMNS_MAX} columns made of rows`);
  return columns.map(([name, type]) => `[${JSON.stringify(name)}]:${String(type)}`).join(", ");
}

function refused(construct: string): Failure {
  return new Failure("kql/not-supported", `${construct} is not supported`, {
    facts: { construct },
  });
}
