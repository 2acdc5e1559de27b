import type { PageContent } from "./document.ts";
import { hiddenFields } from "./form.ts";
import { html, safeUri } from "./html.ts";
import type { FormPostPage } from "./page.ts";

/** A field may be called `submit`, which would hide the form's own method. */
const SUBMIT = "HTMLFormElement.prototype.submit.call(document.forms[0])";

/** It may carry a refusal as well as a success, so its words fit both. */
export function formPostPage({ action, fields }: FormPostPage): PageContent {
  return {
    title: "Back to the application",
    script: SUBMIT,
    formsMayLeave: true,
    body: html`<h1>Back to the application</h1>
<p class="lead going">Taking you there …</p>
<form method="post" action="${safeUri(action)}">
${hiddenFields(fields)}
<noscript><p class="lead">Your browser runs no scripts: press the button.</p>
<p class="actions"><button class="primary">Continue</button></p></noscript>
</form>
<div class="progress"></div>`,
  };
}
