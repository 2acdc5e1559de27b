import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids } from "../../../base/index.ts";
import { originOf } from "../../../http/index.ts";
import type { ConsentQuestion, ConsentSubject } from "../../authorize/consent-question.ts";
import type { IdTokenHint } from "../../authorize/id-token-hint.ts";
import { isGuid } from "../../guid.ts";
import type { Identity } from "../../identity.ts";
import type { BrowserAccount } from "../../sign-in/browser-sessions.ts";
import { subjectOfUser } from "../../sign-in/check-password.ts";
import type { Client } from "../../token-directory.ts";
import type { AuthorizationAnswer } from "../../tokens/answer-authorization.ts";
import { addressOf } from "../address-of.ts";
import { beginSignIn, type SignInAttempt } from "../sign-in-attempt.ts";
import { clientInfo } from "../user-token-answer.ts";
import { optional, readAuthorizeForm } from "./authorize-form.ts";
import { type AuthorizePlan, planAnswer, planOf, segmentOf } from "./authorize-plan.ts";
import { type AuthorizeRequest, readAuthorizeRequest } from "./authorize-request.ts";
import { sendConsentPage, spellQuestion } from "./consent-page.ts";
import { type Exchange, endConversation } from "./conversation.ts";
import { sendAnswer, sendRefusal } from "./send-answer.ts";
import { sendErrorPage } from "./send-error-page.ts";
import type { SignInDemand, SignInPurpose, SignInSteps } from "./sign-in-steps.ts";

export interface AuthorizeDependencies {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly ids: Ids;
}

const PURPOSE = "authorize";

/** A request whose user is known, with the client as his tenant knows it. */
interface Situation {
  readonly exchange: Exchange;
  readonly plan: AuthorizePlan;
  readonly request: AuthorizeRequest;
  readonly client: Client;
  readonly account: BrowserAccount;
}

/**
 * The authorization endpoint of both versions and the consent page: query or form → whom to answer →
 * what is asked → who sits there (`SignInSteps`) → what he consents to → the answer.
 */
export function addAuthorizeRoutes(
  surface: FastifyInstance,
  steps: SignInSteps,
  deps: AuthorizeDependencies,
): void {
  steps.serve(authorizePurpose(steps, deps));
  const route = (path: string, version: (tenant: string) => 1 | 2): void => {
    surface.route<{ Params: { tenant: string } }>({
      method: ["GET", "POST"],
      url: path,
      handler: (request, reply) => {
        const { tenant } = request.params;
        return steps.guard(request, reply, () =>
          answerRequest(request, reply, { tenant, version: version(tenant) }, steps, deps),
        );
      },
    });
  };
  // az points its ADFS form at /adfs and speaks the v2.0 dialect there.
  route("/:tenant/oauth2/authorize", (tenant) => (tenant.toLowerCase() === "adfs" ? 2 : 1));
  route("/:tenant/oauth2/v2.0/authorize", () => 2);
  surface.post("/:tenant/consent/set", (request, reply) =>
    steps.guard(request, reply, () => answerConsent(request, reply, steps, deps)),
  );
}

async function answerRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, version }: { readonly tenant: string; readonly version: 1 | 2 },
  steps: SignInSteps,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const form = readAuthorizeForm(request);
  const attempt = beginAttempt(request, deps);
  const named = optional(form, "client_id")?.trim() ?? "";
  if (isGuid(named)) attempt.learn({ appId: named.toLowerCase() });
  let plan: AuthorizePlan;
  try {
    plan = await planAnswer(tenant, form, version, deps.identity, attempt.learn);
  } catch (error) {
    attempt.fail(error);
    throw error;
  }
  const exchange = await steps.begin(request, reply, {
    purpose: PURPOSE,
    tenant: segmentOf(plan.choice),
    state: { form: form.toString(), version: String(version) },
  });
  // Judged before anything is asked: nobody should sign in for what cannot be answered.
  readAuthorizeRequest(form, version, plan.client, plan.redirect);
  return await steps.advance(exchange);
}

