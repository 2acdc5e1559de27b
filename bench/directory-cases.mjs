// What is asked of a directory: each case asks for another generated object every time, across the
// whole of the directory, so that nothing is found because it was asked for just before.
import { Agent, request } from "undici";
import { generated } from "./generated-objects.mjs";

/** Without a divisor in common with the sizes: every object has its turn, and no two are neighbours. */
const STRIDE = 7_919;

const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Cases against one server that holds a directory of the size; `run` fails on a wrong answer. */
export async function directoryCases(ready, size) {
  const api = clientOf(ready);
  await api.signIn();
  const application = inTurns(size.applications, generated.application);
  const user = inTurns(size.users, generated.user);
  const group = inTurns(size.groups, generated.group);
  const bearer = { demo: ready.demo, resource: "https://management.azure.com/" };
  return [
    ...lookups({ api, application, user, group }),
    ...tokens({ api, application, user, bearer }),
    ...changes({ api, application }),
  ];
}

function inTurns(count, make) {
  let turn = 0;
  return () => {
    turn += 1;
    return make((turn * STRIDE) % count);
  };
}

function lookups({ api, application, user, group }) {
  const one = (path) => api.get(path);
  const listOf = async (path, expected) => {
    const { value } = await api.get(path);
    if (value.length !== expected) throw new Error(`${path} found ${value.length}`);
  };
  const filter = (set, text) => `/v1.0/${set}?$filter=${encodeURIComponent(text)}`;
  const prefix = (name) => name.slice(0, -1);
  return [
    ["applications(appId=…)", () => one(`/v1.0/applications(appId='${application().appId}')`)],
    ["applications by id", () => one(`/v1.0/applications/${application().objectId}`)],
    [
      "servicePrincipals(appId=…)",
      () => one(`/v1.0/servicePrincipals(appId='${application().appId}')`),
    ],
    [
      "applications, appId eq",
      () => listOf(filter("applications", `appId eq '${application().appId}'`), 1),
    ],
    [
      "applications, displayName eq",
      () => listOf(filter("applications", `displayName eq '${application().displayName}'`), 1),
    ],
    [
      "applications, startswith(displayName)",
      () =>
        listOf(
          filter("applications", `startswith(displayName,'${prefix(application().displayName)}')`),
          10,
        ),
    ],
    [
      "applications, identifierUris/any",
      () =>
        listOf(
          filter("applications", `identifierUris/any(u:u eq '${application().identifierUri}')`),
          1,
        ),
    ],
    [
      "servicePrincipals, appId eq",
      () => listOf(filter("servicePrincipals", `appId eq '${application().appId}'`), 1),
    ],
    [
      "servicePrincipals, servicePrincipalNames/any",
      () =>
        listOf(
          filter("servicePrincipals", `servicePrincipalNames/any(n:n eq '${application().appId}')`),
          1,
        ),
    ],
    [
      "servicePrincipals, startswith(displayName)",
      () =>
        listOf(
          filter(
            "servicePrincipals",
            `startswith(displayName,'${prefix(application().displayName)}')`,
          ),
          10,
        ),
    ],
    ["users/{name}", () => one(`/v1.0/users/${user().userPrincipalName}`)],
    [
      "users, userPrincipalName eq",
      () => listOf(filter("users", `userPrincipalName eq '${user().userPrincipalName}'`), 1),
    ],
    [
      "users, startswith(displayName)",
      () => listOf(filter("users", `startswith(displayName,'${prefix(user().displayName)}')`), 10),
    ],
    ["users, first page of 10", () => listOf("/v1.0/users?$top=10", 10)],
    [
      "users by displayName, first 10",
      () => listOf("/v1.0/users?$orderby=displayName&$top=10", 10),
    ],
    [
      "groups, displayName eq",
      () => listOf(filter("groups", `displayName eq '${group().displayName}'`), 1),
    ],
    [
      "members of a group, 10",
      () => listOf(`/v1.0/groups/${group().objectId}/members?$top=10`, 10),
    ],
    [
      "members of a group of everybody, 10",
      () => listOf(`/v1.0/groups/${generated.everybody}/members?$top=10`, 10),
    ],
    [
      "users among the members of a group, 10",
      () => listOf(`/v1.0/groups/${group().objectId}/members/microsoft.graph.user?$top=10`, 10),
    ],
    ["memberOf of a user", () => listOf(`/v1.0/users/${user().objectId}/memberOf`, 2)],
  ].map(named);
}

