import { relative, resolve } from "node:path";
import type { ReadyReport } from "../server/index.ts";

/** The first screen: where everything is, the demo's credentials, four commands to paste. */
export function startCard(report: ReadyReport, dataFolder: string, version: string): string {
  const head = `
  Lazurite ${version} is running.            Stop it with Ctrl-C.

  ${origins(report)}

  Authority file  ${report.ca}
  Data folder     ${dataFolder}
`;
  const data = dataFlag(dataFolder);
  if (report.demo !== undefined) return `${head}${demoNote(report, data)}`;
  return `${head}${report.tenantId === undefined ? lockedNote(data) : ownNote(report, data)}`;
}

/** What commands need to find the folder, which by default is `.lazurite` where they run. */
function dataFlag(dataFolder: string): string {
  return resolve(".lazurite") === dataFolder ? "" : ` --data ${quoted(dataFolder)}`;
}

const quoted = (text: string): string =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function origins(report: ReadyReport): string {
  const rows: readonly (readonly [string, string, string])[] = [
    ["sign-in", report.login, "login.microsoftonline.com"],
    ["ARM", report.arm, "management.azure.com"],
    ["graph", report.graph, "graph.microsoft.com"],
    ["logs", report.logs, "api.loganalytics.io"],
    ["gateway", report.proxy, "all of Microsoft's names above, as HTTPS_PROXY"],
    ...(report.admin === undefined
      ? []
      : [["admin", report.admin, "the clock and the propagation delay"] as const]),
  ];
  return rows
    .map(([what, origin, names]) => `${what.padEnd(16)}${origin.padEnd(26)}${names}`)
    .join("\n  ");
}

const lockedNote = (data: string): string => `
  Started with --no-demo: there is no tenant, no application and no way in yet. Make the first
  tenant and its administrator, in another terminal in this folder:

     npx lazurite init --domain your-domain.example${data}
`;

function ownNote({ tenantId }: ReadyReport, data: string): string {
  return `
  Sign in as its administrator, in another terminal in this folder (your browser warns until
  it trusts the authority file above):

     npx lazurite az${data} login --tenant ${tenantId}

  Everything else: npx lazurite --help
`;
}

function demoNote(report: ReadyReport, data: string): string {
  const { demo, tenantId } = report;
  if (demo === undefined || tenantId === undefined) return "";
  return `
  The Contoso demo (these credentials are public: for this machine only)
    tenant        ${tenantId}   contoso.onmicrosoft.com
    client id     ${demo.clientId}   demo-client, Owner of the subscription
    secret        ${demo.clientSecret}
    workspace     ${demo.workspaceId}   demo-ws, also DEMO_WORKSPACE with key DEMO_KEY
    people        ${demo.user}   password ${demo.password}
                  a Reader and an operator beside: one click each on the sign-in page

  Try it, in another terminal in this folder:

  1. A token, as the documentation's curl asks for it
${indent(tokenCurl(report, tenantId))}

  2. A query with the Azure CLI (pip install azure-cli)
${indent(azQuery(report, tenantId, data))}

  3. The same from Node, with Microsoft's SDK
${indent(nodeQuery(report, data))}

  4. az as one of the people (your browser warns until it trusts the authority file above)
     npx lazurite az${data} login

  Everything else: npx lazurite --help
`;
}

const indent = (text: string): string => text.replace(/^/gm, "     ");

function tokenCurl(report: ReadyReport, tenantId: string): string {
  return `curl --proxy ${report.proxy} --cacert ${caPath(report)} -X POST \\
  'https://login.microsoftonline.com/${tenantId}/oauth2/token' \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  --data-urlencode 'grant_type=client_credentials' \\
  --data-urlencode 'client_id=${report.demo?.clientId}' \\
  --data-urlencode 'client_secret=${report.demo?.clientSecret}' \\
  --data-urlencode 'resource=https://api.loganalytics.io'`;
}

function azQuery(report: ReadyReport, tenantId: string, data: string): string {
  return `npx lazurite az${data} login --service-principal -u ${report.demo?.clientId} \\
  -p '${report.demo?.clientSecret}' --tenant ${tenantId}
npx lazurite az${data} rest --method post --resource https://api.loganalytics.io \\
  --url https://api.loganalytics.io/v1/workspaces/${report.demo?.workspaceId}/query \\
  --body '{"query": "AzureActivity | summarize count() by Category"}'`;
}

function nodeQuery(report: ReadyReport, data: string): string {
  return `eval "$(npx lazurite env${data})"
node --input-type=module -e '
  import { EnvironmentCredential } from "@azure/identity";
  import { LogsQueryClient } from "@azure/monitor-query-logs";
  const client = new LogsQueryClient(new EnvironmentCredential());
  const answer = await client.queryWorkspace("${report.demo?.workspaceId}",
    "AzureActivity | summarize count() by Category", { duration: "P7D" });
  console.table(answer.tables[0].rows);'`;
}

function caPath(report: ReadyReport): string {
  const path = relative(process.cwd(), report.ca);
  return path.startsWith("..") ? report.ca : path;
}