function authorizePurpose(steps: SignInSteps, deps: AuthorizeDependencies): SignInPurpose {
  return {
    name: PURPOSE,
    endsAtApplication: true,

    async demand(exchange) {
      const plan = await planOf(exchange, deps.identity);
      const { form, version, client, redirect, choice } = plan;
      const request = readAuthorizeRequest(form, version, client, redirect);
      return await demandOf(request, plan, choice.kind === "tenant" ? choice.id : undefined, deps);
    },

    async proceed(exchange, account) {
      const situation = await situationOf(exchange, account, deps);
      const question = await ask(situation, deps);
      if (question === undefined) return await answer(situation, deps);
      const { request, client } = situation;
      if (request.prompts.has("none")) {
        throw new Failure("identity/consent-required", "nothing may be shown", {
          facts: { appId: client.appId, appName: client.displayName },
        });
      }
      return await showQuestion(situation, question, steps, deps);
    },

    async refuse(exchange, failure) {
      const { request, reply } = exchange;
      const plan = await planOf(exchange, deps.identity);
      beginAttempt(request, deps, plan).fail(failure);
      endConversation(exchange);
      if (failure.code === "identity/user-not-assigned") {
        return refuseUnassigned(exchange, plan, failure, deps);
      }
      return sendRefusal(request, reply, plan.target, failure, deps);
    },
  };
}

/** Seen: the service keeps the person on a page of its own, unless nothing may be shown. */
function refuseUnassigned(
  { request, reply }: Exchange,
  { form, version, client, redirect, target }: AuthorizePlan,
  failure: Failure,
  deps: AuthorizeDependencies,
): FastifyReply {
  const { prompts } = readAuthorizeRequest(form, version, client, redirect);
  if (!prompts.has("none")) return sendErrorPage(request, reply, failure, deps);
  const { facts, message } = failure;
  const silent = new Failure("identity/user-not-assigned-silently", message, { facts });
  return sendRefusal(request, reply, target, silent, deps);
}

async function demandOf(
  request: AuthorizeRequest,
  { client }: AuthorizePlan,
  tenantId: string | undefined,
  { identity }: AuthorizeDependencies,
): Promise<SignInDemand> {
  const { prompts, loginHint, domainHint, sid, maxAgeSeconds } = request;
  const hint = await readHint(request, identity);
  const tenantName =
    tenantId === undefined ? undefined : await identity.interactive.tenantName(tenantId);
  return {
    tenantId,
    mustPick: prompts.has("select_account"),
    mustProve: prompts.has("login"),
    loginHint,
    isMeant: hint && (({ user }) => hint.isOf(user)),
    domainHint,
    sid,
    maxAgeSeconds,
    isSilent: prompts.has("none"),
    appId: client.appId,
    appName: client.displayName,
    ...(tenantName !== undefined && { tenantName }),
  };
}

async function answerConsent(
  httpRequest: FastifyRequest,
  reply: FastifyReply,
  steps: SignInSteps,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const exchange = await steps.resume(httpRequest, reply, PURPOSE);
  const account = await steps.account(exchange);
  // Who signed out, lost his password meanwhile or never proved himself as demanded is asked.
  if (account === undefined) return await steps.advance(exchange);
  const situation = await situationOf(exchange, account, deps);
  const { client } = situation;
  const form = httpRequest.body as URLSearchParams;
  if (form.get("action") !== "accept") {
    throw new Failure("identity/consent-declined", "declined", {
      facts: { appId: client.appId, appName: client.displayName },
    });
  }
  const question = await ask(situation, deps);
  if (question !== undefined) {
    // What is granted is what was shown, also where the registration changed meanwhile.
    if (spellQuestion(question) !== exchange.conversation.state["shown"]) {
      return await showQuestion(situation, question, steps, deps);
    }
    await deps.identity.interactive.acceptConsent({
      subject: subjectOf(situation),
      question,
      user: account.user,
      isForAll: form.get("for_all") === "1",
    });
  }
  // Read again: consent may have made it present in the tenant.
  const choice = { kind: "tenant", id: account.user.tenantId } as const;
  const present = await deps.identity.interactive.findClient(choice, client.appId);
  return await answer({ ...situation, client: present }, deps);
}

const ask = (
  situation: Situation,
  { identity }: AuthorizeDependencies,
): Promise<ConsentQuestion | undefined> => identity.interactive.askConsent(subjectOf(situation));

