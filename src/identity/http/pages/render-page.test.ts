import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pageSamples } from "../../../../tests/support/page-samples.ts";
import {
  type Element,
  elementsOf,
  parseHtml,
  skeletonOf,
  textOf,
} from "../../../../tests/support/parse-html.ts";
import type { Page } from "./page.ts";
import { renderPage } from "./render-page.ts";

const samples = Object.entries(pageSamples);
const only = (root: Element, name: string): Element => {
  const found = elementsOf(root, name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} <${name}>`);
  return found[0];
};
const sample = (name: string): Page => pageSamples[name] ?? expect.fail(name);
const treeOf = (page: Page): Element => parseHtml(renderPage(page).html);
const attribute = (element: Element, name: string): string => element.attributes.get(name) ?? "";

/** What a form sends: `type name=value` of every control, the buttons' words behind them. */
const controlsOf = (form: Element): readonly string[] =>
  elementsOf(form)
    .filter(({ name }) => name === "input" || name === "button")
    .map((control) => {
      const [type, name] = [attribute(control, "type") || "button", attribute(control, "name")];
      const words = control.name === "button" ? ` ${textOf(control).trim()}` : "";
      return `${type} ${name}=${attribute(control, "value")}${words.replace(/\s+/g, " ")}`;
    });
const formsOf = (name: string): readonly (readonly string[])[] =>
  elementsOf(treeOf(sample(name)), "form").map(controlsOf);

describe.each(samples)("the page %s", (_, page) => {
  const { html, contentSecurityPolicy } = renderPage(page);
  const root = parseHtml(html);

  test("has one heading, a language, a title and a main part", () => {
    expect(attribute(only(root, "html"), "lang")).toBe("en");
    expect(textOf(only(root, "title"))).toMatch(/^\S.* – Lazurite$/);
    expect(textOf(only(only(root, "main"), "h1"))).not.toBe("");
  });

  test("has a label for every field, and ids that are there once", () => {
    const ids = elementsOf(root).flatMap(({ attributes }) => attributes.get("id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const fields = elementsOf(root, "input").filter((i) => attribute(i, "type") !== "hidden");
    const labelled = elementsOf(root, "label").map((label) => attribute(label, "for"));
    expect(fields.map((field) => attribute(field, "id"))).toEqual(labelled);
    const described = elementsOf(root)
      .flatMap(({ attributes }) => attributes.get("aria-describedby")?.split(" ") ?? [])
      .filter((id) => !ids.includes(id));
    expect(described).toEqual([]);
  });

  test("has nothing inline but the style sheet and the script that its policy knows", () => {
    const attributes = elementsOf(root).flatMap((element) => [...element.attributes.keys()]);
    expect(attributes.filter((name) => name === "style" || name.startsWith("on"))).toEqual([]);
    const hashes = ["style", "script"].flatMap((name) =>
      elementsOf(root, name).map((element) => {
        const hash = createHash("sha256").update(textOf(element)).digest("base64");
        return `${name}-src 'sha256-${hash}'`;
      }),
    );
    const allowed = contentSecurityPolicy.split("; ").filter((d) => /^(style|script)-src/.test(d));
    expect(allowed).toEqual(hashes);
    expect(contentSecurityPolicy).not.toContain("unsafe");
  });
});

describe("forms", () => {
  test("signing in sends user name, password and what was pressed", () => {
    const hint = (n: number, name: string) => [
      "hidden ctx=sealed",
      `hidden username=${name}@contoso.onmicrosoft.com`,
      `hidden password=Contoso-demo-${n}!`,
      `button action=sign-in Sign in as ${name}@contoso.onmicrosoft.com`,
    ];
    expect(formsOf("sign-in")).toEqual([
      [
        "hidden ctx=sealed",
        "text username=",
        "password password=",
        "button action=sign-in Sign in",
        "button action=cancel Cancel",
      ],
      hint(1, "admin"),
      hint(2, "reader"),
      hint(3, "operator"),
    ]);
  });

  test("signing in after a wrong password keeps the name, never the password", () => {
    expect(formsOf("sign-in-again")).toEqual([
      [
        "hidden ctx=sealed",
        "text username=admin@contoso.onmicrosoft.com",
        "password password=",
        "button action=sign-in Sign in",
        "button action=cancel Cancel",
        "button action=other-account Use another account",
      ],
    ]);
  });

  test("picking an account sends its object id, or that it is another one", () => {
    expect(formsOf("account-picker")).toEqual([
      [
        "hidden ctx=sealed",
        "button account=1d0e5c9a-0000-4000-8000-000000000001 AL Ada Lovelace ada@contoso.onmicrosoft.com Signed in",
        "button account=1d0e5c9a-0000-4000-8000-000000000002 GH Grace Brewster Murray Hopper grace.brewster.murray.hopper@a-very-long-name.contoso.onmicrosoft.com",
        "button action=other-account + Use another account",
      ],
    ]);
    expect(formsOf("sign-out")).toEqual([
      [
        "hidden ctx=sealed",
        "button account=1d0e5c9a-0000-4000-8000-000000000001 AL Ada Lovelace ada@contoso.onmicrosoft.com Signed in",
      ],
    ]);
  });

  test("consent is accepted, accepted for everyone, or cancelled", () => {
    const buttons = ["button action=accept Accept", "button action=cancel Cancel"];
    expect(formsOf("consent")).toEqual([["hidden ctx=sealed", "checkbox for_all=1", ...buttons]]);
    const alone = { ...sample("consent"), canConsentForAll: false } as Page;
    expect(elementsOf(treeOf(alone), "form").map(controlsOf)).toEqual([
      ["hidden ctx=sealed", ...buttons],
    ]);
    expect(formsOf("admin-consent-required")).toEqual([
      ["hidden ctx=sealed", "button action=cancel Back to the application"],
    ]);
  });

  test("a device's code is entered and confirmed", () => {
    expect(formsOf("device-code-again")).toEqual([
      ["hidden ctx=sealed", "text user_code=ABCD-1234", "button action=continue Continue"],
    ]);
    expect(formsOf("device-confirm")).toEqual([
      ["hidden ctx=sealed", "button action=continue Continue", "button action=cancel Cancel"],
    ]);
  });

  test("an answer by form is posted to the application as it is", () => {
    const form = only(treeOf(sample("form-post")), "form");
    expect(attribute(form, "action")).toBe("https://localhost/signin-oidc");
    expect(controlsOf(form)).toEqual([
      "hidden code=1.AQ.sample",
      "hidden state=a\"b'c<d>&e",
      "button = Continue",
    ]);
  });
});

describe("what a page says", () => {
  test("begins with the problem, beside the field that has it and the focus", () => {
    const root = treeOf(sample("sign-in-again"));
    expect(textOf(only(root, "title"))).toBe(
      "The user name or the password is wrong. – Sign in – Lazurite",
    );
    const [name, password] = elementsOf(root, "input").filter((i) => i.attributes.has("id"));
    expect(name?.attributes.has("autofocus")).toBe(false);
    expect([...(password?.attributes ?? [])]).toEqual([
      ["id", "password"],
      ["name", "password"],
      ["type", "password"],
      ["autocomplete", "current-password"],
      ["required", ""],
      ["aria-invalid", "true"],
      ["aria-describedby", "problem"],
      ["autofocus", ""],
    ]);
  });

  test("marks where a redirect URI differs, and has every id for a report", () => {
    const root = treeOf(sample("redirect-mismatch"));
    expect(elementsOf(root, "mark").map(textOf)).toEqual(["C", "c"]);
    expect(elementsOf(root, "dd").map((dd) => textOf(dd).trim())).toEqual([
      "http://localhost:3000/auth/Callback",
      "http://localhost:3000/auth/callbackThey differ in upper and lower case only.",
      "https://reports.fabrikam.example/signin-oidc",
      "AADSTS50011",
      "7f2c9a40-6d1e-4b8a-9c35-2e8f1d5b0a00",
      "b4e6c1d8-0f3a-4c27-8e59-6a7d2f1c9b30",
      "2026-01-02 03:04:05Z",
    ]);
  });

  test("is the advice for the number, or the one that it was given", () => {
    const adviceOf = (page: Page) =>
      elementsOf(only(treeOf(page), "ul"), "li").map((line) => textOf(line));
    expect(adviceOf(sample("error"))).toHaveLength(3);
    expect(adviceOf({ ...sample("error"), advice: ["Wait."] } as Page)).toEqual(["Wait."]);
    expect(adviceOf({ ...sample("error"), number: 1 } as Page)).toHaveLength(2);
  });
});

describe("policies", () => {
  const policyOf = (page: Page): readonly string[] =>
    renderPage(page)
      .contentSecurityPolicy.replace(/'sha256-[^']+'/g, "'sha256-'")
      .split("; ");
  const base = ["default-src 'none'", "style-src 'sha256-'", "img-src data:"];
  const end = ["base-uri 'none'", "frame-ancestors 'none'"];

  test("forms stay on this host unless their answer may be a redirect to an application", () => {
    expect(policyOf(sample("device-code"))).toEqual([...base, "form-action 'self'", ...end]);
    expect(policyOf(sample("sign-in"))).toEqual([...base, ...end]);
  });

  test("a page that answers by form may run its script, and post to the application", () => {
    expect(policyOf(sample("form-post"))).toEqual([...base, "script-src 'sha256-'", ...end]);
  });

  test("a page that signs out elsewhere may load those pages only", () => {
    const page: Page = {
      kind: "notice",
      title: "Signed out",
      text: "Done.",
      frontChannelLogoutUris: [
        "https://a.test/out?x",
        "https://a.test/b",
        "http://[::1]:80/out",
        "http://a;b/",
      ],
      next: { uri: "myapp://done", text: "Go on", isFollowed: true },
    };
    expect(policyOf(page)).toEqual([
      ...base,
      "script-src 'sha256-'",
      "frame-src https://a.test http:",
      "form-action 'self'",
      ...end,
    ]);
    const root = treeOf(page);
    expect(elementsOf(root, "iframe").map((frame) => attribute(frame, "src"))).toEqual([
      "https://a.test/out?x",
      "https://a.test/b",
      "http://[::1]:80/out",
      "http://a;b/",
    ]);
    expect(attribute(only(root, "a"), "href")).toBe("myapp://done");
  });
});

/** Replaces every text that somebody else could choose; addresses are checked apart. */
function withTexts(value: unknown, next: () => string, key = ""): unknown {
  const FIXED = ["kind", "purpose", "field", "action", "uri", "sent"];
  if (typeof value === "string") return FIXED.includes(key) ? value : next();
  if (Array.isArray(value)) {
    return key === "registered" || key.endsWith("Uris")
      ? value
      : value.map((item) => withTexts(item, next));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    key === "hidden" || key === "fields" ? `${name}${next()}` : name,
    withTexts(item, next, name),
  ]);
  return Object.fromEntries(entries);
}

const NASTY = fc.constantFrom(
  "<script>",
  '" autofocus x="',
  "</style>",
  "'",
  "&lt;",
  "<!--",
  "]]>",
);
const anyText = fc.array(fc.oneof(NASTY, fc.string({ unit: "binary" })), { maxLength: 4 });

describe("escaping", () => {
  test.each(samples)("no text makes an element or attribute of its own: %s", (_, page) => {
    const plain = skeletonOf(treeOf(withTexts(page, () => "x") as Page));
    fc.assert(
      fc.property(fc.infiniteStream(anyText), (texts) => {
        const changed = withTexts(page, () => `x${texts.next().value.join("")}`) as Page;
        expect(skeletonOf(treeOf(changed))).toBe(plain);
      }),
      { numRuns: 60 },
    );
  });

  test("no redirect URI makes one either", () => {
    const page = sample("redirect-mismatch") as Page & { kind: "error" };
    const known = new Set(elementsOf(treeOf(page)).map(signatureOf));
    const uri = anyText.map((texts) => texts.join(""));
    fc.assert(
      fc.property(uri, fc.array(uri, { maxLength: 3 }), (sent, registered) => {
        const found = elementsOf(treeOf({ ...page, sent, registered }));
        expect(found.map(signatureOf).filter((signature) => !known.has(signature))).toEqual([]);
      }),
    );
  });

  test.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://localhost/x",
    "//evil.test/x",
    "/\\evil.test",
    "/\t/evil.test",
    "relative",
  ])("a page never leads to %j", (uri) => {
    expect(() => renderPage({ kind: "form-post", action: uri, fields: {} })).toThrow(TypeError);
  });
});

const signatureOf = ({ name, attributes }: Element): string =>
  `${name}[${[...attributes.keys()].join()}]`;
