import { type Html, rawHtml } from "./html.ts";

/** Our mark: a cut stone of lapis blue with flecks of gold. */
const SHAPE = `<path fill="#14225f" d="M16 2 28 9v14l-12 7L4 23V9z"/><path fill="#2c49c9" d="M16 2 28 9l-12 7L4 9z"/><path fill="#1d3399" d="M4 9l12 7v14L4 23z"/><path fill="#5d7bf0" d="M16 2 28 9l-6 3.5L10 5.500z"/><path fill="#e8b54a" d="M20.500 19.500l1.300-2.400 1.300 2.400 2.400 1.300-2.400 1.300-1.300 2.400-1.300-2.400-2.400-1.300zM9 17.500l.7-1.300.7 1.300 1.300.7-1.300.7-.7 1.300-.7-1.300-1.300-.7z"/>`;

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
