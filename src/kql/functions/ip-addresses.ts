import { refuse } from "./define.ts";

/** An address as a number, and how many of its leading bits its text says to count. */
export interface Address {
  readonly value: bigint;
  readonly prefix: number;
  /** Written with dots, whole or at its end. */
  readonly isDotted: boolean;
}

/** Bits before those of an IPv4 address in an IPv6 one. */
export const MAPPED_BITS = 96;
const MAPPED: bigint = 0xffffn << 32n;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The address without its last bits. */
export function masked(value: bigint, prefix: number, width: 32 | 128): bigint {
  const rest = BigInt(width - prefix);
  return (value >> rest) << rest;
}

function splitPrefix(text: string, width: 32 | 128): { base: string; prefix: number } | null {
  const slash = text.indexOf("/");
  if (slash < 0) return { base: text, prefix: width };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits)) return null;
  if (/^0\d/.test(digits)) return refuse("a prefix length with leading zeros");
  const prefix = Number(digits);
  return prefix > width ? null : { base: text.slice(0, slash), prefix };
}

function dotted(text: string): bigint | null {
  const parts = IPV4.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => Number(part) > 255)) return null;
  if (parts.some((part) => /^0\d/.test(part))) return refuse("an IPv4 address with leading zeros");
  return BigInt(parts.reduce((sum, part) => sum * 256 + Number(part), 0));
}

/** `a.b.c.d` or `a.b.c.d/n`; null for every other text. Assumed: no spaces, no shorter forms. */
export function readIpv4(text: string): Address | null {
  if (/^\s|\s$/.test(text) && IPV4.test(text.trim())) return refuse("an IPv4 address with spaces");
  const split = splitPrefix(text, 32);
  const value = split === null ? null : dotted(split.base);
  return split === null || value === null ? null : { value, prefix: split.prefix, isDotted: true };
}

/** An IPv6 address or an IPv4 one, which stands at its mapped place; prefixes count 128 bits. */
export function readIpv6(text: string): Address | null {
  const ipv4 = readIpv4(text);
  if (ipv4 !== null) {
    return { value: MAPPED | ipv4.value, prefix: ipv4.prefix + MAPPED_BITS, isDotted: true };
  }
  const split = splitPrefix(text, 128);
  if (split === null) return null;
  const tail = split.base.slice(split.base.lastIndexOf(":") + 1);
  const isDotted = tail.includes(".");
  const value = isDotted ? withDottedTail(split.base, tail) : hexadecimal(split.base);
  if (value === null) return null;
  if (!isDotted || !text.includes("/")) return { value, prefix: split.prefix, isDotted };
  const head = value >> 32n;
  if (split.prefix > 32 || (head !== 0n && head !== 0xffffn)) {
    return refuse("a prefix length on an IPv6 address with dots");
  }
  return { value, prefix: split.prefix + MAPPED_BITS, isDotted };
}

function withDottedTail(base: string, tail: string): bigint | null {
  const last = dotted(tail);
  if (last === null) return null;
  const words = `${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`;
  return hexadecimal(base.slice(0, base.length - tail.length) + words);
}

/** Eight words of up to four digits, of which `::` stands for one or more that are zero. */
function hexadecimal(base: string): bigint | null {
  if (!/^[0-9A-Fa-f:]{2,39}$/.test(base)) return null;
  const [head = "", tail, ...more] = base.split("::");
  if (more.length > 0) return null;
  const words = (part: string): readonly string[] => (part === "" ? [] : part.split(":"));
  const [front, back] = [words(head), words(tail ?? "")];
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...front, ...Array.from({ length: missing }, () => "0"), ...back];
  if (all.some((word) => !/^[0-9A-Fa-f]{1,4}$/.test(word))) return null;
  return BigInt(`0x${all.map((word) => word.padStart(4, "0")).join("")}`);
}

export function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
}

/** All eight words with four digits each. */
export function ipv6Text(value: bigint): string {
  return (value.toString(16).padStart(32, "0").match(/.{4}/g) ?? []).join(":");
}

/** The texts of a call's arguments, of which each is a text or an array of texts. */
export function listed(list: string, of: string): readonly string[] {
  const all = (JSON.parse(list) as readonly unknown[]).flat(1);
  return all.map((item) =>
    typeof item === "string" ? item : refuse(`${of} with other than texts`),
  );
}
