import {
  type Control,
  type DelayAnswer,
  type PendingAnswer,
  reachControl,
} from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { type FlagValues, readDuration, readFlags } from "./flags.ts";
import { isoSecond, tableOf } from "./table.ts";

/** `lazurite delay`: how long a change of a role assignment takes until it counts. */
export const delayCommand: Command = {
  name: "delay",
  summary: "show or set how long role assignments take to spread, or let them count now",
  help: `Usage: lazurite delay show [options]
       lazurite delay set TIME [--assignment NAME] [options]
       lazurite delay reset --assignment NAME [options]
       lazurite delay apply [--assignment NAME] [options]

show    prints the delay and every change that does not count yet.
set     sets the delay of later assignments and removals: 0s to 60min. With --assignment
        that of one alone, which need not be there yet; what is on its way for it moves too.
reset   lets one assignment follow the delay of all again.
apply   lets what is on its way count now: all of it, or one assignment's.

The setting is kept in the data folder. Works while the server runs, and when it does not.

Options:
  --assignment NAME   an assignment's name (a GUID) or resource id
  --json              print the answer as JSON
  --data DIR          data folder (default ./.lazurite)
`,
  async run([action = "", ...args]) {
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined) {
      throw new UsageError(
        "Say what to do: lazurite delay show, set, reset or apply. --help explains each.",
      );
    }
    const isSet = action === "set";
    const time = isSet ? args[0] : undefined;
    const flags = readFlags(isSet ? args.slice(1) : args, {
      data: { type: "string" },
      json: { type: "boolean" },
      ...(action !== "show" && { assignment: { type: "string" } }),
    });
    const request = run(time, flags);
    const control = await reachControl(String(flags["data"] ?? ".lazurite"));
    try {
      const { answer, text } = await request(control);
      process.stdout.write(flags["json"] === true ? `${JSON.stringify(answer, null, 2)}\n` : text);
      return 0;
    } finally {
      await control.close();
    }
  },
};

interface Answered {
  readonly answer: object;
  readonly text: string;
}

/** Reads what was typed, before any store is touched. */
type Action = (
  time: string | undefined,
  flags: FlagValues,
) => (control: Control) => Promise<Answered>;

const ACTIONS: Readonly<Record<string, Action>> = {
  show: () => async (control) => stateOf(await control.run("delay/show", {})),
  set(time, flags) {
    if (time === undefined || time.startsWith("--")) {
      throw new UsageError(
        "Say how long: lazurite delay set 30min. 0s lets changes count at once.",
      );
    }
    const delayMs = readDuration("lazurite delay set", time);
    return async (control) =>
      stateOf(await control.run("delay/set", { delayMs, ...assignmentIn(flags) }));
  },
  reset(_time, flags) {
    const named = assignmentIn(flags);
    if (named.assignmentName === undefined) {
      throw new UsageError("Say which assignment: lazurite delay reset --assignment NAME.");
    }
    return async (control) => stateOf(await control.run("delay/set", { delayMs: null, ...named }));
  },
  apply: (_time, flags) => async (control) => {
    const answer = await control.run("delay/apply", assignmentIn(flags));
    const { applied } = answer;
    const text =
      applied.length === 0 ? "Nothing was on its way.\n" : `Counts now:\n${changesOf(applied)}`;
    return { answer, text };
  },
};

function assignmentIn(flags: FlagValues): { readonly assignmentName?: string } {
  const name = flags["assignment"];
  return name === undefined ? {} : { assignmentName: String(name) };
}

function stateOf(answer: DelayAnswer): Answered {
  const { delayMs, assignments, pending, pendingOmitted } = answer;
  const lines = [
    `Changes of role assignments count after ${spanOf(delayMs)}.\n`,
    ...assignments.map((one) => `  ${one.assignmentName}: after ${spanOf(one.delayMs)}\n`),
    pending.length === 0 ? "Nothing is on its way.\n" : `On their way:\n${changesOf(pending)}`,
    ...(pendingOmitted === 0 ? [] : [`and ${pendingOmitted} more\n`]),
  ];
  return { answer, text: lines.join("") };
}

const HEAD = ["ASSIGNMENT", "CHANGE", "COUNTS FROM", "ROLE", "PRINCIPAL", "SCOPE"];

function changesOf(changes: readonly PendingAnswer[]): string {
  const rows = changes.map((one) => [
    one.assignmentName,
    one.change,
    isoSecond(Date.parse(one.effectiveAt)),
    one.roleName ?? one.roleId,
    one.principalId,
    one.scope,
  ]);
  return tableOf([HEAD, ...rows]);
}

/** `0 s`, `90 s`, `30 min`; milliseconds where there are some. */
function spanOf(ms: number): string {
  if (ms % 1_000 !== 0) return `${ms} ms`;
  return ms % 60_000 === 0 && ms > 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
