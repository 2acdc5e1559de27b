import { EnvHttpProxyAgent, request } from "undici";
import { type HttpBrowser, httpBrowser } from "./http-browser.ts";

/**
 * A browser on the network: through the gateway that HTTPS_PROXY names, but for this machine's own
 * origins. `caText` is trusted besides what NODE_EXTRA_CA_CERTS names.
 */
export function networkBrowser(
  caText?: string,
  env: NodeJS.ProcessEnv = process.env,
): HttpBrowser & { close(): Promise<void> } {
  const trust = caText === undefined ? {} : { ca: caText };
  const dispatcher = new EnvHttpProxyAgent({
    ...(env["HTTPS_PROXY"] !== undefined && { httpsProxy: env["HTTPS_PROXY"] }),
    noProxy: "localhost,127.0.0.1,[::1]",
    connect: trust,
    requestTls: trust,
  });
  const browser = httpBrowser(async ({ method, url, headers, body }) => {
    const answer = await request(url, {
      dispatcher,
      method,
      headers,
      ...(body !== undefined && { body }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  });
  return { ...browser, close: () => dispatcher.close() };
}
