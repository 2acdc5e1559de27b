import { microsoftGraphRoles, microsoftGraphScopes } from "./microsoft-graph-permissions.ts";
import { type Permission, permission } from "./permission.ts";
import type { RedirectUri } from "./redirect-uris.ts";

/** An application of Microsoft's own that is present in every tenant. */
export interface FirstPartyApp {
  readonly appId: string;
  readonly displayName: string;
  /** Identifier URIs; one trailing slash and case do not matter when a request names one. */
  readonly identifiers: readonly string[];
  readonly appRoles: readonly Permission[];
  readonly scopes: readonly Permission[];
  readonly isPublicClient: boolean;
  readonly redirectUris: readonly RedirectUri[];
}

/** Application ids that code elsewhere names. */
export const firstPartyAppIds = {
  azureResourceManager: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  microsoftGraph: "00000003-0000-0000-c000-000000000000",
  logAnalytics: "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
  monitorControl: "e933bd07-d2ee-4f1d-933c-3752b819567b",
  monitorMetrics: "12743ff8-d3de-49d0-a4ce-6c91a4245ea0",
  iotCentral: "9edfcdd9-0bc5-4bd4-b287-c3afc716aac7",
  applicationInsights: "f5c26e74-f226-4ae8-85f0-b4af0080ac9e",
  portalDirectory: "74658136-14ec-4630-ad9b-26e160ff0fc6",
  azureCli: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
} as const;

/**
 * Where Microsoft's public clients may be answered: on this machine at any port, and at the address
 * that native clients watch for in a browser of their own.
 *
 * Source: @azure/identity and MSAL listen at `http://localhost`. Assumed: the other two are
 * registered for each of these clients.
 */
const nativeRedirectUris: readonly RedirectUri[] = [
  "http://localhost",
  "https://login.microsoftonline.com/common/oauth2/nativeclient",
  "urn:ietf:wg:oauth:2.0:oob",
].map((uri) => ({ uri, platform: "publicClient" }));

const app = (
  displayName: string,
  appId: string,
  more: Partial<Omit<FirstPartyApp, "appId" | "displayName">> = {},
): FirstPartyApp => ({
  appId,
  displayName,
  identifiers: [],
  appRoles: [],
  scopes: [],
  isPublicClient: false,
  redirectUris: [],
  ...more,
});

const publicClient = (displayName: string, appId: string): FirstPartyApp =>
  app(displayName, appId, { isPublicClient: true, redirectUris: nativeRedirectUris });

/**
 * Microsoft's own applications, with ids as found in real tenants. All take v1.0 tokens.
 *
 * Source: maciejporebski/azure-ad-first-party-apps-permissions (ids and identifier URIs),
 * merill/microsoft-info (names); IoT Central: Microsoft's IoT Central documentation.
 */
