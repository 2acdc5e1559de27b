import { parse, serialize } from "cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { limits } from "../../../base/index.ts";

/** `__Host-`: set by this host alone, over TLS, for all of its paths. Source: RFC 6265bis 4.1.3. */
const SESSION = "__Host-LazuriteSession";
const PAGE = "__Host-LazuritePage-";

const GUARDED = { path: "/", secure: true, httpOnly: true } as const;

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return cookiesOf(request)[SESSION];
}

/**
 * SameSite=None: applications renew tokens from a hidden frame of their own site, and post
 * authorization requests to ours; neither would bring a stricter cookie. It ends with the browser.
 */
export function writeSessionCookie(reply: FastifyReply, value: string): void {
  addCookie(reply, serialize(SESSION, value, { ...GUARDED, sameSite: "none" }));
}

export function dropSessionCookie(reply: FastifyReply): void {
  addCookie(reply, serialize(SESSION, "", { ...GUARDED, sameSite: "none", maxAge: 0 }));
}

export function readPageCookie(request: FastifyRequest, pageId: string): string | undefined {
  return cookiesOf(request)[`${PAGE}${pageId}`];
}

/**
 * Forgets the pages that were left unanswered, but for the last ones: together they would grow beyond
 * what a request's headers may hold. Browsers send the oldest first (RFC 6265 section 5.4).
 */
export function dropOldPageCookies(request: FastifyRequest, reply: FastifyReply): void {
  const names = Object.keys(cookiesOf(request)).filter((name) => name.startsWith(PAGE));
  for (const name of names.slice(0, -limits.identity.pagesPerBrowserMax)) {
    dropPageCookie(reply, name.slice(PAGE.length));
  }
}

/** Binds the form of one page to the browser that it was sent to; other sites never bring it. */
export function writePageCookie(reply: FastifyReply, pageId: string, value: string): void {
  const maxAge = limits.identity.interactionLifetimeSeconds;
  addCookie(
    reply,
    serialize(`${PAGE}${pageId}`, value, { ...GUARDED, sameSite: "strict", maxAge }),
  );
}

export function dropPageCookie(reply: FastifyReply, pageId: string): void {
  addCookie(
    reply,
    serialize(`${PAGE}${pageId}`, "", { ...GUARDED, sameSite: "strict", maxAge: 0 }),
  );
}

function cookiesOf({ headers }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return parse(headers.cookie ?? "");
}

function addCookie(reply: FastifyReply, cookie: string): void {
  const present = reply.getHeader("set-cookie");
  const before = present === undefined ? [] : [present].flat().map(String);
  reply.removeHeader("set-cookie");
  reply.header("set-cookie", [...before, cookie]);
}
