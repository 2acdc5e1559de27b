import type { Caller } from "./call.ts";
import { type HttpBrowser, httpBrowser } from "./http-browser.ts";
import { type Person, signInByPages } from "./sign-in-by-pages.ts";

/** A browser whose application is not there: what is sent to its address is kept for the test. */
export interface ApplicationBrowser extends HttpBrowser {
  /** Signs in at an address of the login service; what the application is sent in the end. */
  answerFor(url: string | URL, person: Person): Promise<URL>;
}

export function applicationBrowser(caller: Caller, redirectUri: string): ApplicationBrowser {
  const answers: string[] = [];
  const browser = httpBrowser(async (request) => {
    if (request.url.startsWith(redirectUri)) {
      answers.push(request.method === "POST" ? `${request.url}?${request.body}` : request.url);
      return { status: 200, headers: {}, text: "the application" };
    }
    return await caller.direct(request.url, request);
  });
  return {
    ...browser,
    async answerFor(url, person) {
      const { status, text } = await signInByPages(browser, String(url), person);
      const answer = answers.pop();
      if (answer === undefined)
        throw new Error(`no answer, but a page of status ${status}: ${text}`);
      return new URL(answer);
    },
  };
}
