import type { ReadyReport } from "../server/index.ts";

/**
 * The variables that make stock clients reach a running Lazurite under Microsoft's names: the
 * gateway as proxy, our authority as the one they trust, and the demo's credential.
 */
export function clientEnvironment(report: ReadyReport): Readonly<Record<string, string>> {
  return {
    HTTPS_PROXY: report.proxy,
    NODE_EXTRA_CA_CERTS: report.ca,
    REQUESTS_CA_BUNDLE: report.ca,
    SSL_CERT_FILE: report.ca,
    CURL_CA_BUNDLE: report.ca,
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    ...(report.tenantId === undefined ? {} : { AZURE_TENANT_ID: report.tenantId }),
    ...(report.subscriptionId === undefined
      ? {}
      : { AZURE_SUBSCRIPTION_ID: report.subscriptionId }),
    ...(report.demo === undefined
      ? {}
      : {
          AZURE_CLIENT_ID: report.demo.clientId,
          AZURE_CLIENT_SECRET: report.demo.clientSecret,
        }),
  };
}

/**
 * The variables that make a client ask for the demo machine's identity, without any secret. They are
 * kept apart: beside a credential in the environment, the SDKs would ask for that application's
 * identity instead. SDKs send plain http through HTTPS_PROXY as well, hence the exception.
 */
export function managedIdentityEnvironment(
  report: ReadyReport,
): Readonly<Record<string, string>> | undefined {
  if (report.demo === undefined) return undefined;
  return {
    IDENTITY_ENDPOINT: report.demo.identityEndpoint,
    IDENTITY_HEADER: report.demo.identityHeader,
    NO_PROXY: new URL(report.imds).hostname,
  };
}
