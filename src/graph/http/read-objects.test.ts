import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";
import { CLIENT_ID, PRINCIPAL_ID, TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { API_ID } from "../../../tests/support/user-fixture.ts";

const APPLICATION_ID = "33333333-2222-4333-8444-555555555555";
const USER = {
  businessPhones: [],
  displayName: "Ada Lovelace",
  givenName: "Ada",
  jobTitle: null,
  mail: "ada@contoso.test",
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  surname: "Lovelace",
  userPrincipalName: "Ada@contoso.test",
  id: "77777777-2222-4333-8444-555555555555",
};

let fixture: GraphFixture;
beforeAll(async () => {
  fixture = await openGraphFixture();
});
afterAll(() => fixture.close());

test("me is the user of the token, in v1.0 and in beta, in any case", async () => {
  for (const [path, version] of [
    ["/v1.0/me", "v1.0"],
    ["/beta/Me", "beta"],
  ] as const) {
    const answer = await fixture.get(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toMatch(/^application\/json;odata\.metadata=minimal/);
    expect(answer.headers["request-id"]).toBe(answer.headers["client-request-id"]);
    expect(answer.json()).toEqual({
      "@odata.context": `https://graph.microsoft.com/${version}/$metadata#users/$entity`,
      ...USER,
    });
  }
});

test("a user is found by id and by name, and selected properties come alone", async () => {
  for (const name of [USER.id, USER.id.toUpperCase(), "ADA@contoso.test"]) {
    expect((await fixture.get(`/v1.0/users/${name}`)).json()).toMatchObject(USER);
  }
  expect((await fixture.get(`/v1.0/users/${USER.id}?$select=ACCOUNTENABLED,city`)).json()).toEqual({
    "@odata.context":
      "https://graph.microsoft.com/v1.0/$metadata#users(accountEnabled,city)/$entity",
    accountEnabled: true,
    city: null,
  });
});

test("an application is found by a filter, by its object id and by its application id", async () => {
  const filter = `/v1.0/applications?$filter=appId eq '${CLIENT_ID}'`;
  expect((await fixture.get(`${filter}&$select=id,displayName`)).json()).toEqual({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications(id,displayName)",
    value: [{ id: APPLICATION_ID, displayName: "demo-client" }],
  });
  const byId = (await fixture.get(`/v1.0/applications/${APPLICATION_ID}`)).json();
  expect((await fixture.get(`/v1.0/applications(appId='${CLIENT_ID}')`)).json()).toEqual(byId);
  expect(byId).toMatchObject({
    id: APPLICATION_ID,
    appId: CLIENT_ID,
    identifierUris: [],
    signInAudience: "AzureADMyOrg",
    passwordCredentials: [{ hint: fixture.secret.slice(0, 3), secretText: null }],
  });
  expect(JSON.stringify(byId)).not.toContain(fixture.secret);
});

test("a service principal is found by every name of its application", async () => {
  for (const name of [API_ID, "api://lab", "API://LAB"]) {
    const path = `/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '${name}')`;
    expect((await fixture.get(`${path}&$select=appId,servicePrincipalNames`)).json().value).toEqual(
      [{ appId: API_ID, servicePrincipalNames: [API_ID, "api://lab"] }],
    );
  }
  const own = await fixture.get(`/v1.0/servicePrincipals/${PRINCIPAL_ID}`);
  expect(own.json()).toMatchObject({
    appId: CLIENT_ID,
    appOwnerOrganizationId: TENANT_ID,
    servicePrincipalType: "Application",
  });
});

test("Microsoft's own applications are searched by name beside the tenant's", async () => {
  const eventual = { headers: { consistencylevel: "eventual" } };
  const answer = await fixture.get(
    '/v1.0/servicePrincipals?$search="displayName:graph"&$count=true&$select=appId,displayName',
    eventual,
  );
  expect(answer.json()).toMatchObject({
    "@odata.count": 2,
    value: expect.arrayContaining([
      { appId: "00000003-0000-0000-c000-000000000000", displayName: "Microsoft Graph" },
    ]),
  });
});

test("pages follow each other by links until every object was shown once", async () => {
  const names: string[] = [];
  let path: string | undefined = "/v1.0/servicePrincipals?$top=3&$select=id,displayName";
  let pages = 0;
  while (path !== undefined) {
    const body: { value: { id: string }[]; "@odata.nextLink"?: string } = (
      await fixture.get(path)
    ).json();
    names.push(...body.value.map(({ id }) => id));
    path = body["@odata.nextLink"]?.slice("https://graph.microsoft.com".length);
    pages += 1;
  }
  const count = await fixture.get("/v1.0/servicePrincipals/$count", {
    headers: { consistencylevel: "eventual" },
  });
  expect(count.headers["content-type"]).toBe("text/plain");
  expect(new Set(names).size).toBe(Number(count.body));
  expect(names.length).toBe(Number(count.body));
  expect(pages).toBe(Math.ceil(names.length / 3));
});

test("a skip token continues the list that it was made for, and no other", async () => {
  const link: string = (await fixture.get("/v1.0/servicePrincipals?$top=1")).json()[
    "@odata.nextLink"
  ];
  const token = link.slice(link.indexOf("$skiptoken="));
  for (const path of [
    `/v1.0/applications?${token}`,
    `/v1.0/servicePrincipals?$filter=accountEnabled eq true&${token}`,
    "/v1.0/servicePrincipals?$skiptoken=WyJhIiwiYiIsImMiXQ",
    "/v1.0/servicePrincipals?$skiptoken=no-token",
  ]) {
    expect((await fixture.get(path)).json()).toMatchObject({
      error: { code: "Directory_ExpiredPageToken" },
    });
  }
});
