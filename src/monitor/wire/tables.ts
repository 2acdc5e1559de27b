import { isoFromTicks, limits, timespanText } from "../../base/index.ts";
import type { KqlType, Visualization } from "../../kql/index.ts";
import type { LogValue } from "../../storage/index.ts";
import type { Preferences } from "../query/preferences.ts";
import type { QueryAnswer } from "../query/run.ts";

type Encoder = (value: LogValue) => string;

const ROWS_PER_TURN = 5_000;

/**
 * Writes a query's answer as version 1 of the query API does:
 * `{"tables":[{"name":"PrimaryResult","columns":[{"name":"n","type":"long"}],"rows":[[1]]}]}`, with
 * `render`, `statistics` (when the client prefers them) and `error` (rows were left out) after it.
 *
 * The text is put together by hand: longs keep all their digits, and half a million rows need no
 * tree of objects. Other requests get their turn between blocks of rows.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/api/response-format.
 */
export async function writeAnswer(
  answer: QueryAnswer,
  preferences: Pick<Preferences, "withRender" | "withStatistics">,
): Promise<string> {
  const { rows, columns } = answer;
  const encoders = columns.map(({ type }) => ENCODERS[type]);
  const blocks: string[] = [];
  let size = 0;
  let written = 0;
  while (written < rows.length && size < limits.query.bodyCharactersMax) {
    if (written > 0) await nextTurn();
    const block = rows.slice(written, written + ROWS_PER_TURN);
    const text = block.map((row) => writeRow(row, encoders)).join(",");
    blocks.push(text);
    size += text.length;
    written += block.length;
  }
  const truncatedBy = written < rows.length ? "bytes" : answer.truncatedBy;
  const head = columns.map(({ name, type }) => ({ name, type }));
  return [
    `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(head)},"rows":[`,
    blocks.join(","),
    "]}]",
    preferences.withRender ? `,"render":${JSON.stringify(render(answer.visualization))}` : "",
    preferences.withStatistics
      ? `,"statistics":${JSON.stringify(statistics(answer.elapsedMs, written, size))}`
      : "",
    truncatedBy === undefined ? "" : `,"error":${JSON.stringify(partialError(truncatedBy))}`,
    "}",
  ].join("");
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function writeRow(row: readonly LogValue[], encoders: readonly Encoder[]): string {
  let text = "[";
  for (let index = 0; index < encoders.length; index += 1) {
    const value = row[index] ?? null;
    if (index > 0) text += ",";
    text += (encoders[index] as Encoder)(value);
  }
  return `${text}]`;
}

const orNull =
  (encode: Encoder): Encoder =>
  (value) =>
    value === null ? "null" : encode(value);

const quoted: Encoder = orNull((value) => JSON.stringify(String(value)));

/**
 * How each type stands in a row. A string is never null in KQL; a dynamic value is its JSON as text.
 * Assumed: a real that JSON cannot hold is the string `NaN`, `Infinity` or `-Infinity`, as Kusto's
 * own REST API writes it.
 */
const ENCODERS: Readonly<Record<KqlType, Encoder>> = {
  bool: orNull((value) => (value === true ? "true" : "false")),
  datetime: orNull((value) => `"${isoFromTicks(value as bigint)}"`),
  decimal: orNull((value) => `"${withoutTrailingZeros(String(value))}"`),
  dynamic: quoted,
  guid: quoted,
  int: orNull(String),
  long: orNull(String),
  real: orNull((value) => realText(Number(value))),
  string: (value) => JSON.stringify(value === null ? "" : String(value)),
  timespan: orNull((value) => `"${timespanText(value as bigint)}"`),
};

/** The service writes whole reals with a fraction, which clients in Python read as a float. */
function realText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (!Number.isInteger(value)) return String(value);
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes("e") ? text : `${text}.0`;
}

/** The engine keeps every decimal with the same number of digits after the point. */
function withoutTrailingZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * What was measured, and nothing else: seconds in the engine, rows, and characters of the rows.
 * Shape: `{"query":{"executionTime":0.01,"datasetStatistics":[{"table_row_count":1,…}]}}`.
 */
function statistics(elapsedMs: number, rowCount: number, size: number): unknown {
  return {
    query: {
      executionTime: elapsedMs / 1_000,
      datasetStatistics: [{ table_row_count: rowCount, table_size: size }],
    },
  };
}

const RENDER_PROPERTIES: Readonly<Record<string, string>> = {
  accumulate: "accumulate",
  anomalycolumns: "anomalyColumns",
  kind: "kind",
  legend: "legend",
  series: "series",
  title: "title",
  xaxis: "xAxis",
  xcolumn: "xColumn",
  xtitle: "xTitle",
  yaxis: "yAxis",
  ycolumns: "yColumns",
  ymax: "yMax",
  ymin: "yMin",
  ysplit: "ySplit",
  ytitle: "yTitle",
};

/** The chart that the query asks for; an empty object when it asks for none. */
function render(visualization: Visualization | undefined): unknown {
  if (visualization === undefined) return {};
  const properties: Record<string, string | boolean | null> = {
    visualization: visualization.kind,
    title: null,
    accumulate: false,
    kind: null,
    annotation: null,
    by: null,
  };
  for (const [name, value] of Object.entries(visualization.properties)) {
    const key = RENDER_PROPERTIES[name.toLowerCase()] ?? name;
    properties[key] = key === "accumulate" ? value.toLowerCase() === "true" : value;
  }
  return properties;
}

/** Kusto's number for an answer that is larger than it may be: 0x80DA0003 as a signed integer. */
const RESULT_TOO_LARGE = "-2133196797";

/** Says that the rows are not all. Source: learn.microsoft.com/kusto/concepts/query-limits. */
function partialError(limit: "rows" | "bytes"): unknown {
  const bound =
    limit === "rows" ? `${limits.query.rowsMax} records` : `${limits.query.bytesMax} bytes`;
  const message = `The results of this query exceed the set limit of ${bound}.`;
  return {
    code: "PartialError",
    message: "There were some errors when processing your query.",
    details: [
      {
        code: "EngineError",
        // Some SDKs drop the inner error, so the reason stands here as well.
        message,
        innererror: {
          code: RESULT_TOO_LARGE,
          message,
          severity: 2,
          severityName: "Error",
        },
      },
    ],
  };
}
