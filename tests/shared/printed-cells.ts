import type { KqlType } from "../../src/kql/index.ts";
import type { Cell } from "../kql/engine.ts";
import { cellsEqual } from "./kql-cases.ts";

/** Whether a cell is what a page of the reference prints: rounded, spaced and spelled at will. */
export function printedEqual(cell: Cell, printed: string, type: KqlType): boolean {
  const text = printed.trim();
  if (cell === null || cell === "") return text === "" || text === "null";
  switch (type) {
    case "bool":
      return /^(1|true)$/i.test(text) ? cell === true : /^(0|false)$/i.test(text) && cell === false;
    case "int":
    case "long":
      return Number(text.replaceAll(",", "")) === Number(cell);
    case "real":
    case "decimal":
      return numbersAlike(Number(cell), text);
    case "datetime":
      return ticksText(String(cell)) === ticksText(text);
    case "timespan":
      return spanText(String(cell)) === spanText(text);
    case "dynamic":
      return dynamicAlike(cell, text);
    case "guid":
      return String(cell) === text.toLowerCase();
    case "string":
      return spaced(String(cell)) === spaced(text);
  }
}

function spaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Equal to as many digits as are printed. */
function numbersAlike(found: number, printed: string): boolean {
  if (/^[-+]?(inf|infinity|∞)$/i.test(printed)) {
    return found === (printed.startsWith("-") ? -1 : 1) * Number.POSITIVE_INFINITY;
  }
  if (/^nan$/i.test(printed)) return Number.isNaN(found);
  const expected = Number(printed.replaceAll(",", ""));
  const decimals = /\.(\d+)/.exec(printed)?.[1]?.length ?? 0;
  const exponent = Number(/e([-+]?\d+)/i.exec(printed)?.[1] ?? 0);
  const unit = 10 ** (exponent - decimals);
  return Math.abs(found - expected) <= Math.max(unit * 0.51, Math.abs(expected) * 1e-9);
}

/** A moment with seven digits and without the letters between its parts. */
function ticksText(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?)?/.exec(text);
  if (match === null) return monthFirst(text);
  const [, day = "", clock = "00:00:00", fraction = ""] = match;
  return `${day} ${clock.length === 5 ? `${clock}:00` : clock}.${fraction.padEnd(7, "0")}`;
}

function monthFirst(text: string): string {
  const ms = Date.parse(/z$/i.test(text) ? text : `${text} UTC`);
  return Number.isNaN(ms) ? text : ticksText(new Date(ms).toISOString());
}

function spanText(text: string): string {
  const [, sign = "", days = "0", clock = "", fraction = ""] =
    /^(-?)(?:(\d+)\.)?(\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?$/.exec(text) ?? [];
  return clock === "" ? text : `${sign}${Number(days)}.${clock}.${fraction.padEnd(7, "0")}`;
}

/** JSON as it is printed: numbers rounded, single quotes, spaces. */
function dynamicAlike(cell: Cell, text: string): boolean {
  try {
    return rounded(cell, JSON.parse(text));
  } catch {
    return String(cell) === text;
  }
}

function rounded(found: unknown, printed: unknown): boolean {
  if (typeof found === "number" && typeof printed === "number") {
    return numbersAlike(found, String(printed));
  }
  if (Array.isArray(found) && Array.isArray(printed)) {
    return (
      found.length === printed.length && found.every((each, place) => rounded(each, printed[place]))
    );
  }
  return cellsEqual(found, printed);
}
