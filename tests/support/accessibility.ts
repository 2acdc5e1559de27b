import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with a page by WCAG 2.2 AA, as lines to read; none is good. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // Through the debugger: the page's own policy would refuse a script tag, as it should.
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults, readonly string[]>(
    (values) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        runOnly: { type: "tag", values },
      }),
    RULES,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html}: ${node.failureSummary ?? ""}`),
  );
}

/**
 * What gets the focus when Tab is pressed until it has gone round, from the top of the page on,
 * wherever it began.
 */
export async function tabOrder(page: Page): Promise<readonly string[]> {
  const seen: { readonly place: number; readonly name: string }[] = [];
  for (let press = 0; press < PRESSES_MAX; press += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<{ place: number; name: string } | null>(FOCUSED);
    if (focused === null) {
      // Beyond the last control comes the browser itself; where there is none, nothing else.
      if (seen.length === 0 && press > 0) return [];
      continue;
    }
    if (focused.place === seen[0]?.place) {
      const top = Math.min(...seen.map(({ place }) => place));
      const at = seen.findIndex(({ place }) => place === top);
      return [...seen.slice(at), ...seen.slice(0, at)].map(({ name }) => name);
    }
    seen.push(focused);
  }
  throw new Error(`the focus goes nowhere round: ${seen.map(({ name }) => name).join(", ")}`);
}

const PRESSES_MAX = 40;

const FOCUSED = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const words = element.textContent.trim().replace(/\\s+/g, " ");
  return {
    place: [...document.querySelectorAll("*")].indexOf(element),
    name: element.tagName.toLowerCase() + " " + (words || element.name),
  };
})()`;
