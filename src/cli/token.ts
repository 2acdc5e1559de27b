import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { ReadyReport } from "../server/index.ts";
import { type Command, UsageError } from "./command.ts";
import { type FlagValues, readFlags } from "./flags.ts";
import { findRunningServer } from "./running-server.ts";

/** `lazurite token`: asks the token endpoint as any client would and prints the access token. */
export const tokenCommand: Command = {
  name: "token",
  summary: "print an access token for a resource or scope",
  help: `Usage: lazurite token --resource URL | --scope SCOPE [options]

Asks the token endpoint and prints the bare access token: an application's own, by client
credentials, or with --user a person's, by the password.

  curl -H "Authorization: Bearer $(npx lazurite token --resource https://management.azure.com)" …
  npx lazurite token --scope User.Read --user admin@contoso.onmicrosoft.com

Options:
  --resource URL      ask the v1 endpoint, e.g. https://api.loganalytics.io
  --scope SCOPE       ask the v2 endpoint, e.g. https://management.azure.com/.default
  --user NAME         the person who signs in, e.g. reader@contoso.onmicrosoft.com
  --password P        the password (default: LAZURITE_PASSWORD, or that of the demo's administrator)
  --client-id ID      application (default: the demo client; with --user the Azure CLI)
  --client-secret S   its secret (default: LAZURITE_CLIENT_SECRET, or the demo client's; with
                      --user none)
  --tenant ID         tenant id or domain (default: the demo tenant)
  --json              print the endpoint's whole answer
  --data DIR          data folder of the server (default ./.lazurite)
`,
  async run(args) {
    const flags = readFlags(args, {
      resource: { type: "string" },
      scope: { type: "string" },
      user: { type: "string" },
      password: { type: "string" },
      "client-id": { type: "string" },
      "client-secret": { type: "string" },
      tenant: { type: "string" },
      json: { type: "boolean" },
      data: { type: "string" },
    });
    const report = findRunningServer(flags["data"] as string | undefined);
    const answer = await requestToken(report, flags);
    process.stdout.write(
      `${flags["json"] === true ? JSON.stringify(answer, null, 2) : answer["access_token"]}\n`,
    );
    return 0;
  },
};

async function requestToken(
  report: ReadyReport,
  flags: FlagValues,
): Promise<Record<string, unknown>> {
  const { resource, scope } = flags;
  if ((resource === undefined) === (scope === undefined)) {
    throw new UsageError("Give either --resource (v1) or --scope (v2).");
  }
  const form = new URLSearchParams({
    ...(flags["user"] === undefined ? ofApplication(report, flags) : ofPerson(report, flags)),
    ...(resource === undefined ? { scope: String(scope) } : { resource: String(resource) }),
  });
  const tenant = flags["tenant"] ?? report.tenantId;
  if (tenant === undefined) throw new UsageError("Name the tenant with --tenant.");
  const path = resource === undefined ? "oauth2/v2.0/token" : "oauth2/token";
  const answer = await post(
    `${report.login}/${encodeURIComponent(String(tenant))}/${path}`,
    form.toString(),
    readFileSync(report.ca),
  );
  if (typeof answer["access_token"] !== "string") {
    throw new UsageError(`${answer["error"]}: ${answer["error_description"]}`);
  }
  return answer;
}

/** A form post that trusts our own authority, which `fetch` cannot be told at run time. */
function post(url: string, form: string, ca: Buffer): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const call = request(url, { method: "POST", headers, ca }, async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>);
      } catch (error) {
        reject(error);
      }
    });
    call.on("error", (error) => {
      reject(new UsageError(`The sign-in host ${url} cannot be reached: ${error.message}.`));
    });
    call.end(form);
  });
}

type Fields = Readonly<Record<string, string>>;

function ofApplication(report: ReadyReport, flags: FlagValues): Fields {
  if (flags["password"] !== undefined) {
    throw new UsageError("--password is a person's: name the person with --user.");
  }
  const clientId = (flags["client-id"] as string | undefined) ?? report.demo?.clientId;
  const isDemoClient = clientId === report.demo?.clientId;
  const secret = secretOf(flags) ?? (isDemoClient ? report.demo?.clientSecret : undefined);
  if (clientId === undefined || secret === undefined) {
    throw new UsageError(
      "Name the application with --client-id and its secret with LAZURITE_CLIENT_SECRET or --client-secret.",
    );
  }
  return { grant_type: "client_credentials", client_id: clientId, client_secret: secret };
}

const secretOf = (flags: FlagValues): string | undefined =>
  (flags["client-secret"] as string | undefined) ?? process.env["LAZURITE_CLIENT_SECRET"];

/** In every tenant, and without a secret. */
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

function ofPerson({ demo }: ReadyReport, flags: FlagValues): Fields {
  const user = String(flags["user"]);
  const password =
    (flags["password"] as string | undefined) ??
    process.env["LAZURITE_PASSWORD"] ??
    (user.toLowerCase() === demo?.user ? demo.password : undefined);
  if (password === undefined) {
    throw new UsageError("Give the person's password with LAZURITE_PASSWORD or --password.");
  }
  const clientId = flags["client-id"] as string | undefined;
  const secret = clientId === undefined ? flags["client-secret"] : secretOf(flags);
  return {
    grant_type: "password",
    client_id: clientId ?? AZURE_CLI,
    ...(secret !== undefined && { client_secret: String(secret) }),
    username: user,
    password,
  };
}
