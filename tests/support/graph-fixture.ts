import type { FastifyInstance } from "fastify";
import { createGraphSurface } from "../../src/graph/http/index.ts";
import { createLogger, type DenialLog } from "../../src/http/index.ts";
import { firstPartyAppIds } from "../../src/identity/index.ts";
import { denialLog } from "./denial-log.ts";
import { LOGIN } from "./identity-fixture.ts";
import type { LoginAnswer } from "./login-fixture.ts";
import { openUserFixture, type UserFixture } from "./user-fixture.ts";

export const GRAPH = "https://graph.microsoft.com";

export interface GraphCallOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Graph over the login fixture's tenant, with a user's token and an application's. */
export interface GraphFixture extends UserFixture {
  readonly graph: FastifyInstance;
  /** What was refused, and why. */
  readonly denials: DenialLog;
  readonly userToken: string;
  appToken(): Promise<string>;
  call(method: string, path: string, options?: GraphCallOptions): Promise<LoginAnswer>;
  get(path: string, options?: GraphCallOptions): Promise<LoginAnswer>;
}

export async function openGraphFixture(): Promise<GraphFixture> {
  const fixture = await openUserFixture();
  const { identity, clock, ids } = fixture;
  const denials = denialLog(clock);
  const graph = createGraphSurface({
    identity,
    authenticator: identity.authenticator,
    audiences: () => identity.audiencesOf(firstPartyAppIds.microsoftGraph),
    loginOrigin: () => LOGIN,
    denials,
    log: createLogger({ level: "silent" }),
    clock,
    ids,
  });
  const signedIn = await fixture.signIn("v2", {
    fields: { scope: `${GRAPH}/.default openid profile offline_access` },
  });
  const userToken = tokenOf(signedIn);
  const call: GraphFixture["call"] = async (method, path, { token, headers, body } = {}) =>
    await graph.inject({
      method: method as "GET",
      url: path.replaceAll(" ", "%20"),
      headers: {
        host: "graph.microsoft.com",
        authorization: `Bearer ${token ?? userToken}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  return {
    ...fixture,
    graph,
    denials,
    userToken,
    appToken: async () =>
      tokenOf(await fixture.ask("v2", { fields: { scope: `${GRAPH}/.default` } })),
    call,
    get: (path, options) => call("GET", path, options),
    close: async () => {
      await graph.close();
      await fixture.close();
    },
  };
}

function tokenOf(answer: LoginAnswer): string {
  const { access_token: token } = answer.json() as { access_token?: string };
  if (token === undefined) throw new Error(`no token: ${answer.body}`);
  return token;
}
