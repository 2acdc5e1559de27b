import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../../base/index.ts";
import { noteRequest, originOf } from "../../../http/index.ts";
import type { IdTokenHint } from "../../authorize/id-token-hint.ts";
import { matchRedirectUri } from "../../authorize/redirect-uri.ts";
import type { BrowserAccount, NotedClient } from "../../sign-in/browser-sessions.ts";
import type { TenantChoice } from "../../tenant-name.ts";
import type { Client } from "../../token-directory.ts";
import { issuerV2 } from "../../tokens/access-token.ts";
import { sendPage } from "../pages/send-page.ts";
import type { TenantRequest } from "../request-form.ts";
import { optional, readAuthorizeForm, requireOnce } from "./authorize-form.ts";
import { segmentOf } from "./authorize-plan.ts";
import type { AuthorizeDependencies } from "./authorize-routes.ts";
import { dropSessionCookie, readSessionCookie } from "./browser-cookies.ts";
import { beginConversation, type Exchange, formOf, resumeConversation } from "./conversation.ts";
import { withPath } from "./send-answer.ts";
import { sendErrorPage } from "./send-error-page.ts";
import { pickable } from "./sign-in-steps.ts";

const PURPOSE = "logout";
const HEADING = "You could not be signed out";
const PARAMETERS = [
  "id_token_hint",
  "logout_hint",
  "client_id",
  "post_logout_redirect_uri",
  "state",
] as const;

/** A request to end sign-ins, with what of it was proven. */
interface LogoutPlan {
  readonly form: URLSearchParams;
  readonly hint: IdTokenHint | undefined;
  /** The application that asks, where it is told. */
  readonly client: Client | undefined;
  /** Whether it is there, so that the browser may go on to it. */
  readonly mayReturn: boolean;
}

/**
 * The end-session endpoint of both versions: who is meant signs out, applications that he used are
 * told by hidden frames, and the browser goes on to an address that the application registered.
 *
 * Source: OpenID Connect RP-Initiated Logout and Front-Channel Logout; learn.microsoft.com/
 * entra/identity-platform/v2-protocols-oidc, "Send a sign-out request". As the service does, one
 * account signs out without a question, and of several one is picked.
 */
export function addLogoutRoutes(surface: FastifyInstance, deps: AuthorizeDependencies): void {
  const guard = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> => {
    noteRequest(request, { operation: "logout" });
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failure) return sendErrorPage(request, reply, error, deps, HEADING);
      throw error;
    }
  };
  for (const url of ["/:tenant/oauth2/logout", "/:tenant/oauth2/v2.0/logout"]) {
    surface.route<TenantRequest>({
      method: ["GET", "POST"],
      url,
      handler: (request, reply) =>
        guard(request, reply, () => answerLogout(request, reply, request.params.tenant, deps)),
    });
  }
  surface.post("/:tenant/logout/account", (request, reply) =>
    guard(request, reply, () => answerPicked(request, reply, deps)),
  );
}

async function answerLogout(
  request: FastifyRequest,
  reply: FastifyReply,
  tenant: string,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const { identity } = deps;
  const choice = await identity.resolveTenant(tenant);
  const form = readAuthorizeForm(request);
  const exchange = await beginConversation(
    request,
    reply,
    { purpose: PURPOSE, tenant: segmentOf(choice), state: { form: form.toString() } },
    conversationDeps(deps),
  );
  const plan = await planLogout(form, choice, deps);
  const meant = accountsMeant(exchange, plan);
  return meant === undefined
    ? sendPicker(exchange, deps)
    : await signOut(exchange, plan, meant, deps);
}

function sendPicker(exchange: Exchange, deps: AuthorizeDependencies): FastifyReply {
  return sendPage(exchange.reply, {
    kind: "account-picker",
    purpose: "sign-out",
    form: formOf(exchange, "/logout/account", true, conversationDeps(deps)),
    accounts: pickable(exchange.session?.accounts ?? []),
  });
}

async function answerPicked(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const exchange = await resumeConversation(request, reply, conversationDeps(deps));
  if (exchange.conversation.purpose !== PURPOSE) {
    throw new Failure("identity/conversation-unknown", "another kind of page");
  }
  const picked = (request.body as URLSearchParams).get("account");
  if (picked === null) return sendPicker(exchange, deps);
  const accounts = (exchange.session?.accounts ?? []).filter(
    ({ user }) => user.objectId === picked,
  );
  const form = new URLSearchParams(exchange.conversation.state["form"]);
  const choice = await deps.identity.resolveTenant(exchange.conversation.tenant);
  return await signOut(exchange, await planLogout(form, choice, deps), accounts, deps);
}

/** What an application may have lost since the user signed in to it; he signs out all the same. */
const DISABLED: ReadonlySet<string> = new Set(["identity/service-principal-disabled"]);
const KEY_GONE: ReadonlySet<string> = new Set(["identity/id-token-hint-key"]);

