// A browser for one sign-in: cookies, redirects on its own host, and the first form of each page.
import { Agent, request } from "undici";

const PAGES_MAX = 12;
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

/**
 * Fills in the pages from `url` on until it is sent to another host; gives the cookies that it
 * holds then. `choose` gives a page's fields from its HTML.
 */
export async function signInOnce(url, choose) {
  const cookies = new Map();
  const { origin } = new URL(url);
  let next = { url, method: "GET" };
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const answer = await send(next, cookies);
    if (answer.location !== undefined) {
      const target = new URL(answer.location, next.url);
      if (target.origin !== origin) return cookieText(cookies);
      next = { url: target.href, method: "GET" };
      continue;
    }
    next = submit(answer.html, next.url, choose);
  }
  throw new Error(`the sign-in at ${url} does not end`);
}

const cookieText = (cookies) => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

async function send({ url, method, body }, cookies) {
  const { headers, body: answer } = await request(url, {
    dispatcher,
    method,
    headers: {
      cookie: cookieText(cookies),
      ...(method === "POST" && {
        "content-type": "application/x-www-form-urlencoded",
        origin: new URL(url).origin,
        "sec-fetch-site": "same-origin",
      }),
    },
    body,
  });
  for (const line of [headers["set-cookie"] ?? []].flat()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    if (value === "" || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
  return { location: headers.location, html: await answer.text() };
}

function submit(html, base, choose) {
  const [, tag, inner] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  if (inner === undefined) throw new Error(`a page without a form: ${html.slice(0, 500)}`);
  const fields = new URLSearchParams();
  for (const [input] of inner.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, "name");
    if (name !== "" && !/type="checkbox"/.test(input)) fields.set(name, attribute(input, "value"));
  }
  for (const [name, value] of Object.entries(choose(inner))) fields.set(name, value);
  const url = new URL(attribute(tag, "action"), base).href;
  return { url, method: "POST", body: fields.toString() };
}

function attribute(tag, name) {
  const [, value = ""] = new RegExp(`\\b${name}="([^"]*)"`).exec(tag) ?? [];
  return value.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
