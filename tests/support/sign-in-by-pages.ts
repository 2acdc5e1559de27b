import type { BrowserForm, BrowserPage, HttpBrowser } from "./http-browser.ts";

/** What a person does with the pages that he meets. */
export interface Person {
  readonly userName: string;
  readonly password: string;
  /** What a device showed. */
  readonly userCode?: string;
  /** Whether he says no as soon as he is asked. */
  readonly isUnwilling?: boolean;
}

/** More pages than any sign-in has. */
const PAGES_MAX = 12;

/**
 * Goes on from page to page as a person who wants in: enters the code, signs in or picks his
 * account, accepts. Gives the first page that has no form left, such as the client's own.
 */
export async function signInByPages(
  browser: HttpBrowser,
  url: string,
  person: Person,
): Promise<BrowserPage> {
  let page = await browser.open(url);
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const step = nextStep(page, person);
    if (step === undefined) return page;
    page = await browser.submit(page, step.form, step.values);
    const isRefused = page.html.includes('role="alert"');
    if (isRefused) throw new Error(`the page says no: ${page.text}`);
  }
  throw new Error(`there is always another page: ${page.text}`);
}

/** Buttons by their values, the one to press before all others first. */
const choicesOf = ({ isUnwilling }: Person): readonly string[] =>
  isUnwilling === true ? ["other-account", "cancel"] : ["other-account", "accept", "continue"];

interface Step {
  readonly form: BrowserForm;
  readonly values: Readonly<Record<string, string>>;
}

function nextStep({ forms }: BrowserPage, person: Person): Step | undefined {
  const [form] = forms;
  if (form === undefined) return undefined;
  if ("password" in form.fields) {
    const { userName: username, password } = person;
    return { form, values: { username, password, action: "sign-in" } };
  }
  if ("user_code" in form.fields) {
    return { form, values: { user_code: person.userCode ?? "", action: "continue" } };
  }
  const name = person.userName.toLowerCase();
  const button =
    form.buttons.find(({ text }) => text.toLowerCase().includes(name)) ??
    choicesOf(person).flatMap((value) => form.buttons.find((one) => one.value === value) ?? [])[0];
  if (button !== undefined && button.name !== "") {
    return { form, values: { [button.name]: button.value } };
  }
  // Without a choice it is the answer to the client, which a browser with script sends by itself.
  return form.buttons.every((one) => one.name === "") ? { form, values: {} } : undefined;
}
