import type { PageContent } from "./document.ts";
import { adviceFor } from "./error-advice.ts";
import { html } from "./html.ts";
import type { ErrorPage } from "./page.ts";

export function errorPage(page: ErrorPage): PageContent {
  const { number, text } = page;
  const advice = page.advice ?? adviceFor(number);
  return {
    title: `AADSTS${number}: you could not be signed in`,
    isWide: true,
    body: html`<h1>You could not be signed in</h1>
<p role="alert">${text}</p>
<h2>What to do</h2>
<ul class="advice">
${advice.map(
  (line) => html`<li>${line}</li>
`,
)}
</ul>
<h2>To report this</h2>
<dl class="facts">
<div><dt>Error</dt><dd>AADSTS${number}</dd></div>
<div><dt>Trace id</dt><dd>${page.traceId}</dd></div>
<div><dt>Correlation id</dt><dd>${page.correlationId}</dd></div>
<div><dt>Time</dt><dd>${page.timestamp}</dd></div>
</dl>`,
  };
}
