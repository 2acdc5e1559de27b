import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ADMIN_NAME,
  type AuthorizeFixture,
  openAuthorizeFixture,
  PLAIN_ID,
} from "../../../tests/support/authorize-fixture.ts";
import { TENANT_ID } from "../../../tests/support/identity-fixture.ts";
import { PASSWORD, USER_NAME } from "../../../tests/support/user-fixture.ts";
import { createLogger, createSurface } from "../../http/index.ts";
import { directoryRoleIds } from "../directory-roles.ts";
import { addPortalConsent } from "./portal-consent-route.ts";

const SERVICE = "74658136-14ec-4630-ad9b-26e160ff0fc6";
const GRAPH_ID = "00000003-0000-0000-c000-000000000000";
const USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";

let fixture: AuthorizeFixture;
let portal: FastifyInstance;

beforeAll(async () => {
  fixture = await openAuthorizeFixture();
  portal = createSurface({
    name: "portal",
    log: createLogger({ level: "silent" }),
    writeError: () => ({ status: 501, body: {} }),
  });
  addPortalConsent(portal, fixture.identity);
  await fixture.identity.assignDirectoryRole({
    tenantId: TENANT_ID,
    principalId: fixture.administrator.objectId,
    roleTemplateId: directoryRoleIds.globalAdministrator,
  });
  await fixture.identity.updateApplication({
    tenantId: TENANT_ID,
    applicationObjectId: (await application()).objectId,
    requiredResourceAccess: [{ resourceAppId: GRAPH_ID, scopes: [USER_READ], roles: [] }],
  });
});

afterAll(async () => {
  await portal.close();
  await fixture.close();
});

async function application(): Promise<{ readonly objectId: string }> {
  const { items } = await fixture.identity.objects.applications.page(TENANT_ID, {
    condition: { kind: "compare", column: "appId", operator: "eq", value: PLAIN_ID },
    order: { column: "id", isDescending: false },
    after: undefined,
    limit: 1,
  });
  return { objectId: items[0]?.objectId ?? "" };
}

async function tokenOf(username: string, resource = SERVICE): Promise<string> {
  const fields = { username, password: PASSWORD, scope: `${resource}/.default` };
  const answer = await fixture.signIn("v2", { fields });
  return (answer.json() as { readonly access_token: string }).access_token;
}

const post = async (token: string | undefined, appId = PLAIN_ID, query = "onBehalfOfAll=true") => {
  const { statusCode, body } = await portal.inject({
    method: "POST",
    url: `/api/RegisteredApplications/${appId}/Consent?${query}`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return { statusCode, body };
};

test("an administrator's call gives what the registration needs, as often as it is sent", async () => {
  const token = await tokenOf(ADMIN_NAME);
  expect(await post(token)).toEqual({ statusCode: 204, body: "" });
  expect(await post(token)).toEqual({ statusCode: 204, body: "" });
});

test("others give nothing, and wrong calls are refused", async () => {
  const token = await tokenOf(ADMIN_NAME);
  const refused = async (call: ReturnType<typeof post>) => {
    const { statusCode, body } = await call;
    return [statusCode, (JSON.parse(body) as { error: { code: string } }).error.code];
  };
  expect(await refused(post(await tokenOf(USER_NAME)))).toEqual([403, "Forbidden"]);
  expect(await refused(post(undefined))).toEqual([401, "Unauthorized"]);
  const forGraph = await tokenOf(ADMIN_NAME, "https://graph.microsoft.com");
  expect(await refused(post(forGraph))).toEqual([401, "Unauthorized"]);
  expect(await refused(post(token, PLAIN_ID, ""))).toEqual([400, "BadRequest"]);
  expect(await refused(post(token, PLAIN_ID, "onBehalfOfAll=false"))).toEqual([400, "BadRequest"]);
  expect(await refused(post(token, SERVICE.replace("7", "8")))).toEqual([404, "NotFound"]);
});
