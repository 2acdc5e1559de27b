import { expect, test } from "vitest";
import { browserEnvironment } from "./browse.ts";

test("az opens its pages by lazurite browse, which knows the browser that was chosen", () => {
  const { BROWSER, LAZURITE_BROWSER } = browserEnvironment(
    "/it's data",
    { BROWSER: "fox" },
    "linux",
  );
  expect(BROWSER).toMatch(/^'[^']+' '[^']+lazurite\.cjs' 'browse' '--data' /);
  expect(BROWSER?.endsWith(` '/it'"'"'s data' %s`)).toBe(true);
  expect(LAZURITE_BROWSER).toBe("fox");
});

test("without a screen az is left to show a code", () => {
  expect(browserEnvironment("/data", {}, "linux")).toEqual({});
  expect(browserEnvironment("/data", { DISPLAY: ":0" }, "linux")).toHaveProperty("BROWSER");
  expect(browserEnvironment("/data", {}, "darwin")).toHaveProperty("BROWSER");
});
