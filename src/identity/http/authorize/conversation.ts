import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Clock, Failure, type Ids, limits } from "../../../base/index.ts";
import type { Interactive } from "../../authorize/interactive.ts";
import type { BrowserSession } from "../../sign-in/browser-sessions.ts";
import { correlationIdOf, keepCorrelationId } from "../correlation.ts";
import type { PageForm } from "../pages/page.ts";
import {
  dropOldPageCookies,
  dropPageCookie,
  readPageCookie,
  readSessionCookie,
  writePageCookie,
} from "./browser-cookies.ts";

/** What pages and their answers are about, from the first request to the last. */
export interface Conversation {
  /** Whose it is: the name of a `SignInPurpose`. */
  readonly purpose: string;
  /** What the purpose needs to go on; the browser can read it, and cannot change it. */
  readonly state: Readonly<Record<string, string>>;
  /** First segment of the paths of its forms: a tenant's id, or a shared name. */
  readonly tenant: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Under which the application finds all of it again. */
  readonly correlationId: string;
  /** Object id of the user who was picked or signed in. */
  readonly pickedUserId: string | undefined;
  /** Whether he proved himself in this conversation. */
  readonly hasProven: boolean;
}

/** One request of a browser within a conversation. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly conversation: Conversation;
  readonly session: BrowserSession | undefined;
  /** Names the cookie that its forms are bound to. */
  readonly pageId: string;
  /** SHA-256 of that cookie, base64url; undefined while no form was sent. */
  readonly binding: string | undefined;
}

export interface ConversationDependencies {
  readonly interactive: Interactive;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A conversation as it lies in the hidden field `ctx`. */
interface Sealed extends Omit<Conversation, "pickedUserId"> {
  readonly pickedUserId?: string;
  readonly pageId: string;
  readonly binding: string;
}

const PAGE_ID_BYTES = 9;
const COOKIE_BYTES = 32;

/** Begins a conversation; nothing is sent yet. */
export async function beginConversation(
  request: FastifyRequest,
  reply: FastifyReply,
  begun: Pick<Conversation, "purpose" | "state" | "tenant">,
  { interactive, clock, ids }: ConversationDependencies,
): Promise<Exchange> {
  return {
    request,
    reply,
    conversation: {
      ...begun,
      startedAt: clock.now(),
      correlationId: correlationIdOf(request, ids),
      pickedUserId: undefined,
      hasProven: false,
    },
    session: await interactive.sessions.open(readSessionCookie(request)),
    pageId: text(ids, PAGE_ID_BYTES),
    binding: undefined,
  };
}

/**
 * Goes on with the conversation that a posted form belongs to.
 *
 * Only a form that this browser got from us is taken: the seal, the page's own cookie, which no
 * other site can send, and what browsers themselves tell of where a form came from.
 *
 * @throws {Failure} `identity/conversation-unknown`, `identity/conversation-over`.
 */
export async function resumeConversation(
  request: FastifyRequest,
  reply: FastifyReply,
  { interactive, clock }: ConversationDependencies,
): Promise<Exchange> {
  const sealed = request.body instanceof URLSearchParams ? request.body.get("ctx") : null;
  const opened = interactive.seal.open(sealed ?? "") as Sealed | undefined;
  if (opened === undefined || isFromElsewhere(request)) throw unknown();
  const { pageId, binding, pickedUserId, ...conversation } = opened;
  const cookie = readPageCookie(request, pageId);
  if (cookie === undefined || !isSame(hashOf(cookie), binding)) throw unknown();
  keepCorrelationId(request, conversation.correlationId);
  const ageMs = clock.now() - conversation.startedAt;
  if (ageMs > limits.identity.interactionLifetimeSeconds * 1_000) {
    throw new Failure("identity/conversation-over", "the page was open for too long");
  }
  return {
    request,
    reply,
    conversation: { ...conversation, pickedUserId },
    session: await interactive.sessions.open(readSessionCookie(request)),
    pageId,
    binding,
  };
}

/** The form of a page that goes on with a conversation; `path` follows the tenant's segment. */
export function formOf(
  exchange: Exchange,
  path: string,
  endsAtApplication: boolean,
  { interactive, ids }: ConversationDependencies,
): PageForm {
  const { conversation, pageId } = exchange;
  let { binding } = exchange;
  if (binding === undefined) {
    const cookie = text(ids, COOKIE_BYTES);
    dropOldPageCookies(exchange.request, exchange.reply);
    writePageCookie(exchange.reply, pageId, cookie);
    binding = hashOf(cookie);
  }
  const sealed: object = { ...conversation, pageId, binding };
  return {
    action: `/${conversation.tenant}${path}`,
    hidden: { ctx: interactive.seal.close(sealed) },
    endsAtApplication,
  };
}

/** The conversation is over: its forms are worth nothing any more in this browser. */
export function endConversation({ reply, pageId, binding }: Exchange): void {
  if (binding !== undefined) dropPageCookie(reply, pageId);
}

/** Source: W3C Fetch Metadata; browsers that do not know it send nothing. */
function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin";
}

const text = (ids: Ids, bytes: number): string =>
  Buffer.from(ids.bytes(bytes)).toString("base64url");

const hashOf = (cookie: string): string =>
  createHash("sha256").update(cookie, "utf8").digest("base64url");

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function unknown(): Failure {
  return new Failure("identity/conversation-unknown", "not a page of this browser");
}
