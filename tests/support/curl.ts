import { runCommand } from "./run-command.ts";
import type { RunningLazurite } from "./start-lazurite.ts";

export interface CurlAnswer {
  readonly status: number;
  readonly body: string;
  /** The body as JSON; reading it fails on anything else, with the body in the message. */
  json(): unknown;
}

/** Runs real curl as a user would, with the gateway in its environment. */
export async function curl(
  server: Pick<RunningLazurite, "env">,
  ...args: readonly string[]
): Promise<CurlAnswer> {
  const run = await runCommand("curl", ["-q", "-sS", "-m", "60", "-w", "\n%{http_code}", ...args], {
    env: server.env,
  });
  if (run.status !== 0) throw new Error(`curl ended with ${run.status}: ${run.stderr}`);
  const end = run.stdout.lastIndexOf("\n");
  const body = run.stdout.slice(0, end);
  return {
    status: Number(run.stdout.slice(end + 1)),
    body,
    json() {
      try {
        return JSON.parse(body) as unknown;
      } catch {
        throw new Error(`not JSON: ${body.slice(0, 2_000)}`);
      }
    },
  };
}
