import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** The parts of axe's answer that a test reads. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with a page by WCAG 2.2 AA, as lines to read; none is good. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const source = readFileSync(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
  );
  // Through the debugger: the page's own policy would refuse a script tag, as it should.
  await page.evaluate(source);
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

/** What gets the focus when Tab is pressed from the top of the page until it has gone round. */
export async function tabOrder(page: Page, pressesMax = 40): Promise<readonly string[]> {
  const order: string[] = [];
  await page.evaluate(`document.activeElement.blur(); getSelection().collapse(document.body, 0);
    globalThis.focused = new Set()`);
  for (let press = 0; press < pressesMax; press += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate<string>(NEXT_FOCUSED);
    if (name === "") return order;
    order.push(name);
  }
  throw new Error(`the focus goes nowhere round: ${order.join(", ")}`);
}

/** The name of what has the focus; empty when that is nothing, or had it before. */
const NEXT_FOCUSED = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body || focused.has(element)) return "";
  focused.add(element);
  const words = element.textContent.trim().replace(/\\s+/g, " ");
  return element.tagName.toLowerCase() + " " + (words || element.name);
})()`;