export const firstPartyApps: readonly FirstPartyApp[] = [
  // The portal's own service of directories, which az asks for an administrator's consent.
  app("ADIbizaUX", "74658136-14ec-4630-ad9b-26e160ff0fc6"),
  // The audience by which a token of one application stands for another.
  app("AAD Token Exchange Endpoint", "fb60f99c-7a34-4190-8149-302f77469936", {
    identifiers: ["api://AzureADTokenExchange"],
  }),
  // Assumed: api.loganalytics.azure.com is an identifier too; SDKs ask for a token by it.
  app("Log Analytics API", "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5", {
    identifiers: [
      "https://api.loganalytics.azure.com",
      "https://api.loganalytics.io",
      "https://australiasoutheast.api.loganalytics.io",
      "https://eastus.api.loganalytics.io",
      "https://southeastasia.api.loganalytics.io",
      "https://westcentralus.api.loganalytics.io",
      "https://westeurope.api.loganalytics.io",
      "https://westus2.api.loganalytics.io",
    ],
    appRoles: [
      permission("Data.Read", "e8f6e161-84d0-4cd7-9441-2d46ec9ec3d5", "Read Log Analytics data"),
    ],
    scopes: [
      permission(
        "Data.Read",
        "e8dac03d-d467-4a7e-9293-9cca7df08b31",
        "Read Log Analytics data as user",
        { description: "Query the logs that you may read." },
      ),
    ],
  }),
  app("Azure Resource Manager", "797f4846-ba00-4fd7-ba43-dac1f8f63013", {
    identifiers: [
      "https://foundational.management.azure.net",
      "https://management.azure.com",
      "https://management.core.windows.net",
    ],
    scopes: [
      permission(
        "user_impersonation",
        "41094075-9dad-400e-a0bd-54e686782033",
        "Access Azure Resource Manager as organization users",
        { description: "Manage Azure resources with your rights." },
      ),
    ],
  }),
  app("Azure Monitor Control Service", "e933bd07-d2ee-4f1d-933c-3752b819567b", {
    identifiers: ["https://monitor.azure.com"],
    scopes: [
      permission(
        "AMA.Ingest",
        "8a4fc8e7-d346-4d67-a1d3-e83b55cf3659",
        "Read Data Collection Rules",
        { description: "Read data collection rules with your rights." },
      ),
    ],
  }),
  app("Application Insights API", "f5c26e74-f226-4ae8-85f0-b4af0080ac9e", {
    identifiers: [
      "https://api.aimon.applicationinsights.io",
      "https://api.applicationinsights.io",
      "https://api1.aimon.applicationinsights.io",
      "https://api1.applicationinsights.io",
      "https://api2.aimon.applicationinsights.io",
      "https://api2.applicationinsights.io",
      "https://api3.aimon.applicationinsights.io",
      "https://api3.applicationinsights.io",
      "https://api4.aimon.applicationinsights.io",
      "https://api4.applicationinsights.io",
      "https://api5.aimon.applicationinsights.io",
      "https://api5.applicationinsights.io",
    ],
    appRoles: [
      permission(
        "Data.Read",
        "3c63f9fe-1706-42a7-9f53-25b47753d668",
        "Read Application Insights Data",
      ),
    ],
    scopes: [
      permission(
        "Data.Read",
        "c6d30a22-009b-43ce-a9e9-3ca625e7a3d4",
        "Read Application Insights Data as user",
        { description: "Query the application telemetry that you may read." },
      ),
    ],
  }),
  app("Microsoft Graph", "00000003-0000-0000-c000-000000000000", {
    identifiers: [
      "00000003-0000-0000-c000-000000000000/ags.windows.net",
      "https://ags.windows.net",
      "https://canary.graph.microsoft.com",
      "https://dod-graph.microsoft.us",
      "https://graph.microsoft.com",
      "https://graph.microsoft.us",
    ],
    appRoles: microsoftGraphRoles,
    scopes: microsoftGraphScopes,
  }),
  // Assumed: no public source names the application that owns these two identifiers.
  app("Metrics Monitor API", "12743ff8-d3de-49d0-a4ce-6c91a4245ea0", {
    identifiers: ["https://metrics.monitor.azure.com", "https://monitoring.azure.com"],
  }),
  app("Microsoft IoT Central", "9edfcdd9-0bc5-4bd4-b287-c3afc716aac7", {
    identifiers: ["https://apps.azureiotcentral.com"],
    scopes: [
      permission(
        "user_impersonation",
        "73792908-5709-46da-9a68-098589599db6",
        "user_impersonation",
        { description: "Use IoT Central with your rights." },
      ),
    ],
  }),
  publicClient("Microsoft Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
  publicClient("Microsoft Azure PowerShell", "1950a258-227b-4e31-a9cf-717495945fc2"),
  publicClient("Visual Studio Code", "aebc6443-996d-45c2-90f0-388ff96faa56"),
  publicClient("Visual Studio", "04f0c124-f2bc-4f59-8241-bf6df9866bbd"),
  app("Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"),
  publicClient("Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e"),
  app("Windows Azure Active Directory", "00000002-0000-0000-c000-000000000000", {
    identifiers: ["https://graph.windows.net"],
  }),
  app("Azure Key Vault", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", {
    identifiers: ["https://vault.azure.net"],
    scopes: [
      permission(
        "user_impersonation",
        "f53da476-18e3-4152-8e01-aec403e6edc0",
        "Have full access to the Azure Key Vault service",
        { description: "Use key vaults with your rights." },
      ),
    ],
  }),
  app("Azure Storage", "e406a681-f3d4-42a8-90b6-c2b029497af1", {
    identifiers: ["https://storage.azure.com"],
    scopes: [
      permission(
        "user_impersonation",
        "03e0da56-190b-40ad-a80c-ea378c433f7f",
        "Access Azure Storage",
        { description: "Use storage accounts with your rights." },
      ),
    ],
  }),
];
