import type { PageContent } from "./document.ts";
import { adviceFor } from "./error-advice.ts";
import { type Html, html } from "./html.ts";
import type { ErrorPage } from "./page.ts";
import { type Parts, redirectDifference } from "./redirect-difference.ts";

export function errorPage(page: ErrorPage): PageContent {
  const { number, text, heading = "You could not be signed in" } = page;
  const advice = page.advice ?? adviceFor(number);
  return {
    title: `AADSTS${number}: ${heading.charAt(0).toLowerCase()}${heading.slice(1)}`,
    isWide: true,
    body: html`<h1>${heading}</h1>
<p role="alert">${text}</p>
${page.sent === undefined ? undefined : comparison(page.sent, page.registered ?? [])}
<h2>What to do</h2>
<ul class="advice">
${advice.map(
  (line) => html`<li>${line}</li>
`,
)}
</ul>
<h2>To report this</h2>
<dl class="facts">
${fact("Error code", `AADSTS${number}`)}
${fact("Trace id", page.traceId)}
${fact("Correlation id", page.correlationId)}
${fact("Time", page.timestamp)}
</dl>`,
  };
}

const fact = (name: string, value: string): Html =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function comparison(sent: string, registered: readonly string[]): Html {
  const difference = redirectDifference(sent, registered);
  if (difference === undefined) {
    return html`<dl class="compare">
<div><dt>Sent</dt><dd><code>${sent}</code></dd></div>
<div><dt>Registered</dt><dd>None.</dd></div>
</dl>`;
  }
  const nearest = difference.nearest.join("");
  const others = registered.filter((uri) => uri !== nearest);
  return html`<dl class="compare">
<div><dt>Sent</dt><dd><code>${marked(difference.sent)}</code></dd></div>
<div><dt>Registered</dt><dd><code>${marked(difference.nearest)}</code><p>${difference.words}</p></dd>
${others.map(
  (uri) => html`<dd><code>${uri}</code></dd>
`,
)}</div>
</dl>`;
}

const marked = ([before, differing, after]: Parts): Html =>
  differing === "" ? html`${before}${after}` : html`${before}<mark>${differing}</mark>${after}`;
