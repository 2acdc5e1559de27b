import type { PageContent } from "./document.ts";
import { formElement, formPolicy } from "./form.ts";
import { type Html, html } from "./html.ts";
import type { AccountPickerPage, PickableAccount } from "./page.ts";

const WORDS = {
  "sign-in": { heading: "Pick an account", signedIn: "Signed in" },
  "sign-out": { heading: "Which account do you want to sign out of?", signedIn: "Signed in" },
} as const;

export function accountPickerPage(page: AccountPickerPage): PageContent {
  const { form, appName, purpose, accounts } = page;
  const { heading } = WORDS[purpose];
  return {
    title: heading,
    ...formPolicy(form),
    body: html`<h1>${heading}</h1>
${appName === undefined ? undefined : html`<p class="lead">to continue to <b>${appName}</b></p>`}
${formElement(
  form,
  html`<ul class="accounts">
${accounts.map((account) => accountTile(account))}
${purpose === "sign-in" ? otherAccount() : undefined}
</ul>`,
)}`,
  };
}

function accountTile(account: PickableAccount): Html {
  const { objectId, displayName, userPrincipalName, isSignedIn } = account;
  return html`<li><button class="tile" name="account" value="${objectId}">
<span class="face" aria-hidden="true">${initialsOf(displayName)}</span>
<span class="who"><b>${displayName}</b> <span>${userPrincipalName}</span></span>
${isSignedIn ? html`<span class="tag">Signed in</span>` : undefined}
</button></li>
`;
}

const otherAccount = (): Html =>
  html`<li><button class="tile" name="action" value="other-account">
<span class="face plus" aria-hidden="true">+</span>
<span class="who"><b>Use another account</b></span>
</button></li>`;

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return [first, last]
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}
