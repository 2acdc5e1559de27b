import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../../base/index.ts";
import type { BrowserAccount } from "../../sign-in/browser-sessions.ts";
import { type AccountDemand, chooseAccount } from "../../sign-in/choose-account.ts";
import type { PageForm, PickableAccount, SignInHint, SignInPage } from "../pages/page.ts";
import { sendPage } from "../pages/send-page.ts";
import { beginSignIn, type SignInAttemptDependencies } from "../sign-in-attempt.ts";
import { wordsFor } from "../wordings.ts";
import { writeSessionCookie } from "./browser-cookies.ts";
import {
  beginConversation,
  type Conversation,
  type ConversationDependencies,
  type Exchange,
  formOf,
  resumeConversation,
} from "./conversation.ts";
import { sendErrorPage } from "./send-error-page.ts";

/** What a purpose wants of the user, and what its pages say. */
export interface SignInDemand extends AccountDemand {
  /** Whether nothing may be shown: what would have to be asked is refused instead. */
  readonly isSilent: boolean;
  readonly appId?: string;
  readonly appName?: string;
  readonly tenantName?: string;
}

/** What people sign in for: an application's request, or a device that waits. */
export interface SignInPurpose {
  readonly name: string;
  /** Whether the answers to its forms may redirect to an application. */
  readonly endsAtApplication: boolean;
  demand(exchange: Exchange): Promise<SignInDemand>;
  /** Goes on with the account that is signed in as demanded. */
  proceed(exchange: Exchange, account: BrowserAccount): Promise<FastifyReply>;
  /** Answers what was thrown while it was its turn, and a sign-in that was cancelled. */
  refuse(exchange: Exchange, failure: Failure): Promise<FastifyReply>;
}

export interface SignInStepsDependencies
  extends ConversationDependencies,
    Omit<SignInAttemptDependencies, "events"> {
  readonly events: SignInAttemptDependencies["events"];
  /** Who may be signed in with one click; of a demo only. */
  readonly hints: readonly SignInHint[];
}

/**
 * Finds out who sits at a browser, for any purpose.
 *
 * A purpose is `serve`d once. `begin` starts a conversation and `advance` leads it: it shows the
 * picker or asks for the password, over as many requests as that takes, and calls the purpose's
 * `proceed` when the account is known. Pages of the purpose's own carry `form(…)`, and what they
 * post is opened by `resume`. `account` judges anew who was picked, since the form of any page of
 * the conversation may be posted anywhere: undefined sends back to `advance`, which asks. `guard`
 * runs the work of a route, and answers every `Failure` by a page, or by the purpose's `refuse` once
 * the conversation is known.
 *
 * ```ts
 * surface.post("/:tenant/oauth2/deviceauth", (request, reply) =>
 *   steps.guard(request, reply, async () => {
 *     const exchange = await steps.begin(request, reply, { purpose: "device", tenant, state: { userCode } });
 *     return await steps.advance(exchange);
 *   }),
 * );
 * ```
 */
export interface SignInSteps {
  serve(purpose: SignInPurpose): void;
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    begun: Pick<Conversation, "purpose" | "tenant" | "state">,
  ): Promise<Exchange>;
  /**
   * Only conversations of `purpose` go on; those of any where it is left out.
   *
   * @throws {Failure} what `resumeConversation` throws.
   */
  resume(request: FastifyRequest, reply: FastifyReply, purpose?: string): Promise<Exchange>;
  /** The account of a conversation; undefined unless it is signed in as the purpose demands. */
  account(exchange: Exchange): Promise<BrowserAccount | undefined>;
  advance(exchange: Exchange): Promise<FastifyReply>;
  /** `path` follows the tenant's segment, as in `/login`. */
  form(exchange: Exchange, path: string): PageForm;
  guard(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply>;
}

/** Where the pages of every purpose post to. Source: the paths of the service's own pages. */
const LOGIN = "/login";
const REPROCESS = "/reprocess";

