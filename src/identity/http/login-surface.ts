import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Clock, type Ids, limits } from "../../base/index.ts";
import { createSurface, type Logger, originOf } from "../../http/index.ts";
import { isUserGrant } from "../grants/find-grant.ts";
import type { Identity } from "../identity.ts";
import type { LearnSubject } from "../sign-in-events.ts";
import type { IssuedToken, TokenRequest } from "../tokens/token-request.ts";
import type { IssuedUserTokens } from "../tokens/user-token-request.ts";
import { addressOf } from "./address-of.ts";
import { addBrowserRoutes } from "./authorize/browser-routes.ts";
import { addCors } from "./cors.ts";
import { addDeviceCodeRoutes } from "./device-code-route.ts";
import { addDeviceSignIn } from "./device-sign-in-route.ts";
import { addDiscoveryRoutes } from "./discovery.ts";
import { writeLoginError } from "./error-body.ts";
import { addInstanceDiscovery } from "./instance-discovery.ts";
import type { SignInHint } from "./pages/page.ts";
import { clientSubject, recordToken } from "./record-token.ts";
import { formOf, isAdfs, type TenantRequest } from "./request-form.ts";
import { type ResourceReader, readTokenForm, type TokenForm } from "./token-form.ts";
import { readResourceV1, writeTokenV1 } from "./token-v1.ts";
import { readResourceV2, writeTokenV2 } from "./token-v2.ts";
import { addUserInfo } from "./user-info.ts";
import { addUserRealm } from "./user-realm.ts";
import { writeUserTokenV1, writeUserTokenV2 } from "./user-token-answer.ts";
import { readUserTokenForm } from "./user-token-form.ts";

export interface LoginSurfaceDependencies {
  readonly identity: Identity;
  readonly log: Logger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Who may be signed in with one click; of a demo only. */
  readonly signInHints?: readonly SignInHint[];
}

/** A dialect of the token endpoint: how it is asked, how it answers. */
interface Dialect {
  readonly version: 1 | 2;
  readonly readResource: ResourceReader;
  write(token: IssuedToken, request: TokenRequest): object;
  writeForUser(tokens: IssuedUserTokens, hasClientInfo: boolean): object;
}

const dialectV1: Dialect = {
  version: 1,
  readResource: readResourceV1,
  write: writeTokenV1,
  writeForUser: writeUserTokenV1,
};
const dialectV2: Dialect = {
  version: 2,
  readResource: readResourceV2,
  write: writeTokenV2,
  writeForUser: writeUserTokenV2,
};

/** The login host: token endpoints of both versions, discovery documents and keys. */
export function createLoginSurface(deps: LoginSurfaceDependencies): FastifyInstance {
  const { identity, log, clock, ids } = deps;
  const surface = createSurface({
    name: "login",
    log,
    ids,
    noStore: true,
    caseSensitive: false,
    bodyBytesMax: limits.http.formBodyBytesMax,
    writeError: (refusal, request) => writeLoginError(refusal, request, { clock, ids }),
  });
  const recording = { events: identity.signInEvents, clock, ids };
  const answer = async (
    request: FastifyRequest<TenantRequest>,
    reply: FastifyReply,
    dialect: Dialect,
  ): Promise<FastifyReply> => {
    const tokenForm = {
      tenant: request.params.tenant,
      origin: originOf(request.raw),
      form: formOf(request),
      authorization: request.headers.authorization,
      ipAddress: addressOf(request),
      browserOrigin: request.headers.origin,
    };
    const body = await recordToken(request, tokenForm.form, recording, (learn) =>
      isUserGrant(tokenForm.form.get("grant_type")?.trim() ?? "")
        ? answerForUser(tokenForm, dialect, identity, learn)
        : answerForApplication(tokenForm, dialect, identity, learn),
    );
    return reply
      .header("pragma", "no-cache")
      .type("application/json; charset=utf-8")
      .send(JSON.stringify(body));
  };
  // az points its ADFS form at /adfs and speaks the v2.0 dialect there.
  surface.post<TenantRequest>("/:tenant/oauth2/token", (request, reply) =>
    answer(request, reply, isAdfs(request.params.tenant) ? dialectV2 : dialectV1),
  );
  surface.post<TenantRequest>("/:tenant/oauth2/v2.0/token", (request, reply) =>
    answer(request, reply, dialectV2),
  );
  addDeviceCodeRoutes(surface, identity);
  addDeviceSignIn(surface, addBrowserRoutes(surface, deps), deps);
  addDiscoveryRoutes(surface, identity);
  addInstanceDiscovery(surface, identity);
  addUserRealm(surface, identity);
  addUserInfo(surface, deps);
  addCors(surface, identity);
  return surface;
}

async function answerForApplication(
  tokenForm: TokenForm,
  dialect: Dialect,
  identity: Identity,
  learn: LearnSubject,
): Promise<object> {
  const request = readTokenForm(tokenForm, dialect.readResource);
  learn(clientSubject(request));
  return dialect.write(await identity.issueFor({ ...request, learn }), request);
}

async function answerForUser(
  tokenForm: TokenForm,
  dialect: Dialect,
  identity: Identity,
  learn: LearnSubject,
): Promise<object> {
  const request = readUserTokenForm(tokenForm, dialect.version);
  learn(clientSubject(request));
  const hasClientInfo = tokenForm.form.get("client_info") === "1";
  return dialect.writeForUser(await identity.issueForUser({ ...request, learn }), hasClientInfo);
}
