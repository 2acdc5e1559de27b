import { computed } from "./computed.ts";
import { refuse, type ScalarFunction } from "./define.ts";
import { type Address, ipv6Text, MAPPED_BITS, masked, readIpv6 } from "./ip-addresses.ts";
import { onList } from "./ipv4.ts";

function network(text: string, prefix: bigint): string {
  const address = readIpv6(text);
  if (address === null || prefix < 0n || prefix > 128n) return "";
  return ipv6Text(masked(address.value, Math.min(address.prefix, Number(prefix)), 128));
}

function order(a: Address, b: Address, prefix: number): bigint {
  const length = Math.min(a.prefix, b.prefix, prefix);
  const [x, y] = [masked(a.value, length, 128), masked(b.value, length, 128)];
  return x === y ? 0n : x < y ? -1n : 1n;
}

/** Zeros before an address with dots, read as the mapped form. */
function asMapped(address: Address): Address {
  const isCompatible = address.isDotted && address.value >> 32n === 0n;
  return isCompatible ? { ...address, value: address.value | (0xffffn << 32n) } : address;
}

/** Zeros before an address with dots, whose prefix then counts from the front. */
function asWritten(address: Address): Address {
  const isNetwork = address.isDotted && address.value >> 32n === 0n && address.prefix < 128;
  return isNetwork ? { ...address, prefix: address.prefix - MAPPED_BITS } : address;
}

/**
 * Answers only where all readings agree that the service's known answers leave open: what a given
 * prefix of at most 32 counts where both addresses are IPv4, and what `::a.b.c.d` stands for.
 */
function compared(a: string, b: string, prefix: bigint): bigint | null {
  const [first, second] = [readIpv6(a), readIpv6(b)];
  if (first === null || second === null || prefix < 0n || prefix > 128n) return null;
  const most = Number(prefix);
  const isShort = first.isDotted && second.isDotted && most <= 32;
  const lengths = isShort ? [most, most + MAPPED_BITS] : [most];
  const found = lengths.flatMap((length) => [
    order(asMapped(first), asMapped(second), length),
    order(asWritten(first), asWritten(second), length),
  ]);
  if (new Set(found).size > 1) return refuse("this comparison of IPv4 addresses as IPv6");
  return found[0] ?? null;
}

function isIn(text: string, range: string): boolean | null {
  const [address, network] = [readIpv6(text), readIpv6(range)];
  if (address === null || network === null) return null;
  if (address.prefix < network.prefix) return refuse("a network as the address that is looked for");
  const found = compared(text, range, 128n);
  return found === null ? null : found === 0n;
}

/** Assumed: a text that is no range makes the answer null unless another range has the address. */
function isInAny(text: string, ranges: readonly string[]): boolean | null {
  const found = ranges.map((range) => isIn(text, range));
  if (found.includes(true)) return true;
  return found.includes(null) || readIpv6(text) === null ? null : false;
}

const pair = { takes: ["string", "string", "long"], otherwise: [128n] } as const;

/** Functions on IPv6 addresses, which read IPv4 addresses too. */
export const ipv6: readonly ScalarFunction[] = [
  computed(
    "parse_ipv6",
    "parse-ipv6-function",
    "Writes an address with all its digits; empty for what is none.",
    { takes: ["string"], returns: "string", compute: (text) => network(text, 128n) },
    [
      ["parse_ipv6('10.0.0.1')", "0000:0000:0000:0000:0000:ffff:0a00:0001"],
      ["parse_ipv6('2001:db8::1/32')", "2001:0db8:0000:0000:0000:0000:0000:0000"],
      ["parse_ipv6('1::2::3')", ""],
    ],
  ),
  computed(
    "parse_ipv6_mask",
    "parse-ipv6-mask-function",
    "Writes an address under a prefix with all its digits.",
    { takes: ["string", "long"], returns: "string", compute: network },
    [["parse_ipv6_mask('2001:db8::ff', 124)", "2001:0db8:0000:0000:0000:0000:0000:00f0"]],
  ),
  computed(
    "ipv6_compare",
    "ipv6-compare-function",
    "Orders two addresses.",
    { ...pair, returns: "long", compute: compared },
    [
      ["ipv6_compare('2001:db8::1', '2001:db8::2')", -1],
      ["ipv6_compare('10.0.0.1', '::ffff:10.0.0.1')", 0],
      ["isnull(ipv6_compare('x', '::'))", true],
    ],
  ),
  computed(
    "ipv6_is_match",
    "ipv6-is-match-function",
    "Tests two addresses for being the same.",
    {
      ...pair,
      returns: "bool",
      compute(a, b, prefix) {
        const found = compared(a, b, prefix);
        return found === null ? null : found === 0n;
      },
    },
    [["ipv6_is_match('2001:db8::1', '2001:db8::2', 64)", true]],
  ),
  computed(
    "ipv6_is_in_range",
    "ipv6-is-in-range-function",
    "Tests whether a network has an address.",
    { takes: ["string", "string"], returns: "bool", compute: isIn },
    [["ipv6_is_in_range('2001:db8::1', '2001:db8::/64')", true]],
  ),
  onList(
    "ipv6_is_in_any_range",
    "ipv6-is-in-any-range-function",
    "Tests whether one of several networks has an address.",
    isInAny,
    [["ipv6_is_in_any_range('2001:db8::1', '2001:db9::/64', '2001:db8::/64')", true]],
  ),
];
