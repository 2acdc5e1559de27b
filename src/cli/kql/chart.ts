import type { FileAnswer } from "../../server/index.ts";
import { type Cell, cellText } from "./cell-text.ts";

const NUMERIC: readonly string[] = ["int", "long", "real", "decimal", "timespan"];
const BAR_WIDTH = 50;
const LABEL_WIDTH = 30;
/** Rows that a chart shows; more are a table's. */
const BARS_MAX = 60;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Kinds of `render` that a terminal can draw as bars. */
const KINDS: readonly string[] = [
  ...["barchart", "columnchart", "piechart", "timechart", "linechart", "areachart"],
  ...["stackedareachart", "scatterchart"],
];

/**
 * The answer as bars, one for each row and numeric column; undefined where it is no chart's: no
 * `render`, no number, too many rows.
 */
export function chart(answer: FileAnswer): string | undefined {
  const { columns, visualization } = answer;
  if (visualization === undefined || !KINDS.includes(visualization.kind)) return undefined;
  const first = columns.findIndex(({ type }) => !NUMERIC.includes(type));
  const labelAt = first === -1 ? 0 : first;
  const series = columns.flatMap(({ type }, place) =>
    place !== labelAt && NUMERIC.includes(type) ? [place] : [],
  );
  const rows = columns[labelAt]?.type === "datetime" ? byTime(answer.rows, labelAt) : answer.rows;
  if (series.length === 0 || rows.length === 0 || rows.length > BARS_MAX) return undefined;
  const most = Math.max(0, ...rows.flatMap((row) => series.map((place) => numberOf(row[place]))));
  const others = columns.flatMap((_, place) =>
    place === labelAt || series.includes(place) ? [] : [place],
  );
  const lines = rows.flatMap((row) => {
    const label = [labelAt, ...others]
      .map((place) => cellText(row[place], columns[place]?.type ?? ""))
      .join(" · ");
    return series.map((place, index) => {
      const name = series.length === 1 ? "" : ` ${columns[place]?.name ?? ""}`;
      const text = cellText(row[place], columns[place]?.type ?? "");
      return `${padded(index === 0 ? label : "")} ${bar(numberOf(row[place]), most)} ${text}${name}\n`;
    });
  });
  const title = visualization.properties["title"];
  return [...(title === undefined ? [] : [`${title}\n`]), ...lines].join("");
}

function byTime(rows: FileAnswer["rows"], place: number): FileAnswer["rows"] {
  const at = (row: FileAnswer["rows"][number]): bigint => (row[place] as bigint | null) ?? -1n;
  return [...rows].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

function numberOf(value: Cell | undefined): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** A bar in eighths of a character; what is below zero has none. */
function bar(value: number, most: number): string {
  const eighths = most <= 0 ? 0 : Math.max(0, Math.round((value / most) * BAR_WIDTH * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function padded(label: string): string {
  const characters = Array.from(label.replace(/\p{Cc}/gu, " "));
  const shown =
    characters.length > LABEL_WIDTH ? [...characters.slice(0, LABEL_WIDTH - 1), "…"] : characters;
  return " ".repeat(LABEL_WIDTH - shown.length) + shown.join("");
}