function subjectOf({ client, account, request }: Situation): ConsentSubject {
  return {
    tenantId: account.user.tenantId,
    client,
    userObjectId: account.user.objectId,
    userName: account.user.userPrincipalName,
    asked: request.asked,
    isForced: request.prompts.has("consent"),
  };
}

async function showQuestion(
  { exchange, client, account }: Situation,
  question: ConsentQuestion,
  steps: SignInSteps,
  { identity }: AuthorizeDependencies,
): Promise<FastifyReply> {
  const { conversation } = exchange;
  const state = { ...conversation.state, shown: spellQuestion(question) };
  const form = steps.form(
    { ...exchange, conversation: { ...conversation, state } },
    "/Consent/Set",
  );
  const publisher = await identity.interactive.tenantName(client.homeTenantId);
  return sendConsentPage(exchange.reply, {
    form,
    client,
    user: account.user,
    question,
    isAdministrator: await identity.interactive.isAdministrator(account.user),
    publisher: publisher ?? "Microsoft",
  });
}

async function answer(
  { exchange, plan, request, client, account }: Situation,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const { identity } = deps;
  const { user, amr, authenticatedAt, sid } = account;
  const { asked, responseTypes, nonce, challenge, capabilities, tellsAuthTime } = request;
  const attempt = beginAttempt(exchange.request, deps, plan);
  attempt.learn({ tenantId: user.tenantId, ...subjectOfUser(user) });
  const made = await identity.answerAuthorization({
    tenantId: user.tenantId,
    origin: originOf(exchange.request.raw),
    client,
    session: {
      ...{ user, amr, authenticatedAt, from: undefined, asked, sessionId: sid },
      ipAddress: addressOf(exchange.request),
    },
    version: plan.version,
    asked,
    redirect: plan.redirect,
    responseTypes,
    nonce,
    challenge,
    capabilities,
    tellsAuthTime,
    learn: attempt.learn,
  });
  await identity.interactive.sessions.noteClient(account, client.appId);
  attempt.succeed();
  endConversation(exchange);
  return sendAnswer(exchange.reply, plan.target, {
    ...spellAnswer(made),
    session_state: sid,
    ...(request.hasClientInfo && {
      client_info: clientInfo({ userObjectId: user.objectId, tenantId: user.tenantId }),
    }),
  });
}

function spellAnswer({
  code,
  accessToken,
  idToken,
}: AuthorizationAnswer): Readonly<Record<string, string>> {
  return {
    ...(code !== undefined && { code }),
    ...(accessToken !== undefined && {
      access_token: accessToken.text,
      token_type: "Bearer",
      expires_in: String(accessToken.expiresInSeconds),
      scope: accessToken.scope,
    }),
    ...(idToken !== undefined && { id_token: idToken }),
  };
}

async function situationOf(
  exchange: Exchange,
  account: BrowserAccount,
  deps: AuthorizeDependencies,
): Promise<Situation> {
  const plan = await planOf(exchange, deps.identity);
  const { form, version, redirect } = plan;
  const choice = { kind: "tenant", id: account.user.tenantId } as const;
  const client = await deps.identity.interactive.findClient(choice, plan.client.appId);
  const request = readAuthorizeRequest(form, version, client, redirect);
  const hint = await readHint(request, deps.identity);
  if (hint !== undefined && !hint.isOf(account.user)) {
    throw new Failure("identity/hinted-user-differs", "another user signed in");
  }
  return { exchange, plan, request, client, account };
}

const readHint = async (
  { idTokenHint }: AuthorizeRequest,
  { interactive }: Identity,
): Promise<IdTokenHint | undefined> =>
  idTokenHint === undefined ? undefined : await interactive.readIdTokenHint(idTokenHint);

function beginAttempt(
  request: FastifyRequest,
  { identity, clock, ids }: AuthorizeDependencies,
  plan?: AuthorizePlan,
): SignInAttempt {
  const attempt = beginSignIn(request, PURPOSE, { events: identity.signInEvents, clock, ids });
  if (plan !== undefined) {
    const { choice, client } = plan;
    attempt.learn({
      ...(choice.kind === "tenant" && { tenantId: choice.id }),
      appId: client.appId,
      appName: client.displayName,
    });
  }
  return attempt;
}
