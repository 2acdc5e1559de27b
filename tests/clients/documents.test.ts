import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { azProgram } from "../support/az.ts";
import { runCommand } from "../support/run-command.ts";

/**
 * What the README and the first screen say to paste is pasted: same text, same shell, the documented
 * ports. Only `npx lazurite` is led to this clone's build.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const PROGRAM = join(ROOT, "bin", "lazurite.cjs");

const folder = mkdtempSync(join(tmpdir(), "lazurite-documents-"));
let server: ChildProcess;
let card = "";

beforeAll(async () => {
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "npx"), `#!/bin/sh\nshift\nexec node '${PROGRAM}' "$@"\n`);
  chmodSync(join(folder, "npx"), 0o755);
  server = spawn(process.execPath, [PROGRAM, "start"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  server.stdout?.setEncoding("utf8");
  for await (const text of server.stdout ?? []) {
    card += text;
    if (card.includes("Everything else")) return;
  }
});

afterAll(async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test("the three commands of the first screen answer", async () => {
  const commands = card
    .split(/^ {2}\d\. .*$/m)
    .slice(1)
    .map((part) => (part.split("\n\n  Everything")[0] ?? "").trim());
  expect(commands).toHaveLength(3);
  const [curl, az, node] = await pasteEach(commands);
  expect(JSON.parse(curl ?? "")).toMatchObject({ token_type: "Bearer" });
  expect(az).toContain("PrimaryResult");
  expect(node).toMatch(/Administrative/);
});

test("the README's commands against a running demo answer", async () => {
  const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, text = ""]) => text)
    .filter((text) => !/^npm |start --ephemeral/m.test(text));
  expect(blocks).toHaveLength(5);
  const [byKey, byToken, environment, assignment, person] = await pasteEach(blocks);
  expect(JSON.parse(byKey ?? "").tables[0].rows.length).toBeGreaterThan(0);
  expect(JSON.parse(byToken ?? "").tables[0].rows.length).toBeGreaterThan(0);
  expect(environment).toBe("");
  expect(assignment).toContain("roleAssignments");
  expect(person).toContain("reader@contoso.onmicrosoft.com");
});

async function pasteEach(texts: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const text of texts) answers.push(await paste(text));
  return answers;
}

async function paste(text: string): Promise<string> {
  const path = [folder, dirname(azProgram()), process.env["PATH"]].join(":");
  const { status, stdout, stderr } = await runCommand(
    "bash",
    ["-euo", "pipefail", "-c", `cd '${folder}'\n${text}`],
    {
      env: { ...process.env, PATH: path },
    },
  );
  expect(`${status}\n${status === 0 ? "" : stderr}`).toBe("0\n");
  return stdout;
}
