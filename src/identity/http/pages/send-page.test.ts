import { fastify } from "fastify";
import { expect, test } from "vitest";
import { renderPage } from "./render-page.ts";
import { sendPage } from "./send-page.ts";

test("a page is sent with every header that guards it", async () => {
  const page = { kind: "notice", title: "Done", text: "You may close this window." } as const;
  const surface = fastify();
  surface.get("/", (_, reply) => sendPage(reply, page, 400));
  const { statusCode, headers, body } = await surface.inject("/");
  await surface.close();
  const { html, contentSecurityPolicy } = renderPage(page);
  expect([statusCode, body]).toEqual([400, html]);
  expect(headers).toEqual({
    "cache-control": "no-store",
    connection: "keep-alive",
    "content-length": String(Buffer.byteLength(html)),
    "content-security-policy": contentSecurityPolicy,
    "content-type": "text/html; charset=utf-8",
    date: expect.any(String),
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    pragma: "no-cache",
    "referrer-policy": "strict-origin",
    "x-frame-options": "DENY",
  });
});
