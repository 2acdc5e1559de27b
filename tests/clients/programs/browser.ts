/**
 * What stands in for a person's browser where a client opens one: `BROWSER` names it, and it gets
 * the address as its argument. LAZURITE_PERSON holds a `Person` as JSON, LAZURITE_BROWSER_LOG the
 * file to which the end of it is written.
 *
 * It returns at once and signs in on its own: clients wait for their browser before they listen.
 */
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { networkBrowser } from "../../support/network-browser.ts";
import { type Person, signInByPages } from "../../support/sign-in-by-pages.ts";

const IS_WORKER = "LAZURITE_BROWSER_WORKER";
const [url = ""] = process.argv.slice(2);

async function browse(): Promise<void> {
  const person = JSON.parse(process.env["LAZURITE_PERSON"] ?? "{}") as Person;
  const browser = networkBrowser();
  const end = await signInByPages(browser, url, person).then(
    ({ status, trail, text }) => `${status} ${trail.join(" ")} ${text}`,
    (error: unknown) => String(error),
  );
  await browser.close();
  const log = process.env["LAZURITE_BROWSER_LOG"];
  if (log !== undefined) appendFileSync(log, `${end}\n`);
}

if (process.env[IS_WORKER] === undefined) {
  const [program = "", ...options] = [process.execPath, ...process.execArgv];
  const script = process.argv[1] ?? "";
  const env = { ...process.env, [IS_WORKER]: "1" };
  spawn(program, [...options, script, url], { env, detached: true, stdio: "ignore" }).unref();
} else {
  await browse();
}
