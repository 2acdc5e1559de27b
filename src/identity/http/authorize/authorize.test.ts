import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, openBrowser } from "../../../../tests/support/browser.ts";
import { TENANT_ID } from "../../../../tests/support/identity-fixture.ts";
import {
  AZURE_CLI,
  claimsOf,
  openUserFixture,
  PASSWORD,
  USER_NAME,
  type UserFixture,
} from "../../../../tests/support/user-fixture.ts";

const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let fixture: UserFixture;
let browser: Browser;

beforeAll(async () => {
  fixture = await openUserFixture();
  browser = openBrowser(fixture.surface);
});

afterAll(() => fixture.close());

const authorizeUrl = (fields: Readonly<Record<string, string>>, tenant = TENANT_ID): string =>
  `/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: AZURE_CLI,
    response_type: "code",
    redirect_uri: "http://localhost:8400",
    scope: "https://management.azure.com//.default offline_access openid profile",
    state: "st&te",
    client_info: "1",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...fields,
  })}`;

test("a sign-in by name and password ends at the client with a code that can be redeemed", async () => {
  const page = await browser.get(authorizeUrl({}));
  expect(page.status, page.body).toBe(200);
  expect(page.body).toContain("to continue to <b>Microsoft Azure CLI</b>");
  const done = await browser.submit(page, {
    username: USER_NAME,
    password: PASSWORD,
    action: "sign-in",
  });
  expect(done.status, done.body).toBe(302);
  expect(done.location?.origin).toBe("http://localhost:8400");
  const answer = Object.fromEntries(done.location?.searchParams ?? []);
  expect(answer).toEqual({
    code: expect.stringMatching(/^[A-Za-z0-9._-]{43,}$/),
    state: "st&te",
    session_state: expect.any(String),
    client_info: expect.any(String),
  });
  const token = await fixture.ask("v2", {
    fields: {
      grant_type: "authorization_code",
      client_id: AZURE_CLI,
      client_secret: undefined,
      code: answer["code"],
      redirect_uri: "http://localhost:8400",
      code_verifier: VERIFIER,
    },
  });
  expect(token.statusCode, token.body).toBe(200);
  expect(claimsOf(token.json().access_token)).toMatchObject({ upn: USER_NAME });
});
