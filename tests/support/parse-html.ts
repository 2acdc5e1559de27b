/** An element of a page that was read strictly. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

const VOID: ReadonlySet<string> = new Set(["br", "input", "link", "meta", "path"]);
const RAW: ReadonlySet<string> = new Set(["script", "style"]);
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#39;", "'"],
]);
const TAG =
  /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?|\n [a-z-]+(?:="[^"<>]*")?)*) ?(\/?)>/iy;
const TEXT = /[^<]+/y;

/**
 * Reads HTML that is written as carefully as ours is: attributes quoted, elements closed, nothing
 * that a browser would have to guess. Whatever else it meets, it throws.
 */
export function parseHtml(markup: string): Element {
  const root = { name: "", attributes: new Map<string, string>(), children: [] as Node[] };
  const open: Opened[] = [root];
  let at = markup.startsWith("<!doctype html>\n") ? 16 : fail(markup, 0);
  while (at < markup.length) at = readNext(markup, at, open);
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return root;
}

type Node = Element | string;
type Opened = { name: string; attributes: Map<string, string>; children: Node[] };

function readNext(markup: string, at: number, open: Opened[]): number {
  const parent = open.at(-1) ?? fail(markup, at);
  TEXT.lastIndex = at;
  const text = TEXT.exec(markup)?.[0];
  if (text !== undefined) {
    parent.children.push(decode(text));
    return at + text.length;
  }
  TAG.lastIndex = at;
  const [tag, closing, name = "", attributes = "", selfClosing] =
    TAG.exec(markup) ?? fail(markup, at);
  if (closing === "/") {
    if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`);
    return at + tag.length;
  }
  const element: Opened = { name, attributes: readAttributes(attributes), children: [] };
  parent.children.push(element);
  const end = at + tag.length;
  if (VOID.has(name) || selfClosing === "/") return end;
  if (!RAW.has(name)) {
    open.push(element);
    return end;
  }
  const close = markup.indexOf(`</${name}>`, end);
  element.children.push(markup.slice(end, close));
  return close + name.length + 3;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)) {
    if (attributes.has(name)) throw new Error(`the attribute ${name} stands twice`);
    attributes.set(name, decode(value));
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    return ENTITIES.get(entity) ?? fail(text, text.indexOf(entity));
  });
}

function fail(text: string, at: number): never {
  throw new Error(`not understood: ${text.slice(at, at + 60)}`);
}

/** Every element of a page with this name, or every element, in the page's order. */
export function elementsOf(root: Element, name?: string): readonly Element[] {
  return root.children.flatMap((child) => {
    if (typeof child === "string") return [];
    const found = name === undefined || child.name === name ? [child] : [];
    return [...found, ...elementsOf(child, name)];
  });
}

export const textOf = (element: Element): string =>
  element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");

/** The page without its words: names of elements and attributes only, nested as they are. */
export const skeletonOf = (element: Element): string =>
  `${element.name}[${[...element.attributes.keys()].join()}](${element.children
    .map((child) => (typeof child === "string" ? "" : skeletonOf(child)))
    .join("")})`;