function tokens({ api, application, user, bearer }) {
  const { demo, resource } = bearer;
  const fixed = { grant_type: "client_credentials", resource };
  const first = generated.application(0);
  const renewed = renewals(api, { demo, resource });
  return [
    [
      "token of one application",
      () => api.token({ ...fixed, client_id: first.appId, client_secret: first.secret }),
    ],
    [
      "token of each application in turn",
      () => {
        const { appId, secret } = application();
        return api.token({ ...fixed, client_id: appId, client_secret: secret });
      },
    ],
    [
      "token for an API of each application in turn",
      () => {
        const { identifierUri } = application();
        const { appId, secret } = first;
        const client = { client_id: appId, client_secret: secret };
        return api.token({ ...fixed, ...client, resource: identifierUri });
      },
    ],
    [
      "token by password of each user in turn",
      () =>
        api.token({
          grant_type: "password",
          client_id: AZURE_CLI,
          resource,
          username: user().userPrincipalName,
          password: demo.password,
        }),
    ],
    ["token by refresh token", renewed],
    ["preflight of a page at a loopback port", () => api.preflight("http://localhost:3000")],
    ["preflight of a registered page", () => api.preflight("https://service-000007.test")],
  ].map(named);
}

function renewals(api, { demo, resource }) {
  const client = { client_id: AZURE_CLI, resource };
  let refreshToken;
  return async () => {
    const proof =
      refreshToken === undefined
        ? { grant_type: "password", username: demo.user, password: demo.password }
        : { grant_type: "refresh_token", refresh_token: refreshToken };
    refreshToken = (await api.token({ ...client, ...proof, scope: "openid offline_access" }))
      .refresh_token;
  };
}

/** Each write makes everybody forget what he remembers; what follows it must be cheap all the same. */
function changes({ api, application }) {
  let made = 0;
  return [
    [
      "making an application",
      () => {
        made += 1;
        return api.post("/v1.0/applications", { displayName: `Made ${made}` }, 201);
      },
    ],
    [
      "adding a secret and a token after it",
      async () => {
        const { objectId, appId } = application();
        const path = `/v1.0/applications/${objectId}`;
        const { secretText, keyId } = await api.post(`${path}/addPassword`, {}, 200);
        await api.token({
          grant_type: "client_credentials",
          resource: "https://management.azure.com/",
          client_id: appId,
          client_secret: secretText,
        });
        await api.post(`${path}/removePassword`, { keyId }, 204);
      },
    ],
  ].map(named);
}

const named = ([name, run]) => ({ name, run });

/** Requests over one kept-alive connection to each host. */
function clientOf({ plainHttp, plainGraph, tenantId, demo }) {
  const dispatcher = new Agent({ connections: 1 });
  const tokenUrl = `${plainHttp}/${tenantId}/oauth2/token`;
  let authorization;
  const send = async (url, options, status) => {
    const answer = await request(url, { dispatcher, ...options });
    const text = await answer.body.text();
    if (answer.statusCode !== status) throw new Error(`${url}: ${answer.statusCode} ${text}`);
    return { headers: answer.headers, json: text === "" ? undefined : JSON.parse(text) };
  };
  const token = async (form) => {
    const body = new URLSearchParams(form).toString();
    return (await send(tokenUrl, { method: "POST", headers: FORM, body }, 200)).json;
  };
  return {
    token,
    async signIn() {
      const { access_token } = await token({
        grant_type: "client_credentials",
        client_id: demo.clientId,
        client_secret: demo.clientSecret,
        resource: "https://graph.microsoft.com",
      });
      authorization = `Bearer ${access_token}`;
    },
    async get(path) {
      return (await send(`${plainGraph}${path}`, { headers: { authorization } }, 200)).json;
    },
    async post(path, body, status) {
      const headers = { authorization, "content-type": "application/json" };
      const options = { method: "POST", headers, body: JSON.stringify(body) };
      return (await send(`${plainGraph}${path}`, options, status)).json;
    },
    async preflight(origin) {
      const headers = { origin, "access-control-request-method": "POST" };
      await send(tokenUrl, { method: "OPTIONS", headers }, 204);
    },
  };
}
