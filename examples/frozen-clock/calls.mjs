import { readFileSync } from "node:fs";
import { request } from "node:https";

/** One request; `ca` is the file of the authority that Lazurite made for itself. */
export function call(ca, url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, ca: readFileSync(ca) }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      const json = text === "" ? undefined : JSON.parse(text);
      resolve({ status: answer.statusCode, headers: answer.headers, json });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** A token for Resource Manager, by client credentials. */
export async function tokenFor({ ca, login, tenantId }, clientId, clientSecret) {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: "https://management.azure.com/.default",
  });
  const { json } = await call(ca, `${login}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  return json.access_token;
}
