import { type KeysAnswer, reachControl } from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { readFlags } from "./flags.ts";
import { isoSecond, tableOf } from "./table.ts";

type Key = KeysAnswer["keys"][number];

/** `lazurite keys`: the keys that sign tokens, and their rotation. */
export const keysCommand: Command = {
  name: "keys",
  summary: "list the keys that sign tokens, or rotate them",
  help: `Usage: lazurite keys list [options]
       lazurite keys rotate [--now] [options]

list    prints every key that is published and what it does: one signs, one may be
        next, retired ones are accepted until the last token they signed is over.
rotate  makes a new key. It is published at once and signs a day later, so that
        whoever keeps a copy of the keys has it in time; then the old one retires.
        While a key waits for its turn, rotate --now lets that one sign at once.

Works while the server runs, and when it does not.

Options:
  --now           sign with the new key at once: programs that keep a copy of the keys
                  and do not look again at an unknown one refuse tokens until they do
  --json          print the keys as JSON
  --data DIR      data folder (default ./.lazurite)
`,
  async run([action = "", ...args]) {
    if (action !== "list" && action !== "rotate") {
      throw new UsageError(
        "Say what to do: lazurite keys list, or lazurite keys rotate. --help explains both.",
      );
    }
    const flags = readFlags(args, {
      data: { type: "string" },
      json: { type: "boolean" },
      ...(action === "rotate" && { now: { type: "boolean" } }),
    });
    const control = await reachControl(String(flags["data"] ?? ".lazurite"));
    try {
      const isImmediate = flags["now"] === true;
      const { keys } =
        action === "list"
          ? await control.run("keys/list", {})
          : await control.run("keys/rotate", { isImmediate });
      process.stdout.write(flags["json"] === true ? asJson(keys) : asTable(keys));
      return 0;
    } finally {
      await control.close();
    }
  },
};

function asJson(keys: readonly Key[]): string {
  const list = keys.map((key) => ({
    kid: key.kid,
    state: key.state,
    createdAt: isoTime(key.createdAt),
    signsFrom: isoTime(key.signsFrom),
    signsUntil: isoTime(key.signsUntil),
    publishedUntil: isoTime(key.removedAt),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

const HEAD = ["KEY", "STATE", "SIGNS FROM", "SIGNS UNTIL", "PUBLISHED UNTIL"];

function asTable(keys: readonly Key[]): string {
  const rows = keys.map(({ kid, state, signsFrom, signsUntil, removedAt }) => [
    kid,
    state,
    shortTime(signsFrom),
    shortTime(signsUntil),
    shortTime(removedAt),
  ]);
  return tableOf([HEAD, ...rows]);
}

const isoTime = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

const shortTime = (ms: number | undefined): string => (ms === undefined ? "-" : isoSecond(ms));
