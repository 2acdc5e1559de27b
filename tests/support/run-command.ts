import { spawn } from "node:child_process";

export interface CommandResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Told what was written to both streams so far, whenever there is more. */
  readonly watch?: (written: string) => void;
}

const MS_MAX = 120_000;

/** Runs a program to its end; never through a shell, so placeholders need no quoting. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(program, args, {
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
    timeout: MS_MAX,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    options.watch?.(stdout + stderr);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    options.watch?.(stdout + stderr);
  });
  // A program that ends without reading its input is no failure of ours.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status: status ?? undefined, stdout, stderr }));
  });
}
