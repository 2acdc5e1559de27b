import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "./sign-in-by-pages.ts";

const PROGRAM = join(import.meta.dirname, "..", "clients", "programs", "browser.ts");

/**
 * The environment in which a client that opens a browser gets a person instead, who signs in over
 * HTTP; `log` tells afterwards how it ended.
 */
export function browserEnvironment(
  folder: string,
  person: Person,
): { readonly env: Readonly<Record<string, string>>; readonly log: string } {
  const command = join(folder, "person");
  const log = join(folder, "person.log");
  const tsx = import.meta.resolve("tsx");
  const line = [process.execPath, "--import", tsx, PROGRAM].map((word) => `'${word}'`).join(" ");
  writeFileSync(command, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o700 });
  return {
    env: {
      BROWSER: command,
      LAZURITE_PERSON: JSON.stringify(person),
      LAZURITE_BROWSER_LOG: log,
    },
    log,
  };
}
