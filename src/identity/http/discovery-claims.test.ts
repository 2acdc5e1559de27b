import { afterAll, beforeAll, expect, test } from "vitest";
import { type CodeFixture, openCodeFixture } from "../../../tests/support/code-fixture.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import type { Version } from "../../../tests/support/login-fixture.ts";
import { claimsOf } from "../../../tests/support/user-fixture.ts";

/** Claims that mean nothing to anybody else. */
const PRIVATE: ReadonlySet<string> = new Set(["aio", "rh"]);

let fixture: CodeFixture;

beforeAll(async () => {
  fixture = await openCodeFixture();
});

afterAll(() => fixture.close());

async function supported(version: Version): Promise<readonly string[]> {
  const path = version === "v1" ? "" : "v2.0/";
  const url = `/${TENANT_ID}/${path}.well-known/openid-configuration`;
  return (await fixture.surface.inject({ url })).json().claims_supported;
}

test.each([
  ["v1", { scope: "openid profile email", resource: "https://graph.microsoft.com" }],
  ["v2", { scope: "openid profile email api://lab/Read" }],
] as const)(
  "the claims of %s tokens are those that its document names",
  async (version, asking) => {
    const code = await fixture.code({ ...asking, nonce: "n", tellsAuthTime: true });
    const { access_token, id_token } = (
      await fixture.exchange(version, { fields: { code } })
    ).json();
    const api = version === "v2" ? { scope: "api://lab/.default" } : {};
    const ofApplication = (await fixture.ask(version, { fields: api })).json().access_token;
    const names = [access_token, id_token, ofApplication].flatMap((token: string) =>
      Object.keys(claimsOf(token)),
    );
    const listed = await supported(version);
    expect(names.filter((name) => !listed.includes(name) && !PRIVATE.has(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(["auth_time", "nonce", "idtyp"]));
    expect(new Set(listed).size).toBe(listed.length);
  },
);
