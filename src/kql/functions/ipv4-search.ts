import { computed } from "./computed.ts";
import { refuse, type ScalarFunction } from "./define.ts";
import { onList } from "./ipv4.ts";

/** Numbers and dots that no letter or digit touches. */
const RUNS = /(?<![\p{L}\p{N}])\d+(?:\.\d+)*(?![\p{L}\p{N}])/gu;

const isNumber = (part: string): boolean => part.length <= 3 && Number(part) <= 255;
const isAddress = (parts: readonly string[]): boolean =>
  parts.length === 4 && parts.every(isNumber);

/** Empty for what is no whole address and, where asked for, no start of one that ends in a dot. */
function needleOf(text: string, takesStart: boolean): string {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,3}\.?$/.test(text)) return "";
  const isStart = text.endsWith(".");
  const parts = text.replace(/\.$/, "").split(".");
  if (!parts.every(isNumber) || (isStart ? !takesStart || parts.length > 3 : parts.length !== 4)) {
    return "";
  }
  return parts.some((part) => /^0\d/.test(part))
    ? refuse("an IPv4 address with leading zeros")
    : text;
}

/**
 * Assumed: letters and digits of every script delimit nothing. A text of more than four numbers is
 * an answer in neither way.
 */
function has(text: string, needles: readonly string[], takesStart: boolean): boolean {
  const wanted = needles
    .map((needle) => needleOf(needle, takesStart))
    .filter((each) => each !== "");
  const isWanted = (address: string): boolean =>
    wanted.some((needle) =>
      needle.endsWith(".") ? address.startsWith(needle) : address === needle,
    );
  let isOpen = false;
  for (const [run] of text.matchAll(RUNS)) {
    const parts = run.split(".");
    if (isAddress(parts) && isWanted(run)) return true;
    for (let start = 0; parts.length > 4 && start + 4 <= parts.length; start += 1) {
      const window = parts.slice(start, start + 4);
      isOpen ||= isAddress(window) && isWanted(window.join("."));
    }
  }
  return isOpen ? refuse("an IPv4 address among more than four numbers") : false;
}

const one = { takes: ["string", "string"], returns: "bool" } as const;

/** Functions that find IPv4 addresses in a text. */
export const ipv4Search: readonly ScalarFunction[] = [
  computed(
    "has_ipv4",
    "has-ipv4-function",
    "Finds an address in a text.",
    { ...one, compute: (text, address) => has(text, [address], false) },
    [
      ["has_ipv4('from 10.0.0.1:80', '10.0.0.1')", true],
      ["has_ipv4('from 10.0.0.12', '10.0.0.1')", false],
      ["has_ipv4('x10.0.0.1', '10.0.0.1')", false],
    ],
  ),
  computed(
    "has_ipv4_prefix",
    "has-ipv4-prefix-function",
    "Finds an address by its first numbers in a text.",
    { ...one, compute: (text, start) => has(text, [start], true) },
    [
      ["has_ipv4_prefix('from 10.0.0.1:80', '10.')", true],
      ["has_ipv4_prefix('from 10.0.0.1:80', '10')", false],
    ],
  ),
  onList(
    "has_any_ipv4",
    "has-any-ipv4-function",
    "Finds one of several addresses in a text.",
    (text, list) => has(text, list, false),
    [["has_any_ipv4('from 10.0.0.1', '10.0.0.2', '10.0.0.1')", true]],
  ),
  onList(
    "has_any_ipv4_prefix",
    "has-any-ipv4-prefix-function",
    "Finds an address by one of several starts in a text.",
    (text, list) => has(text, list, true),
    [["has_any_ipv4_prefix('from 10.0.0.1', dynamic(['11.', '10.0.']))", true]],
  ),
];
