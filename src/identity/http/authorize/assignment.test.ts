import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ADMIN_NAME,
  type AuthorizeFixture,
  broughtBy,
  openAuthorizeFixture,
  WEB_ID,
} from "../../../../tests/support/authorize-fixture.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import { API, API_ID, USER_NAME } from "../../../../tests/support/user-fixture.ts";

let fixture: AuthorizeFixture;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
  const { servicePrincipals } = fixture.directory.read;
  const objectId = (await servicePrincipals.findByAppId(TENANT_ID, WEB_ID))?.objectId ?? "";
  const name = { tenantId: TENANT_ID, objectId };
  await fixture.identity.changeServicePrincipal(name, { requiresAssignment: true });
});

afterAll(() => fixture.close());

test("who is not assigned is told so on a page, and the application at a silent request", async () => {
  const { browser, answer } = await fixture.signedIn();
  expect(answer.status).toBe(400);
  for (const text of ["AADSTS50105", "Contoso Web", WEB_ID, USER_NAME, "Ask an administrator"]) {
    expect(answer.body).toContain(text);
  }
  const silent = await browser.get(fixture.url({ fields: { prompt: "none" } }));
  const { error_description: description = "", ...rest } = broughtBy(silent);
  expect(rest).toMatchObject({ error: "interaction_required", state: "a&b c" });
  expect(description).toContain("AADSTS50105");
  expect(description).not.toContain(USER_NAME);
  expect(fixture.signIns.filter(({ errorNumber }) => errorNumber === 50105)).toMatchObject([
    { result: "failure", appId: WEB_ID },
    { result: "failure", appId: WEB_ID },
  ]);
});

test("who is assigned signs in, and only an administrator consents to more", async () => {
  const assign = (principalId: string) =>
    fixture.identity.grantAppRole({
      tenantId: TENANT_ID,
      principalId,
      resourceAppId: WEB_ID,
      role: null,
    });
  await assign(fixture.user.objectId);
  const { browser, answer } = await fixture.signedIn();
  expect(broughtBy(answer)).toHaveProperty("code");
  const more = { fields: { scope: `${API}/Write` } };
  const asked = await browser.get(fixture.url(more));
  expect(asked.body).toContain("An administrator has to agree first");
  const forged = await browser.submit(asked, { action: "accept" });
  expect(broughtBy(forged)["error_description"]).toContain("AADSTS90094");
  await assign(fixture.administrator.objectId);
  const admin = await fixture.signedIn(more, ADMIN_NAME);
  expect(admin.answer.body).toContain('name="for_all"');
  expect(broughtBy(await admin.browser.submit(admin.answer, { action: "accept" }))).toHaveProperty(
    "code",
  );
});

test("an API for assigned users shows the same page, with its own name", async () => {
  const { servicePrincipals } = fixture.directory.read;
  const objectId = (await servicePrincipals.findByAppId(TENANT_ID, API_ID))?.objectId ?? "";
  const name = { tenantId: TENANT_ID, objectId };
  await fixture.identity.changeServicePrincipal(name, { requiresAssignment: true });
  const { answer } = await fixture.signedIn();
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("AADSTS50105");
  expect(answer.body).toContain(API_ID);
});
