import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../../base/index.ts";
import { noteRequest } from "../../../http/index.ts";
import type { ConsentQuestion } from "../../authorize/consent-question.ts";
import type { TenantConsent } from "../../authorize/tenant-consent.ts";
import type { BrowserAccount } from "../../sign-in/browser-sessions.ts";
import type { TenantRequest } from "../request-form.ts";
import { beginSignIn } from "../sign-in-attempt.ts";
import { readScopes } from "../user-token-form.ts";
import { optional, readAuthorizeForm, requireOnce } from "./authorize-form.ts";
import { planAnswer, planOf, segmentOf } from "./authorize-plan.ts";
import type { AuthorizeDependencies } from "./authorize-routes.ts";
import { sendConsentPage, spellQuestion } from "./consent-page.ts";
import { type Exchange, endConversation } from "./conversation.ts";
import { sendAnswer, sendRefusal } from "./send-answer.ts";
import type { SignInPurpose, SignInSteps } from "./sign-in-steps.ts";

const PURPOSE = "admin-consent";
const ACCEPT = "/adminconsent/accept";
const PARAMETERS = ["client_id", "redirect_uri", "state", "scope", "login_hint"] as const;

/**
 * Where an administrator gives an application what it needs, for everybody of his tenant: what the
 * registration names, of users and of the application itself; in version 2.0 what `scope` names.
 *
 * The application is told `admin_consent=True` and the tenant, or an error.
 *
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function addAdminConsentRoutes(
  surface: FastifyInstance,
  steps: SignInSteps,
  deps: AuthorizeDependencies,
): void {
  steps.serve(adminConsentPurpose(steps, deps));
  for (const [url, version] of [
    ["/:tenant/adminconsent", 1],
    ["/:tenant/v2.0/adminconsent", 2],
  ] as const) {
    surface.get<TenantRequest>(url, (request, reply) => {
      noteRequest(request, { operation: PURPOSE });
      return steps.guard(request, reply, async () => {
        const form = readAuthorizeForm(request);
        requireOnce(form, PARAMETERS);
        const plan = await planAnswer(request.params.tenant, form, version, deps.identity);
        const exchange = await steps.begin(request, reply, {
          purpose: PURPOSE,
          tenant: segmentOf(plan.choice),
          state: { form: form.toString(), version: String(version) },
        });
        // Judged before anybody signs in for what cannot be answered.
        if (version === 2) readScopes(form, 2);
        return await steps.advance(exchange);
      });
    });
  }
  surface.post(`/:tenant${ACCEPT}`, (request, reply) =>
    steps.guard(request, reply, async () => {
      const exchange = await steps.resume(request, reply, PURPOSE);
      const account = await steps.account(exchange);
      if (account === undefined) return await steps.advance(exchange);
      return await answerConsent(exchange, account, steps, deps);
    }),
  );
}

function adminConsentPurpose(steps: SignInSteps, deps: AuthorizeDependencies): SignInPurpose {
  return {
    name: PURPOSE,
    endsAtApplication: true,

    async demand(exchange) {
      const { choice, client, form } = await planOf(exchange, deps.identity);
      const tenantId = choice.kind === "tenant" ? choice.id : undefined;
      const tenantName =
        tenantId === undefined ? undefined : await deps.identity.interactive.tenantName(tenantId);
      return {
        tenantId,
        mustPick: false,
        mustProve: false,
        loginHint: optional(form, "login_hint"),
        sid: undefined,
        domainHint: undefined,
        maxAgeSeconds: undefined,
        isSilent: false,
        appId: client.appId,
        appName: client.displayName,
        ...(tenantName !== undefined && { tenantName }),
      };
    },

    async proceed(exchange, account) {
      return await showQuestion(exchange, account, await consentOf(exchange, account, deps), {
        steps,
        deps,
      });
    },

    async refuse(exchange, failure) {
      const { request, reply } = exchange;
      const { identity, clock, ids } = deps;
      const { target } = await planOf(exchange, deps.identity);
      beginSignIn(request, PURPOSE, { events: identity.signInEvents, clock, ids }).fail(failure);
      endConversation(exchange);
      return sendRefusal(request, reply, target, failure, deps);
    },
  };
}

/** What the administrator is asked now, from the registration as it is now. */
async function consentOf(
  exchange: Exchange,
  { user }: BrowserAccount,
  deps: AuthorizeDependencies,
): Promise<TenantConsent> {
  const { interactive } = deps.identity;
  const { form, version, client: named } = await planOf(exchange, deps.identity);
  const { tenantId, objectId: userObjectId } = user;
  const client = await interactive.findClient({ kind: "tenant", id: tenantId }, named.appId);
  const subject = { tenantId, client };
  const asked = version === 2 ? readScopes(form, 2) : undefined;
  return { ...subject, userObjectId, offers: await interactive.askTenantConsent(subject, asked) };
}

async function answerConsent(
  exchange: Exchange,
  account: BrowserAccount,
  steps: SignInSteps,
  deps: AuthorizeDependencies,
): Promise<FastifyReply> {
  const { request, reply, conversation } = exchange;
  const { target, form, version } = await planOf(exchange, deps.identity);
  const consent = await consentOf(exchange, account, deps);
  const { appId, displayName: appName } = consent.client;
  if (!isAccepted(request)) {
    throw new Failure("identity/consent-declined", "declined", { facts: { appId, appName } });
  }
  // What is granted is what was shown, also where the registration changed meanwhile.
  if (spellQuestion(questionOf(consent)) !== conversation.state["shown"]) {
    return await showQuestion(exchange, account, consent, { steps, deps });
  }
  await deps.identity.interactive.consentForTenant(consent);
  endConversation(exchange);
  return sendAnswer(reply, target, {
    admin_consent: "True",
    tenant: consent.tenantId,
    ...(version === 2 && { scope: optional(form, "scope") ?? "" }),
  });
}

const isAccepted = ({ body }: FastifyRequest): boolean =>
  body instanceof URLSearchParams && body.get("action") === "accept";

async function showQuestion(
  exchange: Exchange,
  { user }: BrowserAccount,
  consent: TenantConsent,
  { steps, deps }: { readonly steps: SignInSteps; readonly deps: AuthorizeDependencies },
): Promise<FastifyReply> {
  const { interactive } = deps.identity;
  const { conversation } = exchange;
  const question = questionOf(consent);
  const state = { ...conversation.state, shown: spellQuestion(question) };
  const shown = { ...exchange, conversation: { ...conversation, state } };
  return sendConsentPage(exchange.reply, {
    form: steps.form(shown, ACCEPT),
    client: consent.client,
    user,
    question,
    isAdministrator: await interactive.mayConsentForTenant(consent),
    isForTenant: true,
    publisher: (await interactive.tenantName(consent.client.homeTenantId)) ?? "Microsoft",
  });
}

/** Of both kinds, since the page asks for all of it at once. */
const questionOf = ({ offers }: TenantConsent): ConsentQuestion => ({
  needsAdministrator: true,
  offers: offers.map(({ resource, scopes, roles }) => ({
    resource,
    permissions: [
      ...scopes,
      ...roles.map((role) => ({
        ...role,
        description: [role.description, "The application does this as itself, without a user."]
          .filter((text) => text !== undefined && text !== "")
          .join(" "),
      })),
    ],
  })),
});
