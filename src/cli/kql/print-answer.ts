import type { FileAnswer } from "../../server/index.ts";
import { cellJson, cellText } from "./cell-text.ts";

/** One JSON object a row, a row a line. */
export function jsonLines({ columns, rows }: FileAnswer): string {
  const lines = rows.map((row) => {
    const members = columns.map(
      ({ name, type }, place) => `${JSON.stringify(name)}:${cellJson(row[place], type)}`,
    );
    return `{${members.join(",")}}\n`;
  });
  return lines.join("");
}

/** RFC 4180, with a line of names. */
export function csv({ columns, rows }: FileAnswer): string {
  const field = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ type }, place) => cellText(row[place], type))),
  ];
  return lines.map((cells) => `${cells.map(field).join(",")}\r\n`).join("");
}

/** Widest column that a table shows; longer texts end with an ellipsis. */
const WIDTH_MAX = 60;
const NUMBERS: readonly string[] = ["int", "long", "real", "decimal", "timespan"];

/** A table for a terminal; numbers stand at the right. */
export function table({ columns, rows }: FileAnswer): string {
  const texts = rows.map((row) =>
    columns.map(({ type }, place) => shortened(cellText(row[place], type))),
  );
  const names = columns.map(({ name }) => shortened(name));
  const widths = names.map((name, place) =>
    Math.max(widthOf(name), ...texts.map((row) => widthOf(row[place] ?? ""))),
  );
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, place) => {
      const space = " ".repeat((widths[place] ?? 0) - widthOf(cell));
      return NUMBERS.includes(columns[place]?.type ?? "") ? space + cell : cell + space;
    });
    return `${padded.join("  ").trimEnd()}\n`;
  };
  const rule = `${widths.map((width) => "─".repeat(width)).join("  ")}\n`;
  return [line(names), rule, ...texts.map(line)].join("");
}

function shortened(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, " ");
  const characters = Array.from(plain);
  return characters.length > WIDTH_MAX ? `${characters.slice(0, WIDTH_MAX - 1).join("")}…` : plain;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
