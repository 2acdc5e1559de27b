/** Names by which a client may have been told of another proxy or authority before. */
const REPLACED = [
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
  "NO_PROXY",
  "no_proxy",
  "SSL_CERT_DIR",
] as const;

/**
 * The environment in which an unmodified client reaches Lazurite by Microsoft's host names.
 *
 * The variables are set, not defaulted: a machine may export certificates of its own.
 */
export function clientEnvironment(
  ready: { readonly proxy: string; readonly ca: string },
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...base };
  for (const name of REPLACED) delete env[name];
  return {
    ...env,
    HTTPS_PROXY: ready.proxy,
    https_proxy: ready.proxy,
    NODE_EXTRA_CA_CERTS: ready.ca,
    REQUESTS_CA_BUNDLE: ready.ca,
    CURL_CA_BUNDLE: ready.ca,
    SSL_CERT_FILE: ready.ca,
  };
}
