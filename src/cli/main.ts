import { azCommand } from "./az.ts";
import { browseCommand } from "./browse.ts";
import { type Command, UsageError } from "./command.ts";
import { delayCommand } from "./delay.ts";
import { envCommand } from "./env.ts";
import { explain } from "./explain.ts";
import { initCommand } from "./init.ts";
import { keysCommand } from "./keys.ts";
import { kqlCommand } from "./kql/kql.ts";
import { startCommand } from "./start.ts";
import { tokenCommand } from "./token.ts";
import { readVersion } from "./version.ts";
import { whyCommand } from "./why.ts";

const COMMANDS: readonly Command[] = [
  startCommand,
  initCommand,
  envCommand,
  azCommand,
  browseCommand,
  tokenCommand,
  keysCommand,
  delayCommand,
  whyCommand,
  kqlCommand,
];

const overview =
  (): string => `Lazurite ${readVersion()}: Azure sign-in, access control and logs on your own machine.

Usage: lazurite <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join("\n")}

  lazurite <command> --help explains one command.
  lazurite --version prints the version.
`;

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--version" || name === "-v") return say(`${readVersion()}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return say(overview());
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    return complain(`There is no command "${name}". lazurite --help lists them.`);
  }
  // az has its own --help, which must reach it.
  if (command !== azCommand && args.some((arg) => arg === "--help" || arg === "-h")) {
    return say(command.help);
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message);
    const sentence = explain(error);
    if (sentence === undefined) throw error;
    return complain(sentence);
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(sentence: string): number {
  process.stderr.write(`lazurite: ${sentence}\n`);
  return 1;
}
