import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids } from "../../base/index.ts";
import { readUserCode } from "../device-codes/user-code.ts";
import type { Identity } from "../identity.ts";
import type { BrowserAccount } from "../sign-in/browser-sessions.ts";
import { addressOf } from "./address-of.ts";
import { sendConsentPage, spellQuestion } from "./authorize/consent-page.ts";
import { type Exchange, endConversation } from "./authorize/conversation.ts";
import { sendErrorPage } from "./authorize/send-error-page.ts";
import type { SignInPurpose, SignInSteps } from "./authorize/sign-in-steps.ts";
import { DEVICE_PATH } from "./device-code-route.ts";
import { sendPage } from "./pages/send-page.ts";
import { beginSignIn } from "./sign-in-attempt.ts";
import { wordsFor } from "./wordings.ts";

export interface DeviceSignInDependencies {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly ids: Ids;
}

const PURPOSE = "device";
const TENANT = "common";
/** Where the code is entered. Source: the path of the service's own page. */
const ENTRY = "/oauth2/deviceauth";
const CONFIRM = "/appverify";
const CONSENT = "/oauth2/deviceauth/consent";

/** What the code-entry page says itself; every other refusal is a page of its own. */
const PROBLEMS: ReadonlySet<string> = new Set([
  "identity/user-code-unknown",
  "identity/user-code-expired",
  "identity/user-code-attempts",
]);

/**
 * What a person does for a device: enters its code, signs in, says that he means this application,
 * and consents where nobody did. Every form is one that his own browser got from here.
 *
 * `?otc=` or `?user_code=` fills in the code, which the person still has to send himself.
 *
 * Source: RFC 8628 sections 3.3 and 5.4.
 */
export function addDeviceSignIn(
  surface: FastifyInstance,
  steps: SignInSteps,
  deps: DeviceSignInDependencies,
): void {
  steps.serve(devicePurpose(steps, deps));
  surface.get(DEVICE_PATH, async (request, reply) => {
    const at = request.url.indexOf("?");
    return reply.redirect(`/${TENANT}${ENTRY}${at < 0 ? "" : request.url.slice(at)}`, 302);
  });
  surface.get(`/${TENANT}${ENTRY}`, (request, reply) =>
    steps.guard(request, reply, async () => {
      const begun = { purpose: PURPOSE, tenant: TENANT, state: {} };
      const exchange = await steps.begin(request, reply, begun);
      return sendEntry(exchange, { userCode: readUserCode(codeOfQuery(request)) ?? "" }, steps);
    }),
  );
  const post = (path: string, answer: (exchange: Exchange) => Promise<FastifyReply>): void => {
    surface.post(`/${TENANT}${path}`, (request, reply) =>
      steps.guard(request, reply, async () => answer(await steps.resume(request, reply, PURPOSE))),
    );
  };
  post(ENTRY, (exchange) => answerEntry(exchange, steps, deps));
  for (const [path, answer] of [
    [CONFIRM, answerConfirm],
    [CONSENT, answerConsent],
  ] as const) {
    post(path, async (exchange) => {
      const account = await steps.account(exchange);
      return account === undefined
        ? await steps.advance(exchange)
        : await answer(exchange, account, steps, deps);
    });
  }
}

function devicePurpose(
  steps: SignInSteps,
  { identity, clock, ids }: DeviceSignInDependencies,
): SignInPurpose {
  return {
    name: PURPOSE,
    endsAtApplication: false,

    async demand({ conversation }) {
      const { appName, tenantId } = await identity.describeDevice(codeOf(conversation.state));
      const tenantName =
        tenantId === undefined ? undefined : await identity.interactive.tenantName(tenantId);
      return {
        tenantId,
        // Whoever sent the code must not get tokens of an account that happened to be signed in.
        mustPick: true,
        mustProve: false,
        loginHint: undefined,
        sid: undefined,
        domainHint: undefined,
        maxAgeSeconds: undefined,
        isSilent: false,
        appName,
        ...(tenantName !== undefined && { tenantName }),
      };
    },

    async proceed(exchange, { user }) {
      const { appId, appName } = await identity.describeDevice(codeOf(exchange.conversation.state));
      return sendPage(exchange.reply, {
        kind: "device-confirm",
        form: steps.form(exchange, CONFIRM),
        appName,
        appId,
        userName: user.userPrincipalName,
      });
    },

    async refuse(exchange, failure) {
      const { request, reply } = exchange;
      endConversation(exchange);
      // Nothing was said about the device yet: another may sign in to it.
      if (failure.code === "identity/sign-in-cancelled") return reply.redirect(DEVICE_PATH, 303);
      beginSignIn(request, PURPOSE, { events: identity.signInEvents, clock, ids }).fail(failure);
      return sendErrorPage(request, reply, failure, { clock, ids });
    },
  };
}