/** Adds the routes of the sign-in pages, and hands back what purposes are built from. */
export function addSignInSteps(
  surface: FastifyInstance,
  deps: SignInStepsDependencies,
): SignInSteps {
  const purposes = new Map<string, SignInPurpose>();
  const purposeOf = ({ conversation }: Exchange): SignInPurpose => {
    const purpose = purposes.get(conversation.purpose);
    if (purpose === undefined) throw leadsElsewhere();
    return purpose;
  };
  const open = new WeakMap<FastifyRequest, Exchange>();
  const steps: SignInSteps = {
    serve: (purpose) => void purposes.set(purpose.name, purpose),
    async begin(request, reply, begun) {
      const exchange = await beginConversation(request, reply, begun, deps);
      open.set(request, exchange);
      return exchange;
    },
    async resume(request, reply, purpose) {
      const exchange = await resumeConversation(request, reply, deps);
      const { name } = purposeOf(exchange);
      if (purpose !== undefined && purpose !== name) throw leadsElsewhere();
      open.set(request, exchange);
      return exchange;
    },
    async account(exchange) {
      const demand = await purposeOf(exchange).demand(exchange);
      const { session, conversation } = exchange;
      const choice = chooseAccount(session, demand, conversation, deps.clock.now());
      return choice.kind === "account" ? choice.account : undefined;
    },
    form: (exchange, path) => formOf(exchange, path, purposeOf(exchange).endsAtApplication, deps),
    advance: (exchange) => advance(exchange, purposeOf(exchange), steps, deps),
    async guard(request, reply, work) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const exchange = open.get(request);
        if (exchange === undefined) return sendErrorPage(request, reply, error, deps);
        open.delete(request);
        // What goes wrong while the application is told is for the person alone.
        return await steps.guard(request, reply, () => purposeOf(exchange).refuse(exchange, error));
      }
    },
  };
  const post = (path: string, answer: (exchange: Exchange) => Promise<FastifyReply>): void => {
    surface.post(`/:tenant${path}`, (request, reply) =>
      steps.guard(request, reply, async () => {
        return await answer(await steps.resume(request, reply));
      }),
    );
    // Who opens the address of such a page again has nothing to post.
    surface.get(`/:tenant${path}`, (request, reply) =>
      steps.guard(request, reply, async () => {
        throw new Failure("identity/page-not-posted", "a page was opened by its address");
      }),
    );
  };
  post(LOGIN, (exchange) => answerLogin(exchange, purposeOf(exchange), steps, deps));
  post(REPROCESS, (exchange) => answerPicker(exchange, purposeOf(exchange), steps, deps));
  return steps;
}

async function advance(
  exchange: Exchange,
  purpose: SignInPurpose,
  steps: SignInSteps,
  deps: SignInStepsDependencies,
): Promise<FastifyReply> {
  const demand = await purpose.demand(exchange);
  const { session, conversation } = exchange;
  const choice = chooseAccount(session, demand, conversation, deps.clock.now());
  switch (choice.kind) {
    case "account": {
      const pickedUserId = choice.account.user.objectId;
      const picked = { ...exchange, conversation: { ...conversation, pickedUserId } };
      return await purpose.proceed(picked, choice.account);
    }
    case "pick":
      if (demand.isSilent) {
        const isAmbiguous = choice.accounts.filter(({ isSignedIn }) => isSignedIn).length > 1;
        throw silent(isAmbiguous ? "identity/account-ambiguous" : "identity/login-required");
      }
      return sendPicker(exchange, demand, choice.accounts, steps);
    default:
      if (demand.isSilent) throw silent("identity/login-required");
      return sendSignIn(exchange, demand, { userName: choice.userName }, steps, deps);
  }
}

async function answerLogin(
  exchange: Exchange,
  purpose: SignInPurpose,
  steps: SignInSteps,
  deps: SignInStepsDependencies,
): Promise<FastifyReply> {
  const form = exchange.request.body as URLSearchParams;
  const action = form.get("action");
  if (action === "cancel") throw new Failure("identity/sign-in-cancelled", "cancelled");
  const demand = await purpose.demand(exchange);
  if (action === "other-account") {
    return sendPicker(exchange, demand, exchange.session?.accounts ?? [], steps);
  }
  const userName = (form.get("username") ?? "").trim();
  const attempt = beginSignIn(exchange.request, purpose.name, deps);
  const { appId, appName } = demand;
  attempt.learn({
    ...(appId !== undefined && { appId }),
    ...(appName !== undefined && { appName }),
  });
  try {
    const passwordText = form.get("password") ?? "";
    const tenantId = await tenantFor(userName, demand, deps);
    attempt.learn({ tenantId });
    const { learn } = attempt;
    const user = await deps.interactive.checkPassword({ tenantId, userName, passwordText, learn });
    const signedIn = await deps.interactive.sessions.signIn(exchange.session, user, ["pwd"]);
    writeSessionCookie(exchange.reply, signedIn.cookie);
    const proven = { pickedUserId: user.objectId, hasProven: true };
    const conversation = { ...exchange.conversation, ...proven };
    return await steps.advance({ ...exchange, conversation, session: signedIn.session });
  } catch (error) {
    const field = error instanceof Failure ? PROBLEM_FIELDS[error.code] : undefined;
    if (!(error instanceof Failure) || field === undefined) throw error;
    attempt.fail(error);
    const { text } = wordsFor({ kind: "failure", failure: error }, exchange.request);
    return sendSignIn(exchange, demand, { userName, problem: { field, text } }, steps, deps);
  }
}

