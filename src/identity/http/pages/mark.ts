import { type Html, rawHtml } from "./html.ts";

/** Our mark: a cut stone of lapis blue with flecks of gold. */
const SHAPE =
  `<path fill="#2138a8" d="M3.5 9.5 16 16.5V30L3.5 23z"/>` +
  `<path fill="#3152dc" d="M28.5 9.5 16 16.5V30l12.5-7z"/>` +
  `<path fill="#4f70f5" d="M3.5 9.5 16 2.5v14z"/>` +
  `<path fill="#86a0ff" d="M28.5 9.5 16 2.5v14z"/>` +
  `<path fill="#ffc85c" d="M21.5 15.8l1.5 3.200 3.200 1.5-3.200 1.5-1.5 3.200-1.5-3.200-3.200-1.5 3.200-1.5z"/>` +
  `<path fill="#ffc85c" d="M9.5 17.300l.8 1.700 1.700.8-1.700.8-.8 1.700-.8-1.700-1.700-.8 1.700-.8z"/>`;

/** The mark for the page itself; decoration, since the name stands beside it. */
export const mark = (): Html =>
  rawHtml(
    `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">${SHAPE}</svg>`,
  );

/** The mark for the browser's tab, as an address, so that no second request is made. */
export const favicon = (): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${SHAPE}</svg>`,
  )}`;
