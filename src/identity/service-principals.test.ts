import { afterEach, beforeEach, expect, test } from "vitest";
import { type IdentityFixture, openIdentityFixture } from "../../tests/support/identity-fixture.ts";
import { systemIds } from "../base/index.ts";
import { firstParty } from "./first-party.ts";
import { ensureServicePrincipal } from "./service-principals.ts";

let fixture: IdentityFixture;

beforeEach(async () => {
  fixture = await openIdentityFixture();
});

afterEach(() => fixture.close());

test("of several that make an application present at once each finds the same principal", async () => {
  const { identity, directory, clock, tenantId } = fixture;
  const { appId } = await identity.createApplication({ tenantId, displayName: "shared" });
  const own = firstParty(() => new Map());
  const made = await Promise.all(
    Array.from({ length: 5 }, () =>
      directory.write((repositories) =>
        ensureServicePrincipal(repositories, { clock, ids: systemIds }, own, { tenantId, appId }),
      ),
    ),
  );
  expect(new Set(made).size).toBe(1);
});

test("what cannot be made present is refused as ever", async () => {
  const { directory, clock, tenantId } = fixture;
  const own = firstParty(() => new Map());
  const place = { tenantId, appId: "99999999-2222-4333-8444-555555555555" };
  await expect(
    directory.write((repositories) =>
      ensureServicePrincipal(repositories, { clock, ids: systemIds }, own, place),
    ),
  ).rejects.toMatchObject({ code: "identity/application-not-found" });
});
