import type { PageContent } from "./document.ts";
import { formElement, formPolicy } from "./form.ts";
import { html } from "./html.ts";
import type { DeviceCodePage, DeviceConfirmPage } from "./page.ts";

export function deviceCodePage({ form, userCode, problem }: DeviceCodePage): PageContent {
  const state =
    problem === undefined
      ? html` aria-describedby="about"`
      : html` aria-invalid="true" aria-describedby="problem about"`;
  return {
    title: problem === undefined ? "Enter the code" : `${problem} – Enter the code`,
    ...formPolicy(form),
    body: html`<h1>Enter the code</h1>
<p id="about" class="lead">The application or device that you want to sign in to shows it.</p>
${formElement(
  form,
  html`<div class="field">
<label for="user-code">Code</label>
<input id="user-code" class="code" name="user_code" type="text" value="${userCode}" autocomplete="off"
 autocapitalize="characters" spellcheck="false" required autofocus${state}>
${problem === undefined ? undefined : html`<p id="problem" class="problem" role="alert">${problem}</p>`}
</div>
<div class="actions"><button class="primary" name="action" value="continue">Continue</button></div>`,
)}
<p class="quiet">Enter only a code that you asked for yourself, never one that somebody sent you.</p>`,
  };
}

export function deviceConfirmPage(page: DeviceConfirmPage): PageContent {
  const { form, appName, appId, userName } = page;
  const heading = `Are you signing in to ${appName}?`;
  return {
    title: heading,
    ...formPolicy(form),
    body: html`<p class="account">${userName}</p>
<h1>${heading}</h1>
<p>If you continue, the device or terminal that shows the code acts as <b>${userName}</b>.</p>
<p>If you did not ask for the code there yourself, cancel.</p>
<p class="quiet">Application id<br><code>${appId}</code></p>
${formElement(
  form,
  html`<div class="actions">
<button class="primary" name="action" value="continue">Continue</button>
<button name="action" value="cancel">Cancel</button>
</div>`,
)}`,
  };
}
