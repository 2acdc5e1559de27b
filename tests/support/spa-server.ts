import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { Configuration } from "@azure/msal-browser";

/** A single-page application that signs in with msal-browser, served over TLS on localhost. */
export interface SpaServer {
  readonly origin: string;
  /** Where the answers of the login service arrive. */
  readonly redirectUri: string;
  /** What the application's msal-browser is made with from now on. */
  configure(config: Configuration): void;
  close(): Promise<void>;
}

const MSAL = dirname(createRequire(import.meta.url).resolve("@azure/msal-browser"));

const BRIDGE_FILE = join("redirect-bridge", "msal-redirect-bridge.js");

const page = (...scripts: readonly string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>The application</title><link rel="icon" href="data:,"><h1>The application</h1>${scripts
    .map((script) => `<script src="${script}"></script>`)
    .join("")}</html>`;

/** Answers a redirect, if this is one, before anything else happens. */
const APPLICATION = `
const application = new msal.PublicClientApplication(configuration);
const told = (answer) => answer && {
  accessToken: answer.accessToken,
  fromCache: answer.fromCache,
  scopes: answer.scopes,
  idTokenClaims: answer.idTokenClaims,
  homeAccountId: answer.account && answer.account.homeAccountId,
};
const ready = application.initialize().then(() => application.handleRedirectPromise()).then(told);
const refusal = ({ errorCode, errorMessage }) => ({ errorCode, errorMessage });
const call = (method, request) => ready
  .then(() => application[method]({ account: application.getAllAccounts()[0], ...request }))
  .then((answer) => ({ answer: told(answer) }), (error) => ({ refusal: refusal(error) }));
`;

const BRIDGE = "msalRedirectBridge.broadcastResponseToMainFrame();";

export async function startSpaServer(tls: {
  readonly key: string;
  readonly cert: string;
}): Promise<SpaServer> {
  let configuration: Configuration = { auth: { clientId: "" } };
  const script = "text/javascript; charset=utf-8";
  const html = "text/html; charset=utf-8";
  const files: Readonly<Record<string, () => readonly [string, string]>> = {
    "/": () => [html, page("/msal-browser.js", "/configuration.js", "/application.js")],
    "/redirect": () => [html, page("/bridge.js", "/answer.js")],
    "/signed-out": () => [html, page()],
    "/msal-browser.js": () => [script, readFileSync(join(MSAL, "msal-browser.min.js"), "utf8")],
    "/bridge.js": () => [script, readFileSync(join(MSAL, BRIDGE_FILE), "utf8")],
    "/configuration.js": () => [script, `const configuration = ${JSON.stringify(configuration)};`],
    "/application.js": () => [script, APPLICATION],
    "/answer.js": () => [script, BRIDGE],
  };
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "https://localhost");
    const [type, text] = files[pathname]?.() ?? ["text/plain", ""];
    response.writeHead(text === "" ? 404 : 200, { "content-type": type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    redirectUri: `${origin}/redirect`,
    configure: (config) => {
      configuration = config;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