/** What the sign-in page says itself, and beside which field. */
const PROBLEM_FIELDS: Readonly<Record<string, "username" | "password">> = {
  "identity/user-not-found": "username",
  "identity/user-of-another-tenant": "username",
  "identity/user-disabled": "username",
  "identity/user-locked": "password",
  "identity/password-wrong": "password",
  "identity/password-checks-waiting": "password",
};

async function tenantFor(
  userName: string,
  demand: SignInDemand,
  { interactive }: SignInStepsDependencies,
): Promise<string> {
  const named = await interactive.tenantOfUserName(userName);
  const wanted = demand.tenantId ?? named;
  if (wanted === undefined) {
    const tenant = userName.slice(userName.lastIndexOf("@") + 1);
    throw new Failure("identity/user-not-found", "no tenant has this domain", {
      facts: { user: userName, tenant },
    });
  }
  if (named !== undefined && named !== wanted) {
    throw new Failure("identity/user-of-another-tenant", "a user of another tenant", {
      facts: { user: userName, tenant: demand.tenantName ?? wanted },
    });
  }
  return wanted;
}

async function answerPicker(
  exchange: Exchange,
  purpose: SignInPurpose,
  steps: SignInSteps,
  deps: SignInStepsDependencies,
): Promise<FastifyReply> {
  const form = exchange.request.body as URLSearchParams;
  const pickedUserId = form.get("account") ?? undefined;
  if (form.get("action") === "other-account" || pickedUserId === undefined) {
    return sendSignIn(exchange, await purpose.demand(exchange), { userName: "" }, steps, deps);
  }
  const conversation = { ...exchange.conversation, pickedUserId, hasProven: false };
  return await steps.advance({ ...exchange, conversation });
}

function sendSignIn(
  exchange: Exchange,
  demand: SignInDemand,
  filled: Pick<SignInPage, "userName" | "problem">,
  steps: SignInSteps,
  { hints }: SignInStepsDependencies,
): FastifyReply {
  return sendPage(exchange.reply, {
    kind: "sign-in",
    form: steps.form(exchange, LOGIN),
    ...namesOf(demand),
    ...filled,
    otherAccounts: (exchange.session?.accounts.length ?? 0) > 0,
    hints,
  });
}

function sendPicker(
  exchange: Exchange,
  demand: SignInDemand,
  accounts: readonly BrowserAccount[],
  steps: SignInSteps,
): FastifyReply {
  return sendPage(exchange.reply, {
    kind: "account-picker",
    purpose: "sign-in",
    form: steps.form(exchange, REPROCESS),
    ...(demand.appName !== undefined && { appName: demand.appName }),
    accounts: pickable(accounts),
  });
}

/** Accounts as the picker shows them. */
export const pickable = (accounts: readonly BrowserAccount[]): readonly PickableAccount[] =>
  accounts.map(({ user, isSignedIn }) => ({
    objectId: user.objectId,
    displayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    isSignedIn,
  }));

const namesOf = ({
  appName,
  tenantName,
}: SignInDemand): { readonly appName?: string; readonly tenantName?: string } => ({
  ...(appName !== undefined && { appName }),
  ...(tenantName !== undefined && { tenantName }),
});

function leadsElsewhere(): Failure {
  return new Failure("identity/conversation-unknown", "no page of these leads here");
}

function silent(code: "identity/login-required" | "identity/account-ambiguous"): Failure {
  return new Failure(code, "nothing may be shown");
}
