import type { PageContent } from "./document.ts";
import { formElement, formPolicy } from "./form.ts";
import { type Html, html } from "./html.ts";
import type { SignInHint, SignInPage } from "./page.ts";

type Field = "username" | "password";

export function signInPage(page: SignInPage): PageContent {
  const { form, appName, tenantName, problem } = page;
  return {
    title: problem === undefined ? "Sign in" : `${problem.text} – Sign in`,
    ...(tenantName !== undefined && { tenantName }),
    ...formPolicy(form),
    body: html`<h1>Sign in</h1>
${appName === undefined ? undefined : html`<p class="lead">to continue to <b>${appName}</b></p>`}
${formElement(
  form,
  html`${userNameField(page)}
${passwordField(page)}
<div class="actions">
<button class="primary" name="action" value="sign-in">Sign in</button>
<button name="action" value="cancel" formnovalidate>Cancel</button>
</div>
${page.otherAccounts ? otherAccount() : undefined}`,
)}
${page.hints.length === 0 ? undefined : hintList(page)}`,
  };
}

function userNameField(page: SignInPage): Html {
  return html`<div class="field">
<label for="username">User name</label>
<input id="username" name="username" type="text" inputmode="email" value="${page.userName}"
 autocomplete="username" autocapitalize="none" spellcheck="false" required${stateOf(page, "username")}>
${problemOf(page, "username")}
</div>`;
}

function passwordField(page: SignInPage): Html {
  return html`<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 required${stateOf(page, "password")}>
${problemOf(page, "password")}
</div>`;
}

/** The field to begin with has the focus: the one with the problem, or the first that is empty. */
function focusOf({ problem, userName }: SignInPage): Field {
  if (problem !== undefined) return problem.field;
  return userName === "" ? "username" : "password";
}

function stateOf(page: SignInPage, field: Field): Html {
  return html`${page.problem?.field === field ? html` aria-invalid="true" aria-describedby="problem"` : undefined}${
    focusOf(page) === field ? html` autofocus` : undefined
  }`;
}

function problemOf({ problem }: SignInPage, field: Field): Html | undefined {
  if (problem?.field !== field) return undefined;
  return html`<p id="problem" class="problem" role="alert">${problem.text}</p>`;
}

const otherAccount = (): Html =>
  html`<p class="more"><button class="link" name="action" value="other-account" formnovalidate>Use another account</button></p>`;

/** Each hint is a form of its own, so that one click signs in without any script. */
function hintList({ form, hints }: SignInPage): Html {
  return html`<section class="hints" aria-labelledby="hints">
<h2 id="hints">Demo accounts</h2>
<p>They are the same for everybody. One click signs you in.</p>
<ul>
${hints.map(
  (hint) => html`<li>${hintForm(form, hint)}</li>
`,
)}
</ul>
</section>`;
}

const hintForm = (form: SignInPage["form"], { userName, password }: SignInHint): Html =>
  formElement(
    form,
    html`<span class="who"><span>${userName}</span> <code>${password}</code></span>
<button class="small" name="action" value="sign-in">Sign in<span class="unseen"> as ${userName}</span></button>`,
    { username: userName, password },
  );
