import type { BrowserPage } from "./http-browser.ts";
import { networkBrowser } from "./network-browser.ts";
import { type Person, signInByPages } from "./sign-in-by-pages.ts";

/** Reads what a client writes, and signs in once with the code that it shows. */
export interface DevicePerson {
  /** Gets everything that was written so far, again and again. */
  readonly watch: (written: string) => void;
  /** Where the person ended; fails when no code was ever shown. */
  end(): Promise<BrowserPage>;
}

export function devicePerson(person: Person, caText: string): DevicePerson {
  let visit: Promise<BrowserPage> | undefined;
  return {
    watch(written) {
      const [, url, userCode] = /(https:\/\/\S+) .*\bcode ([A-Z]{9})\b/.exec(written) ?? [];
      if (visit !== undefined || url === undefined || userCode === undefined) return;
      visit = signIn(url, { ...person, userCode }, caText);
      // Reported by `end`, which is asked only when the client is done.
      visit.catch(() => undefined);
    },
    async end() {
      if (visit === undefined) throw new Error("the client showed no code");
      return await visit;
    },
  };
}

async function signIn(url: string, person: Person, caText: string): Promise<BrowserPage> {
  const browser = networkBrowser(caText, {});
  try {
    return await signInByPages(browser, url, person);
  } finally {
    await browser.close();
  }
}
