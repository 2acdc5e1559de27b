/** Debian's az, years older than PyPI's: through the gateway, and by the ADFS form without it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDebianAz, openAz, openOwnCloudAz } from "../support/az.ts";
import {
  type AzForm,
  azTokenClaims,
  testAzBrowser,
  testAzDeviceCode,
  testAzPassword,
  testAzPrincipal,
  withAz,
} from "../support/az-sign-in.ts";
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

const forms: readonly [string, AzForm["open"]][] = [
  ["through the gateway", async (more) => openAz({ ...lab.server.env, ...more }, program)],
  ["by the ADFS form", (env = {}) => openOwnCloudAz(lab.ready, { isAdfs: true, program, env })],
];

describe.skipIf(program === undefined).each(forms)("%s", (_name, open) => {
  const form: AzForm = { lab: () => lab, open };
  testAzPrincipal(form);
  testAzPassword(form);
  testAzBrowser(form);
  testAzDeviceCode(form);

  test("a service principal signs in by another issuer's token", async () => {
    const { tenantId, demo } = lab.ready;
    const names = ["--username", demo.clientId, "--tenant", tenantId];
    const proof = ["--federated-token", lab.foreignToken()];
    await withAz(form, async (az) => {
      await az.run("login", "--service-principal", ...names, ...proof);
      const claims = { aud: LOGS, appid: demo.clientId, appidacr: "2" };
      expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject(claims);
    });
  });

  test("a service principal signs in by its certificate", async () => {
    const { tenantId, demo } = lab.ready;
    const names = ["--username", demo.clientId, "--tenant", tenantId];
    await withAz(form, async (az) => {
      await az.run("login", "--service-principal", ...names, "--password", lab.pemFile());
      expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject({
        aud: LOGS,
        appid: demo.clientId,
        appidacr: "2",
      });
    });
  });
});

describe.skipIf(program === undefined)("on a machine with an identity", () => {
  test("az login --identity asks App Service's form of its time", async () => {
    const { demo, subscriptionId, tenantId } = lab.ready;
    const az = openAz(
      {
        ...lab.server.env,
        NO_PROXY: "127.0.0.1",
        APPSETTING_WEBSITE_SITE_NAME: "lab",
        MSI_ENDPOINT: demo.identityEndpoint,
        MSI_SECRET: demo.identityHeader,
      },
      program,
    );
    try {
      expect(await az.run("login", "--identity")).toMatchObject([{ id: subscriptionId, tenantId }]);
      expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject({
        aud: LOGS,
        idtyp: "app",
      });
    } finally {
      az.close();
    }
  });
});
