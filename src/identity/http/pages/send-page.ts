import type { FastifyReply } from "fastify";
import type { Page } from "./page.ts";
import { renderPage } from "./render-page.ts";

/**
 * Answers with a page and every header that guards it.
 *
 * Cross-Origin-Opener-Policy is left out on purpose: it would cut the tie to the window that opened
 * this one, which applications that sign in with a popup need. The referrer is our origin alone:
 * without any, browsers would send `Origin: null` with our forms.
 */
export function sendPage(reply: FastifyReply, page: Page, status = 200): FastifyReply {
  const { html, contentSecurityPolicy } = renderPage(page);
  return reply
    .code(status)
    .headers({
      "cache-control": "no-store",
      pragma: "no-cache",
      "content-security-policy": contentSecurityPolicy,
      "referrer-policy": "strict-origin",
      "x-frame-options": "DENY",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
    })
    .type("text/html; charset=utf-8")
    .send(html);
}
