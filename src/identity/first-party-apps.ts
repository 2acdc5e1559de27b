/** A permission that an application offers. */
export interface Permission {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
}

/** An application of Microsoft's own that is present in every tenant. */
export interface FirstPartyApp {
  readonly appId: string;
  readonly displayName: string;
  /** Identifier URIs; one trailing slash and case do not matter when a request names one. */
  readonly identifiers: readonly string[];
  readonly appRoles: readonly Permission[];
  readonly scopes: readonly Permission[];
  readonly isPublicClient: boolean;
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
  azureCli: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
} as const;

const permission = (value: string, id: string, displayName: string): Permission => ({
  id,
  value,
  displayName,
});

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
  ...more,
});

/**
 * Microsoft's own applications, with ids as found in real tenants. All take v1.0 tokens.
 *
 * Source: maciejporebski/azure-ad-first-party-apps-permissions (ids and identifier URIs),
 * merill/microsoft-info (names); IoT Central: Microsoft's IoT Central documentation.
 */
export const firstPartyApps: readonly FirstPartyApp[] = [
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
    appRoles: [
      permission(
        "Application.Read.All",
        "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
        "Read all applications",
      ),
      permission(
        "Application.ReadWrite.All",
        "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
        "Read and write all applications",
      ),
      permission(
        "Application.ReadWrite.OwnedBy",
        "18a4783c-866b-4cc7-a460-3d5e5662c884",
        "Manage apps that this app creates or owns",
      ),
      permission(
        "AppRoleAssignment.ReadWrite.All",
        "06b708a9-e830-4db3-a914-8e69da51d44f",
        "Manage app permission grants and app role assignments",
      ),
      permission(
        "Directory.Read.All",
        "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
        "Read directory data",
      ),
      permission(
        "Directory.ReadWrite.All",
        "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
        "Read and write directory data",
      ),
      permission("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b", "Read all groups"),
      permission(
        "User.Read.All",
        "df021288-bdef-4463-88db-98f22de89214",
        "Read all users' full profiles",
      ),
    ],
    scopes: [
      permission(
        "Application.Read.All",
        "c79f8feb-a9db-4090-85f9-90d820caa0eb",
        "Read applications",
      ),
      permission(
        "Application.ReadWrite.All",
        "bdfbf15f-ee85-4955-8675-146e8e5296b5",
        "Read and write applications",
      ),
      permission(
        "AppRoleAssignment.ReadWrite.All",
        "84bccea3-f856-4a8a-967b-dbe0a3d53a64",
        "Manage app permission grants and app role assignments",
      ),
      permission(
        "DelegatedPermissionGrant.ReadWrite.All",
        "41ce6ca6-6826-4807-84f1-1c82854f7ee5",
        "Manage all delegated permission grants",
      ),
      permission(
        "Directory.AccessAsUser.All",
        "0e263e50-5827-48a4-b97c-d940288653c7",
        "Access directory as the signed in user",
      ),
      permission(
        "Directory.Read.All",
        "06da0dbc-49e2-44d2-8312-53f166ab848a",
        "Read directory data",
      ),
      permission("email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "View users' email address"),
      permission("Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", "Read all groups"),
      permission(
        "offline_access",
        "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
        "Maintain access to data you have given it access to",
      ),
      permission("openid", "37f7f235-527c-4136-accd-4a02d197296e", "Sign users in"),
      permission("profile", "14dad69e-099b-42c9-810b-d002981feec1", "View users' basic profile"),
      permission(
        "User.Read",
        "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
        "Sign in and read user profile",
      ),
      permission(
        "User.Read.All",
        "a154be20-db9c-4678-8ab7-66f6cc099a59",
        "Read all users' full profiles",
      ),
      permission(
        "User.ReadBasic.All",
        "b340eb25-3456-403f-be2f-af7a0d370277",
        "Read all users' basic profiles",
      ),
    ],
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
      ),
    ],
  }),
  app("Microsoft Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", { isPublicClient: true }),
  app("Microsoft Azure PowerShell", "1950a258-227b-4e31-a9cf-717495945fc2", {
    isPublicClient: true,
  }),
  app("Visual Studio Code", "aebc6443-996d-45c2-90f0-388ff96faa56", { isPublicClient: true }),
  app("Visual Studio", "04f0c124-f2bc-4f59-8241-bf6df9866bbd", { isPublicClient: true }),
  app("Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"),
  app("Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e", {
    isPublicClient: true,
  }),
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
      ),
    ],
  }),
];
