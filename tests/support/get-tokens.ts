import { join } from "node:path";
import type { GetTokensInput } from "../clients/programs/get-tokens.ts";
import { runCommand } from "./run-command.ts";

const PROGRAMS = join(import.meta.dirname, "..", "clients", "programs");

/** Runs a program of `tests/clients/programs` on one JSON input; its JSON answer, or its failure. */
export async function runProgram<Output>(
  name: string,
  input: object,
  env: NodeJS.ProcessEnv,
  watch?: (written: string) => void,
): Promise<Output> {
  const run = await runCommand(process.execPath, ["--import", "tsx", join(PROGRAMS, name)], {
    env,
    input: JSON.stringify(input),
    ...(watch !== undefined && { watch }),
  });
  if (run.status !== 0) throw new Error(`the client ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Output;
}

/** The tokens that a credential of @azure/identity gets, one for each scope. */
export const getTokens = (
  input: GetTokensInput,
  env: NodeJS.ProcessEnv,
  watch?: (written: string) => void,
): Promise<readonly string[]> => runProgram("get-tokens.ts", input, env, watch);