async function answerEntry(
  exchange: Exchange,
  steps: SignInSteps,
  { identity }: DeviceSignInDependencies,
): Promise<FastifyReply> {
  const { request, conversation } = exchange;
  const userCode = fieldOf(exchange, "user_code");
  try {
    await identity.enterUserCode({ userCode, from: request.ip });
  } catch (error) {
    if (!(error instanceof Failure) || !PROBLEMS.has(error.code)) throw error;
    const { text } = wordsFor({ kind: "failure", failure: error }, request);
    return sendEntry(exchange, { userCode: userCode.slice(0, 40), problem: text }, steps);
  }
  const state = { userCode };
  return await steps.advance({ ...exchange, conversation: { ...conversation, state } });
}

async function answerConfirm(
  exchange: Exchange,
  account: BrowserAccount,
  steps: SignInSteps,
  deps: DeviceSignInDependencies,
): Promise<FastifyReply> {
  if (fieldOf(exchange, "action") !== "continue") return await decline(exchange, deps);
  return await approveOrAsk(exchange, account, undefined, steps, deps);
}

async function answerConsent(
  exchange: Exchange,
  account: BrowserAccount,
  steps: SignInSteps,
  deps: DeviceSignInDependencies,
): Promise<FastifyReply> {
  if (fieldOf(exchange, "action") !== "accept") return await decline(exchange, deps);
  const shown = exchange.conversation.state["shown"];
  return await approveOrAsk(exchange, account, shown, steps, deps);
}

/** `accepted` is the question that the person said yes to; what is granted is what he was shown. */
async function approveOrAsk(
  exchange: Exchange,
  account: BrowserAccount,
  accepted: string | undefined,
  steps: SignInSteps,
  deps: DeviceSignInDependencies,
): Promise<FastifyReply> {
  const { interactive, describeDevice } = deps.identity;
  const { user } = account;
  const device = await describeDevice(codeOf(exchange.conversation.state));
  const client = await interactive.findClient({ kind: "tenant", id: user.tenantId }, device.appId);
  const userObjectId = user.objectId;
  const { tenantId } = user;
  const subject = {
    ...{ tenantId, client, userObjectId, userName: user.userPrincipalName },
    ...{ asked: device.asked, isForced: false },
  };
  const question = await interactive.askConsent(subject);
  if (question !== undefined) {
    const shown = spellQuestion(question);
    if (shown !== accepted) {
      const { conversation } = exchange;
      const state = { ...conversation.state, shown };
      const asking = { ...exchange, conversation: { ...conversation, state } };
      return sendConsentPage(exchange.reply, {
        form: steps.form(asking, CONSENT),
        client,
        user,
        question,
        isAdministrator: await interactive.isAdministrator(user),
        publisher: (await interactive.tenantName(client.homeTenantId)) ?? "Microsoft",
      });
    }
    const isForAll = fieldOf(exchange, "for_all") === "1";
    await interactive.acceptConsent({ subject, question, user, isForAll });
  }
  return await approve(exchange, account, device, deps);
}

async function approve(
  exchange: Exchange,
  { user, amr, authenticatedAt, sid: sessionId }: BrowserAccount,
  { appId, appName }: { readonly appId: string; readonly appName: string },
  { identity, clock, ids }: DeviceSignInDependencies,
): Promise<FastifyReply> {
  const events = identity.signInEvents;
  const attempt = beginSignIn(exchange.request, PURPOSE, { events, clock, ids });
  const { tenantId, objectId: userObjectId, userPrincipalName: userName } = user;
  attempt.learn({ tenantId, userObjectId, userName, appId, appName });
  const userCode = codeOf(exchange.conversation.state);
  const ipAddress = addressOf(exchange.request);
  const session = { amr, authenticatedAt, sessionId, ipAddress };
  await identity.approveDevice({ userCode, tenantId, userObjectId, ...session });
  attempt.succeed();
  endConversation(exchange);
  return sendPage(exchange.reply, {
    kind: "notice",
    title: "You are signed in",
    text: `${appName} is signed in as ${userName} on your device. You can close this window.`,
  });
}

async function decline(
  exchange: Exchange,
  { identity }: DeviceSignInDependencies,
): Promise<FastifyReply> {
  await identity.declineDevice(codeOf(exchange.conversation.state));
  endConversation(exchange);
  return sendPage(exchange.reply, {
    kind: "notice",
    title: "You did not sign in",
    text: "The device was told that you do not want to sign in there. You can close this window.",
  });
}

function sendEntry(
  exchange: Exchange,
  filled: { readonly userCode: string; readonly problem?: string },
  steps: SignInSteps,
): FastifyReply {
  const form = steps.form(exchange, ENTRY);
  return sendPage(exchange.reply, { kind: "device-code", form, ...filled });
}

function codeOfQuery({ query }: FastifyRequest): string {
  const { otc, user_code: userCode } = query as Readonly<Record<string, unknown>>;
  return [otc, userCode].find((text): text is string => typeof text === "string") ?? "";
}

/** Sealed, so it is there once a code was entered; an entry page's own state holds none. */
const codeOf = (state: Readonly<Record<string, string>>): string => state["userCode"] ?? "";

function fieldOf({ request }: Exchange, name: string): string {
  return request.body instanceof URLSearchParams ? (request.body.get(name) ?? "") : "";
}
