import { describe, expect, test } from "vitest";
import { darkTheme, lightTheme, type Theme } from "./theme.ts";

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

type Role = keyof Theme;
const TEXTS: readonly (readonly [Role, readonly Role[]])[] = [
  ["text", ["surface", "surfaceQuiet", "surfaceHover"]],
  ["textQuiet", ["surface", "surfaceQuiet", "surfaceHover", "canvas", "glow", "spark"]],
  ["link", ["surface"]],
  ["onBrand", ["brand", "brandHover", "brandPressed"]],
  ["problem", ["problemSurface"]],
  ["onMarked", ["marked"]],
];
const SHAPES: readonly (readonly [Role, readonly Role[]])[] = [
  ["strokeControl", ["surface", "surfaceQuiet"]],
  ["brand", ["surface"]],
  ["focus", ["surface", "surfaceQuiet"]],
  ["problem", ["surface"]],
];

describe.each([
  ["light", lightTheme],
  ["dark", darkTheme],
])("the %s theme", (_, theme) => {
  const tooFaint = (pairs: typeof TEXTS, least: number): readonly string[] =>
    pairs.flatMap(([front, backs]) =>
      backs
        .map((back) => ({ back, ratio: contrast(theme[front], theme[back]) }))
        .filter(({ ratio }) => ratio < least)
        .map(({ back, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}`),
    );

  test("has words that stand out by 4.5 to 1", () => {
    expect(tooFaint(TEXTS, 4.5)).toEqual([]);
  });

  test("has controls that stand out by 3 to 1", () => {
    expect(tooFaint(SHAPES, 3)).toEqual([]);
  });
});
