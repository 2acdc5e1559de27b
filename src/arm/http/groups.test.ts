import { expect, test } from "vitest";
import { group, makeArmWorld, subscriptionId } from "../../../tests/support/arm-fixture.ts";

const GROUPS = "api-version=2021-04-01";

test("a PATCH of a group makes none that is gone meanwhile, and keeps tags that it does not name", async () => {
  const world = await makeArmWorld();
  const patch = { subscriptionId, location: "westeurope", isPatch: true };
  const gone = world.arm.createResourceGroup({ ...patch, name: "gone" });
  await expect(gone).rejects.toMatchObject({ code: "arm/group-not-found" });
  await world.call("PATCH", `${group}?${GROUPS}`, { body: { tags: { a: "b" } } });
  await world.arm.createResourceGroup({ ...patch, name: "demo" });
  expect(await world.call("PATCH", `${group}?${GROUPS}`, { body: {} })).toMatchObject({
    status: 200,
    body: { tags: { a: "b" } },
  });
});
