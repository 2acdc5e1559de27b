import type { PageContent } from "./document.ts";
import { type Html, html, safeUri } from "./html.ts";
import type { NoticePage } from "./page.ts";

/** Runs when the frames are loaded; five seconds at the latest, should one of them hang. */
const FOLLOW = `{const go=()=>location.replace(document.getElementById("next").href);addEventListener("load",go);setTimeout(go,5000)}`;

export function noticePage(page: NoticePage): PageContent {
  const { title, text, next, frontChannelLogoutUris: frames = [] } = page;
  return {
    title,
    ...(next?.isFollowed === true && { script: FOLLOW }),
    ...(frames.length > 0 && { frameSources: [...new Set(frames.map(sourceOf))] }),
    body: html`<h1>${title}</h1>
<p class="lead">${text}</p>
${next === undefined ? undefined : nextPart(next)}
${frames.map(
  (uri) => html`<iframe class="unseen" hidden title="Signing out" src="${safeUri(uri)}"></iframe>
`,
)}`,
  };
}

const nextPart = ({ uri, text }: { readonly uri: string; readonly text: string }): Html =>
  html`<p class="actions"><a id="next" class="primary button" href="${safeUri(uri)}">${text}</a></p>`;

/**
 * A source that lets this address be loaded. Hosts that the grammar of policies cannot say, such as
 * IPv6 addresses, or could misread are allowed by their scheme.
 * @throws {TypeError} when it is not an http address.
 */
function sourceOf(uri: string): string {
  const { protocol, host } = new URL(uri);
  if (!/^https?:$/.test(protocol)) throw new TypeError(`no frame may load ${protocol}`);
  return /^[a-z0-9.-]+(:\d+)?$/.test(host) ? `${protocol}//${host}` : protocol;
}
