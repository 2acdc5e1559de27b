import { type Html, html, safeUri } from "./html.ts";
import type { PageForm } from "./page.ts";

/** A form of one of the pages; `extra` goes unseen beside what the form carries anyway. */
export function formElement(
  form: PageForm,
  content: Html,
  extra: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${safeUri(form.action)}">
${hiddenFields({ ...form.hidden, ...extra })}
${content}
</form>`;
}

export const hiddenFields = (fields: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  );

/** What a page asks of its frame because of its form. */
export const formPolicy = (form: PageForm): { readonly formsMayLeave: boolean } => ({
  formsMayLeave: form.endsAtApplication,
});
