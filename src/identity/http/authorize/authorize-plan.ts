import { Failure } from "../../../base/index.ts";
import { matchRedirectUri } from "../../authorize/redirect-uri.ts";
import type { Identity } from "../../identity.ts";
import type { CodeRedirect } from "../../sign-in/authorization-codes.ts";
import type { LearnSubject } from "../../sign-in-events.ts";
import type { TenantChoice } from "../../tenant-name.ts";
import type { Client } from "../../token-directory.ts";
import { optional, requireOnce } from "./authorize-form.ts";
import { readTarget } from "./authorize-request.ts";
import type { Exchange } from "./conversation.ts";
import type { AnswerTarget } from "./send-answer.ts";

/** An authorization request whose application and redirect URI are good. */
export interface AuthorizePlan {
  readonly form: URLSearchParams;
  readonly version: 1 | 2;
  readonly choice: TenantChoice;
  readonly client: Client;
  readonly redirect: CodeRedirect;
  readonly target: AnswerTarget;
}

/**
 * Finds out whom a request may be answered to. What is thrown here is for the person alone: nobody
 * is sent to an address that no application registered.
 *
 * Source: RFC 6749 section 4.1.2.1.
 *
 * @throws {Failure} `identity/tenant-…`, `identity/personal-accounts`, `identity/parameter-missing`,
 * `identity/parameter-repeated`, `identity/application-…`, `identity/service-principal-disabled`,
 * `identity/redirect-uri-…`.
 */
export async function planAnswer(
  tenant: string,
  form: URLSearchParams,
  version: 1 | 2,
  identity: Identity,
  learn?: LearnSubject,
): Promise<AuthorizePlan> {
  const choice = await identity.resolveTenant(tenant);
  if (choice.kind === "tenant") learn?.({ tenantId: choice.id });
  if (choice.kind === "shared" && choice.name === "consumers") {
    throw new Failure("identity/personal-accounts", "there are no personal accounts");
  }
  requireOnce(form, ["client_id", "redirect_uri"]);
  const appId = optional(form, "client_id")?.trim();
  if (appId === undefined) {
    throw new Failure("identity/parameter-missing", "no client", {
      facts: { parameter: "client_id" },
    });
  }
  const client = await identity.interactive.findClient(choice, appId);
  learn?.({ appId: client.appId, appName: client.displayName });
  const redirect = matchRedirectUri(client, optional(form, "redirect_uri"));
  return { form, version, choice, client, redirect, target: readTarget(form, redirect) };
}

/** The same of a request that a conversation carries in its state. */
export async function planOf(
  { conversation }: Exchange,
  identity: Identity,
): Promise<AuthorizePlan> {
  const { form = "", version } = conversation.state as { form?: string; version?: string };
  const parameters = new URLSearchParams(form);
  return await planAnswer(conversation.tenant, parameters, version === "1" ? 1 : 2, identity);
}

/** The segment by which later paths name the same tenant. */
export const segmentOf = (choice: TenantChoice): string =>
  choice.kind === "tenant" ? choice.id : choice.name;
