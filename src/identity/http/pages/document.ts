import { createHash } from "node:crypto";
import { type Html, html, rawHtml } from "./html.ts";
import { favicon, mark } from "./mark.ts";
import type { RenderedPage } from "./page.ts";
import { stylesheet } from "./stylesheet.ts";

/** What a page puts into the common frame. */
export interface PageContent {
  /** What the tab says before the product's name: the problem first, where there is one. */
  readonly title: string;
  readonly body: Html;
  /** Shown beside our mark. */
  readonly tenantName?: string;
  /** Cards that hold long lines are wider. */
  readonly isWide?: boolean;
  /** A script of ours; the only one that the page's policy lets run. */
  readonly script?: string;
  /** Whether forms may go, and redirect, anywhere; they stay on this host otherwise. */
  readonly formsMayLeave?: boolean;
  /** Origins whose pages are loaded unseen. */
  readonly frameSources?: readonly string[];
}

/** Puts a page's content into the frame that all share, with the policy that fits it. */
export function renderDocument(content: PageContent): RenderedPage {
  const styles = stylesheet();
  const { script } = content;
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${content.title} – Lazurite</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" type="image/svg+xml" href="${favicon()}">
<style>${rawHtml(styles)}</style>
</head>
<body>
<main class="card${content.isWide === true ? " wide" : ""}">
<p class="brand">${mark()}<span class="product">Lazurite</span>${tenantPart(content.tenantName)}</p>
${content.body}
</main>
<footer class="foot">This page comes from Lazurite, not from Microsoft.</footer>
${script === undefined ? undefined : html`<script>${rawHtml(script)}</script>`}
</body>
</html>
`;
  return {
    html: whole.toString(),
    contentSecurityPolicy: policyFor(content, styles),
  };
}

const tenantPart = (name: string | undefined): Html | undefined =>
  name === undefined ? undefined : html`<span class="tenant">${name}</span>`;

function policyFor(content: PageContent, styles: string): string {
  const { script, frameSources = [], formsMayLeave = false } = content;
  return [
    "default-src 'none'",
    `style-src '${hashOf(styles)}'`,
    "img-src data:",
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    ...(frameSources.length === 0 ? [] : [`frame-src ${frameSources.join(" ")}`]),
    ...(formsMayLeave ? [] : ["form-action 'self'"]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const hashOf = (text: string): string =>
  `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
