import type { PageContent } from "./document.ts";
import { formElement, formPolicy } from "./form.ts";
import { type Html, html } from "./html.ts";
import type { AdminConsentRequiredPage, AskedResource, ConsentPage } from "./page.ts";

export function consentPage(page: ConsentPage): PageContent {
  const { form, appName, userName } = page;
  return {
    title: `${appName} asks for your permission`,
    isWide: true,
    ...formPolicy(form),
    body: html`<p class="account">${userName}</p>
<h1>${appName} asks for your permission</h1>
${publishedBy(page)}
<p>${means(page)}</p>
${page.resources.map((resource) => resourcePart(resource))}
<p class="quiet">It never sees your password. If you do not know this application, cancel, and it gets nothing.</p>
${formElement(
  form,
  html`${page.canConsentForAll ? forAll(page) : undefined}
<div class="actions">
<button class="primary" name="action" value="accept">Accept</button>
<button name="action" value="cancel">Cancel</button>
</div>`,
)}`,
  };
}

export function adminConsentRequiredPage(page: AdminConsentRequiredPage): PageContent {
  const { form, appName, userName } = page;
  return {
    title: "An administrator has to agree first",
    isWide: true,
    ...formPolicy(form),
    body: html`<p class="account">${userName}</p>
<h1>An administrator has to agree first</h1>
<p><b>${appName}</b> asks for permissions that only an administrator can give. Nothing was given to it.</p>
${publishedBy(page)}
${page.resources.map((resource) => resourcePart(resource))}
<h2>What to do</h2>
<p>Ask an administrator of your organization to sign in to ${appName} and to accept for everyone. Then try again.</p>
${formElement(
  form,
  html`<div class="actions">
<button class="primary" name="action" value="cancel">Back to the application</button>
</div>`,
)}`,
  };
}

const publishedBy = ({
  publisher,
  appId,
}: {
  readonly publisher: string;
  readonly appId: string;
}): Html =>
  html`<p class="quiet">Registered by <b>${publisher}</b><br>Application id <code>${appId}</code></p>`;

function resourcePart({ name, permissions }: AskedResource): Html {
  return html`<section class="resource">
<h2>${name}</h2>
<ul class="permissions">
${permissions.map(
  ({ value, title, description }) => html`<li><b>${title}</b> <code>${value}</code>
${description === "" ? undefined : html`<span class="quiet">${description}</span>`}</li>
`,
)}
</ul>
</section>`;
}

const means = ({ isForTenant, resources }: ConsentPage): string => {
  if (isForTenant !== true) return "If you accept, it may do this in your name:";
  return resources.length === 0
    ? "If you accept, everyone in your organization may sign in to it. It asks for nothing else."
    : "If you accept, it may do this for everyone in your organization, and nobody there is asked again:";
};

const forAll = (page: ConsentPage): Html =>
  html`<p class="check"><input id="for-all" type="checkbox" name="for_all" value="1" aria-describedby="for-all-means">
<label for="for-all">Accept for everyone in my organization</label>
<span id="for-all-means" class="quiet">Nobody there is asked again for what ${page.appName} asks for here.</span></p>`;
