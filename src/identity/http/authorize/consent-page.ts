import { hash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { UserRow } from "../../../storage/index.ts";
import type { ConsentQuestion } from "../../authorize/consent-question.ts";
import type { Permission } from "../../permission.ts";
import type { Client } from "../../token-directory.ts";
import type { PageForm } from "../pages/page.ts";
import { sendPage } from "../pages/send-page.ts";

export interface ConsentView {
  readonly form: PageForm;
  readonly client: Client;
  readonly user: UserRow;
  readonly question: ConsentQuestion;
  readonly isAdministrator: boolean;
  /** Whether everybody of the tenant is asked for; one user without it. */
  readonly isForTenant?: boolean;
  /** Name of the tenant that the application is registered in. */
  readonly publisher: string;
}

/** Asks the user, or tells him that only an administrator can be asked. */
export function sendConsentPage(
  reply: FastifyReply,
  { form, client, user, question, isAdministrator, isForTenant = false, publisher }: ConsentView,
): FastifyReply {
  const asked = {
    form,
    appName: client.displayName,
    appId: client.appId,
    publisher,
    userName: user.userPrincipalName,
    resources: question.offers.map(({ resource, permissions }) => ({
      name: resource.displayName,
      permissions: permissions.map((one) => wordsOf(one, isAdministrator)),
    })),
  };
  if (question.needsAdministrator && !isAdministrator) {
    return sendPage(reply, { kind: "admin-consent-required", ...asked });
  }
  const canConsentForAll = isAdministrator && !isForTenant;
  return sendPage(reply, { kind: "consent", ...asked, canConsentForAll, isForTenant });
}

/** An API may have words of its own for who consents for himself alone; empty ones are none. */
function wordsOf(permission: Permission, isAdministrator: boolean) {
  const { value, displayName, description = "" } = permission;
  const { userConsentDisplayName, userConsentDescription } = permission;
  if (isAdministrator) return { value, title: displayName, description };
  return {
    value,
    title: userConsentDisplayName || displayName,
    description: userConsentDescription || description,
  };
}

/**
 * What a question asks for, in a form that can be compared with another: the SHA-256 of its
 * permissions, since pages carry it, and there may be hundreds.
 */
export function spellQuestion({ offers }: ConsentQuestion): string {
  const permissions = offers
    .flatMap(({ resource, permissions }) => permissions.map(({ id }) => `${resource.appId} ${id}`))
    .sort();
  return hash("sha256", permissions.join(","), "base64url");
}