/** Judged before anybody signs out: a wrong address is refused, and changes nothing. */
async function planLogout(
  form: URLSearchParams,
  choice: TenantChoice,
  { identity }: AuthorizeDependencies,
): Promise<LogoutPlan> {
  requireOnce(form, PARAMETERS);
  const { interactive } = identity;
  const hintText = optional(form, "id_token_hint");
  const hint =
    hintText === undefined
      ? undefined
      : await unlessGone(interactive.readIdTokenHint(hintText), KEY_GONE);
  const named = optional(form, "client_id")?.trim().toLowerCase();
  if (hint !== undefined && named !== undefined && named !== hint.clientId) {
    throw new Failure("identity/id-token-hint-differs", "two applications are named");
  }
  const appId = hint?.clientId ?? named;
  const place = hint === undefined ? choice : ({ kind: "tenant", id: hint.tenantId } as const);
  // Of an application that an id token proves, whatever became of it is no fault of the request.
  const client =
    appId === undefined
      ? undefined
      : await unlessGone(
          interactive.findClient(place, appId),
          hint === undefined ? DISABLED : undefined,
        );
  const sent = optional(form, "post_logout_redirect_uri");
  if (client !== undefined && sent !== undefined) matchRedirectUri(client, sent);
  const isProven = hintText === undefined || hint !== undefined;
  return {
    form,
    hint,
    client,
    mayReturn: isProven && (appId === undefined || client !== undefined),
  };
}

/** Undefined where the search fails for one of `reasons`; for any `Failure` without them. */
async function unlessGone<Found>(
  search: Promise<Found>,
  reasons?: ReadonlySet<string>,
): Promise<Found | undefined> {
  try {
    return await search;
  } catch (error) {
    if (error instanceof Failure && reasons?.has(error.code) !== false) return undefined;
    throw error;
  }
}

/** Undefined where the person must say it. */
function accountsMeant(
  { session }: Exchange,
  { form, hint }: LogoutPlan,
): readonly BrowserAccount[] | undefined {
  const accounts = session?.accounts ?? [];
  if (hint !== undefined) return accounts.filter(({ user }) => hint.isOf(user));
  const logoutHint = optional(form, "logout_hint")?.toLowerCase();
  const hinted = accounts.filter(
    ({ user, sid }) => user.userPrincipalName.toLowerCase() === logoutHint || sid === logoutHint,
  );
  if (hinted.length > 0) return hinted;
  return accounts.length > 1 ? undefined : accounts;
}

async function signOut(
  exchange: Exchange,
  plan: LogoutPlan,
  accounts: readonly BrowserAccount[],
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const { request, reply, session } = exchange;
  const { sessions } = deps.identity.interactive;
  const noted = session === undefined ? [] : await sessions.signOut(session, accounts);
  const isOver = session === undefined || accounts.length === session.accounts.length;
  if (isOver && readSessionCookie(request) !== undefined) dropSessionCookie(reply);
  const told = await Promise.all(noted.map((one) => toldClient(one, deps)));
  const clients = told.filter((one) => one !== undefined);
  const next = nextAddress(
    plan,
    clients.map(({ client }) => client),
  );
  const origin = originOf(request.raw);
  const uris = clients.flatMap(({ client, noted: { sid, tenantId } }) =>
    client.logoutUrl === undefined
      ? []
      : [withQuery(client.logoutUrl, { iss: issuerV2(origin, tenantId), sid })],
  );
  if (next !== undefined && uris.length === 0) return reply.redirect(next, 302);
  return sendPage(reply, {
    kind: "notice",
    title: "You are signed out",
    text:
      next === undefined && optional(plan.form, "post_logout_redirect_uri") !== undefined
        ? `${NOT_SENT_BACK} ${CLOSE_WINDOWS}`
        : CLOSE_WINDOWS,
    frontChannelLogoutUris: uris,
    ...(next !== undefined && {
      next: { uri: next, text: "Back to the application", isFollowed: true },
    }),
  });
}

const CLOSE_WINDOWS = "It is a good idea to close all windows of your browser.";
const NOT_SENT_BACK =
  "You are not sent back to the application: the address to go to could not be verified as its own.";

async function toldClient(
  noted: NotedClient,
  { identity }: AuthorizeDependencies,
): Promise<{ readonly client: Client; readonly noted: NotedClient } | undefined> {
  const choice = { kind: "tenant", id: noted.tenantId } as const;
  // Where it was removed or disabled meanwhile, there is nobody to tell.
  const client = await unlessGone(identity.interactive.findClient(choice, noted.clientId));
  return client && { client, noted };
}

/**
 * Where the browser goes on to. An address without any application that it belongs to is not followed,
 * since it may be anybody's; the page says so.
 */
function nextAddress(
  { form, client, mayReturn }: LogoutPlan,
  used: readonly Client[],
): string | undefined {
  const sent = optional(form, "post_logout_redirect_uri");
  if (sent === undefined || !mayReturn) return undefined;
  const isRegistered = (client === undefined ? used : [client]).some((one) => isOwn(one, sent));
  if (!isRegistered) return undefined;
  const state = optional(form, "state");
  const address = withPath(sent);
  return state === undefined ? address : withQuery(address, { state });
}

function isOwn(client: Client, sent: string): boolean {
  try {
    matchRedirectUri(client, sent);
    return true;
  } catch {
    return false;
  }
}

function withQuery(uri: string, fields: Readonly<Record<string, string>>): string {
  return `${uri}${uri.includes("?") ? "&" : "?"}${new URLSearchParams(fields)}`;
}

const conversationDeps = ({ identity, clock, ids }: AuthorizeDependencies) => ({
  interactive: identity.interactive,
  clock,
  ids,
});
