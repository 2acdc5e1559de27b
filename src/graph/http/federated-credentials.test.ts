import { afterAll, beforeAll, expect, test } from "vitest";
import { type GraphFixture, openGraphFixture } from "../../../tests/support/graph-fixture.ts";

const CREDENTIAL = {
  name: "ci",
  issuer: "https://issuer.contoso.test/",
  subject: "main",
  audiences: ["api://AzureADTokenExchange"],
};

let fixture: GraphFixture;
let list: string;
beforeAll(async () => {
  fixture = await openGraphFixture();
  const made = await fixture.call("POST", "/v1.0/applications", { body: { displayName: "own" } });
  list = `/v1.0/applications/${made.json().id}/federatedIdentityCredentials`;
});
afterAll(() => fixture.close());

test("a federated credential is changed by its name, which stays", async () => {
  const made = await fixture.call("POST", list, { body: { ...CREDENTIAL, description: "old" } });
  expect(made.statusCode).toBe(201);
  const change = async (body: object) => await fixture.call("PATCH", `${list}/ci`, { body });
  const changed = { subject: "release", description: null };
  expect((await change({ ...CREDENTIAL, ...changed })).statusCode).toBe(204);
  const { value } = (await fixture.get(list)).json();
  expect(value).toEqual([{ id: made.json().id, ...CREDENTIAL, ...changed }]);
  for (const body of [{ name: "other" }, { subject: "" }, { issuer: "http://x.test" }, { x: 1 }]) {
    expect((await change(body)).statusCode, JSON.stringify(body)).toBe(400);
  }
  const other = { ...CREDENTIAL, name: "other" };
  expect((await fixture.call("POST", list, { body: other })).statusCode).toBe(201);
  expect((await change({ subject: "main" })).statusCode).toBe(400);
  expect((await fixture.call("PATCH", `${list}/none`, { body: {} })).statusCode).toBe(404);
});
