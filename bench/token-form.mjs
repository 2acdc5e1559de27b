/** The form of a token request by client credentials for the demo's own application. */
export function tokenForm({ demo }) {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
    resource: "https://management.azure.com/",
  }).toString();
}
