import { text } from "node:stream/consumers";
import { type FirstTenantAnswer, reachControl } from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { readFlags } from "./flags.ts";

/** `lazurite init`: the first tenant of a store without the demo. */
export const initCommand: Command = {
  name: "init",
  summary: "make your own tenant and its first administrator",
  help: `Usage: lazurite init --domain DOMAIN [options]

Gives an empty data folder its tenant, with an administrator who may do everything in the
directory and owns a subscription. Prints the administrator's password once, unless you
bring one. Works before the first "lazurite start --no-demo", and while that runs.

  lazurite init --domain fabrikam.example --name Fabrikam --data ./fabrikam
  lazurite start --no-demo --data ./fabrikam

Options:
  --domain DOMAIN    the tenant's domain, at which its people's names end
  --name NAME        what to call the tenant (default: the domain)
  --user NAME        the administrator's name before the domain (default admin)
  --password-stdin   read the administrator's password from standard input
  --json             print what was made as JSON
  --data DIR         data folder (default ./.lazurite)
`,
  async run(args) {
    const flags = readFlags(args, {
      domain: { type: "string" },
      name: { type: "string" },
      user: { type: "string" },
      "password-stdin": { type: "boolean" },
      json: { type: "boolean" },
      data: { type: "string" },
    });
    const domain = String(flags["domain"] ?? "");
    if (domain === "") {
      throw new UsageError("Say which domain the tenant has: lazurite init --domain DOMAIN.");
    }
    const password = flags["password-stdin"] === true ? await readPassword() : undefined;
    const folder = String(flags["data"] ?? ".lazurite");
    const control = await reachControl(folder, { isMade: true });
    try {
      const made = await control.run("store/init", {
        domain,
        displayName: String(flags["name"] ?? domain),
        userName: String(flags["user"] ?? "admin"),
        ...(password !== undefined && { password }),
      });
      const isJson = flags["json"] === true;
      process.stdout.write(
        isJson ? `${JSON.stringify(made)}\n` : card(made, folder, control.isServed),
      );
      return 0;
    } finally {
      await control.close();
    }
  },
};

/** One line, without its end. */
async function readPassword(): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (password !== "") return password;
  throw new UsageError("--password-stdin found no password on standard input.");
}

function card(made: FirstTenantAnswer, folder: string, isServed: boolean): string {
  const data = folder === ".lazurite" ? "" : ` --data ${folder}`;
  const password = made.password === undefined ? "" : passwordLine(made.password);
  const start = isServed ? "" : `     npx lazurite start --no-demo${data}\n`;
  return `
  The tenant ${made.domain} is ready.

    tenant         ${made.tenantId}
    subscription   ${made.subscriptionId}
    administrator  ${made.userPrincipalName}
${password}
  Next:

${start}     npx lazurite az${data} login --tenant ${made.tenantId}
`;
}

const passwordLine = (password: string): string =>
  `    password       ${password}   shown this once: keep it\n`;
