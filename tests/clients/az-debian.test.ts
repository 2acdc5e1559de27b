/** Debian's az, years older than PyPI's: through the gateway, and by the ADFS form without it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Az, findDebianAz, openAz, openOwnCloudAz } from "../support/az.ts";
import { azTokenClaims, testAzPassword, testAzPrincipal, withAz } from "../support/az-sign-in.ts";
import { type ClientLab, openClientLab } from "../support/client-lab.ts";

const LOGS = "https://api.loganalytics.io";

const program = findDebianAz();
let lab: ClientLab;

beforeAll(async () => {
  if (program !== undefined) lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

const forms: readonly [string, () => Promise<Az>][] = [
  ["through the gateway", async () => openAz(lab.server.env, program)],
  [
    "by the ADFS form",
    () => openOwnCloudAz(lab.ready, { isAdfs: true, ...(program !== undefined && { program }) }),
  ],
];

describe.skipIf(program === undefined).each(forms)("%s", (_name, open) => {
  testAzPrincipal({ lab: () => lab, open });
  testAzPassword({ lab: () => lab, open });

  test("a service principal signs in by its certificate", async () => {
    const { tenantId, demo } = lab.ready;
    const names = ["--username", demo.clientId, "--tenant", tenantId];
    await withAz({ open }, async (az) => {
      await az.run("login", "--service-principal", ...names, "--password", lab.pemFile());
      expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject({
        aud: LOGS,
        appid: demo.clientId,
        appidacr: "2",
      });
    });
  });
});
