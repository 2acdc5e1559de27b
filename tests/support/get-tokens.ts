import { dirname, join } from "node:path";
import type { GetTokensInput } from "../clients/programs/get-tokens.ts";
import { azProgram } from "./az.ts";
import { runCommand } from "./run-command.ts";

const PROGRAMS = join(import.meta.dirname, "..", "clients", "programs");

/** Told what a program wrote so far, whenever it writes more. */
type Watch = (written: string) => void;

/** Runs a program of `tests/clients/programs` on one JSON input; its JSON answer, or its failure. */
export const runProgram = <Output>(
  name: string,
  input: object,
  env: NodeJS.ProcessEnv,
  watch?: Watch,
): Promise<Output> =>
  runOnJson<Output>([process.execPath, "--import", "tsx", join(PROGRAMS, name)], input, env, watch);

/** The tokens that a credential of @azure/identity gets, one for each scope. */
export const getTokens = (
  input: GetTokensInput,
  env: NodeJS.ProcessEnv,
  watch?: Watch,
): Promise<readonly string[]> => runProgram("get-tokens.ts", input, env, watch);

/** The tokens that a credential of azure-identity for Python gets, one for each scope. */
export function getTokensByPython(
  kind: string,
  settings: object,
  env: NodeJS.ProcessEnv,
  scopes: readonly string[],
  watch?: Watch,
): Promise<readonly string[]> {
  // az is installed together with the SDK, so its interpreter is the one that knows both.
  const python = join(dirname(azProgram()), "python");
  const input = { kind, arguments: settings, scopes };
  return runOnJson([python, join(PROGRAMS, "get_tokens.py")], input, env, watch);
}

async function runOnJson<Output>(
  [program = "", ...args]: readonly string[],
  input: object,
  env: NodeJS.ProcessEnv,
  watch: Watch = () => undefined,
): Promise<Output> {
  const run = await runCommand(program, args, { env, input: JSON.stringify(input), watch });
  if (run.status !== 0) throw new Error(`the client ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Output;
}
