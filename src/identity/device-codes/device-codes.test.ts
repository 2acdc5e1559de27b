import { afterAll, beforeAll, expect, test } from "vitest";
import { standingClock } from "../../../tests/support/identity-fixture.ts";
import { systemIds } from "../../base/index.ts";
import { type Directory, openDirectory } from "../../storage/index.ts";
import { deviceCodes } from "./device-codes.ts";

let directory: Directory;

beforeAll(async () => {
  directory = await openDirectory(":memory:");
});

afterAll(() => directory.close());

const asked = { resource: "api://lab", prefix: "api://lab/", permissions: ["Read"], openid: [] };
const TOO_MANY = { code: "identity/device-codes-too-many" };

test("a client may have a thousand devices waiting, until the first are forgotten", async () => {
  const clock = standingClock();
  const codes = deviceCodes({ directory, clock, ids: systemIds });
  const start = (clientId: string) => codes.start({ clientId, tenantId: undefined, asked });
  for (let count = 0; count < 1_000; count += 1) await start("one");
  await expect(start("one")).rejects.toMatchObject(TOO_MANY);
  await start("other");
  clock.move(1_800_000);
  await start("one");
  expect((await directory.read.deviceCodes.count("one")).all).toBe(1);
});

test("neither code stands in the store", async () => {
  const codes = deviceCodes({ directory, clock: standingClock(), ids: systemIds });
  const made = await codes.start({ clientId: "two", tenantId: undefined, asked });
  const { sha256 } = await codes.find(made.userCode);
  const text = JSON.stringify(await directory.read.deviceCodes.find(sha256));
  expect(text).not.toContain(made.deviceCode);
  expect(text).not.toContain(made.userCode);
});
