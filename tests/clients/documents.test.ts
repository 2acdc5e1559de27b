import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { azProgram } from "../support/az.ts";
import { browserEnvironment } from "../support/browser-command.ts";
import { devicePerson } from "../support/device-person.ts";
import { runCommand } from "../support/run-command.ts";

/**
 * What the README and the first screen say to paste is pasted: same text, same shell, the documented
 * ports. Only `npx lazurite` is led to this clone's build, and a program is the person who signs in
 * in the browser.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const PROGRAM = join(ROOT, "bin", "lazurite.cjs");
const administrator = { userName: "admin@contoso.onmicrosoft.com", password: "Contoso-demo-1!" };

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

test("the four commands of the first screen answer", async () => {
  const commands = card
    .split(/^ {2}\d\. .*$/m)
    .slice(1)
    .map((part) => (part.split("\n\n  Everything")[0] ?? "").trim());
  expect(commands).toHaveLength(4);
  const [curl, az, node, login] = await pasteEach(commands);
  expect(JSON.parse(curl ?? "")).toMatchObject({ token_type: "Bearer" });
  expect(az).toContain("PrimaryResult");
  expect(node).toMatch(/Administrative/);
  expect(login).toContain(administrator.userName);
});

test("the README's commands against a running demo answer", async () => {
  const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, text = ""]) => text)
    .filter((text) => !/^npm |start --ephemeral/m.test(text));
  expect(blocks).toHaveLength(10);
  const [byKey, byToken, environment, assignment, delay, ...more] = await pasteEach(blocks);
  const [browser, device, password, registered, files] = more;
  expect(JSON.parse(byKey ?? "").tables[0].rows.length).toBeGreaterThan(0);
  expect(JSON.parse(byToken ?? "").tables[0].rows.length).toBeGreaterThan(0);
  expect(environment).toBe("");
  expect(assignment).toContain("roleAssignments");
  expect(delay).toMatch(/after 60 min\.[\s\S]*after 0 s\./);
  for (const signedIn of [browser, device]) expect(signedIn).toContain(administrator.userName);
  expect(password).toContain("reader@contoso.onmicrosoft.com");
  expect(JSON.parse(registered ?? "").appId).toMatch(/^[0-9a-f-]{36}$/);
  expect(files).toMatch(/\/a █+ 2\n +\/b █+ 1\n/);
});

async function pasteEach(texts: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const text of texts) answers.push(await paste(text));
  return answers;
}

async function paste(text: string): Promise<string> {
  const path = [folder, dirname(azProgram()), process.env["PATH"]].join(":");
  const caText = readFileSync(join(folder, ".lazurite", "certificates", "ca.pem"), "utf8");
  const { env } = browserEnvironment(folder, administrator);
  const { status, stdout, stderr } = await runCommand(
    "bash",
    ["-euo", "pipefail", "-c", `cd '${folder}'\n${text}`],
    {
      env: { ...process.env, ...env, PATH: path },
      watch: devicePerson(administrator, caText).watch,
    },
  );
  expect(`${status}\n${status === 0 ? "" : stderr}`).toBe("0\n");
  return stdout;
}
