import type { PageContent } from "./document.ts";
import { hiddenFields } from "./form.ts";
import { html, safeUri } from "./html.ts";
import type { FormPostPage } from "./page.ts";

/** A field may be called `submit`, which would hide the form's own method. */
const SUBMIT = "HTMLFormElement.prototype.submit.call(document.forms[0])";

export function formPostPage({ action, fields }: FormPostPage): PageContent {
  return {
    title: "Back to the application",
    script: SUBMIT,
    formsMayLeave: true,
    body: html`<h1>You are signed in</h1>
<form method="post" action="${safeUri(action)}">
${hiddenFields(fields)}
<p class="lead">Taking you back to the application …</p>
<noscript><p class="actions"><button class="primary">Continue</button></p></noscript>
</form>`,
  };
}
