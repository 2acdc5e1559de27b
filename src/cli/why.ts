import { type ExplainedDenial, reachControl } from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { readFlags } from "./flags.ts";

/** `lazurite why`: why a request was refused. */
export const whyCommand: Command = {
  name: "why",
  summary: "tell why a request was refused (403), and which role would allow it",
  help: `Usage: lazurite why ID [options]
       lazurite why --last [options]

Every 403 of Resource Manager, of the logs API and of Microsoft Graph has a header
x-lazurite-why: the address of its explanation, which ends with an id. Tells who asked,
what was needed, every role assignment that was looked at and why it did not count, the
second at which pending ones take effect, and the smallest built-in role that would allow
it, with the az command that assigns it.

ID is the id or the whole address. The running server keeps the last 500 refusals, in
memory. The address answers administrators by GET, as JSON.

Options:
  --last        the last refusal
  --json        print it as JSON
  --data DIR    data folder of the server (default ./.lazurite)
`,
  async run(args) {
    const [first = ""] = args;
    const hasId = first !== "" && !first.startsWith("-");
    const flags = readFlags(hasId ? args.slice(1) : args, {
      last: { type: "boolean" },
      json: { type: "boolean" },
      data: { type: "string" },
    });
    if (hasId === (flags["last"] === true)) {
      throw new UsageError("Say which refusal: lazurite why ID, or lazurite why --last.");
    }
    const control = await reachControl(String(flags["data"] ?? ".lazurite"));
    try {
      const told = await control.run("why/show", hasId ? { id: idIn(first) } : {});
      process.stdout.write(flags["json"] === true ? asJson(told) : `${told.words.join("\n")}\n`);
      return 0;
    } finally {
      await control.close();
    }
  },
};

const idIn = (address: string): string => address.slice(address.lastIndexOf("/") + 1);

const asJson = (told: ExplainedDenial): string => `${JSON.stringify(told, null, 2)}\n`;
