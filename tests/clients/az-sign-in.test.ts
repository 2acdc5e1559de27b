/** PyPI's az signs in as everything that needs no browser, in each way of pointing it at us. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAz, openOwnCloudAz } from "../support/az.ts";
import {
  type AzForm,
  azTokenClaims,
  testAzBrowser,
  testAzPassword,
  testAzPrincipal,
  withAz,
} from "../support/az-sign-in.ts";
import { type ClientLab, lab as names, openClientLab } from "../support/client-lab.ts";

const LOGS = "https://api.loganalytics.io";

let lab: ClientLab;

beforeAll(async () => {
  lab = await openClientLab();
});

afterAll(async () => {
  await lab?.close();
});

describe("through the gateway", () => {
  const form: AzForm = {
    lab: () => lab,
    open: async (more) => openAz({ ...lab.server.env, ...more }),
  };
  testAzPrincipal(form);
  testAzPassword(form);
  testAzBrowser(form);
});

describe("at our own origins", () => {
  const form: AzForm = { lab: () => lab, open: (env = {}) => openOwnCloudAz(lab.ready, { env }) };
  testAzPrincipal(form);
  testAzBrowser(form);
});

describe("by the ADFS form", () => {
  // Elsewhere MSAL for Python asks port 443 for a user's realm, whatever the authority's port is.
  testAzPassword({ lab: () => lab, open: () => openOwnCloudAz(lab.ready, { isAdfs: true }) });
});

describe("as a machine with an identity of its own", () => {
  const open = async () => {
    const { identityEndpoint, identityHeader } = lab.ready.demo;
    return openAz({
      ...lab.server.env,
      NO_PROXY: "127.0.0.1",
      IDENTITY_ENDPOINT: identityEndpoint,
      IDENTITY_HEADER: identityHeader,
    });
  };

  test.each([
    ["--client-id", names.identity.appId],
    ["--object-id", names.identity.objectId],
    ["--resource-id", names.identity.resourceId],
  ])("az login --identity names it by %s", async (option, name) => {
    await withAz({ open }, async (az) => {
      // It has no role, so there is no subscription that it could see.
      await az.run("login", "--identity", option, name, "--allow-no-subscriptions");
      expect(await azTokenClaims(az, "--resource", LOGS)).toMatchObject({
        aud: LOGS,
        oid: names.identity.objectId,
        xms_mirid: names.identity.resourceId,
      });
    });
  });
});
