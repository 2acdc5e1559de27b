import type { EngineFunction } from "../compiled.ts";
import { json } from "./casts.ts";
import { callSql, computed, engineFunction } from "./computed.ts";
import { at, type Emit, refuse, type ScalarFunction, scalar } from "./define.ts";
import { type Address, ipv4Text, listed, masked, readIpv4 } from "./ip-addresses.ts";

/** A prefix length that was given beside the addresses; null where it is none. */
function given(prefix: bigint, width: number): number | null {
  return prefix < 0n || prefix > BigInt(width) ? null : Number(prefix);
}

/** The address under its own prefix and a given one, whichever is shorter. */
function network(text: string, prefix: bigint): Address | null {
  const [address, most] = [readIpv4(text), given(prefix, 32)];
  if (address === null || most === null) return null;
  const length = Math.min(address.prefix, most);
  return { ...address, value: masked(address.value, length, 32), prefix: length };
}

function compared(a: string, b: string, prefix: bigint): bigint | null {
  const [first, second, most] = [readIpv4(a), readIpv4(b), given(prefix, 32)];
  if (first === null || second === null || most === null) return null;
  const length = Math.min(first.prefix, second.prefix, most);
  const [x, y] = [masked(first.value, length, 32), masked(second.value, length, 32)];
  return x === y ? 0n : x < y ? -1n : 1n;
}

/** An address that has a prefix itself is only read where that makes no difference. */
function isIn(address: Address, range: string): boolean | null {
  const network = readIpv4(range);
  if (network === null) return null;
  if (address.prefix < network.prefix) return refuse("a network as the address that is looked for");
  const [x, y] = [address, network].map(({ value }) => masked(value, network.prefix, 32));
  return x === y;
}

function isInRange(text: string, range: string): boolean | null {
  const address = readIpv4(text);
  return address === null ? null : isIn(address, range);
}

/** Assumed: a text that is no range makes the answer null unless another range has the address. */
function isInAny(text: string, ranges: readonly string[]): boolean | null {
  const address = readIpv4(text);
  if (address === null) return null;
  const found = ranges.map((range) => isIn(address, range));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}

/** Source: RFC 1918. */
const PRIVATE: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function isPrivate(text: string): boolean | null {
  const address = readIpv4(text);
  if (address === null) return null;
  const among = (value: bigint): boolean =>
    PRIVATE.some((range) => isIn({ ...address, value, prefix: 32 }, range) === true);
  const found = among(address.value);
  if (found !== among(masked(address.value, address.prefix, 32))) {
    return refuse("ipv4_is_private of a network that is partly private");
  }
  return found;
}

/** The fewest networks that hold just the addresses from one to another. */
function cidrList(start: string, end: string): string | null {
  const [from, to] = [readIpv4(start), readIpv4(end)];
  if (from === null || to === null) return null;
  if (from.prefix < 32 || to.prefix < 32 || from.value > to.value) {
    return refuse("ipv4_range_to_cidr_list of networks, or from its end to its start");
  }
  const networks: string[] = [];
  for (let next = from.value; next <= to.value; ) {
    let prefix = 32;
    const fits = (length: number): boolean =>
      masked(next, length, 32) === next && next + (1n << BigInt(32 - length)) - 1n <= to.value;
    while (prefix > 0 && fits(prefix - 1)) prefix -= 1;
    networks.push(`${ipv4Text(next)}/${prefix}`);
    next += 1n << BigInt(32 - prefix);
  }
  return JSON.stringify(networks);
}

/** Numbers are addresses too. */
function formatted(name: string, write: (address: Address) => string): EngineFunction {
  return engineFunction(name, {
    takes: ["string", "long"],
    returns: "string",
    compute(text, prefix) {
      const address = network(text, prefix);
      return address === null ? "" : write(address);
    },
  });
}

function formatRow(
  name: string,
  page: string,
  summary: string,
  write: (address: Address) => string,
  examples: ScalarFunction["examples"],
): ScalarFunction {
  const engine = formatted(name, write);
  const emit: Emit = (args, context) => {
    const [address, prefix] = [at(args, 0), args[1]];
    const isNumber = address.type === "long" || address.type === "int";
    const byte = (shift: number): string => `CAST((${address.sql} >> ${shift}) & 255 AS VARCHAR)`;
    const dots = [24, 16, 8, 0].map(byte).join(" || '.' || ");
    const sql = isNumber
      ? `coalesce(CASE WHEN ${address.sql} BETWEEN 0 AND 4294967295 THEN ${dots} END, '')`
      : address.sql;
    const text = isNumber ? ({ sql, type: "string", constant: undefined } as const) : address;
    const length = prefix ?? { sql: context.parameter("long", 32n), type: "long", constant: 32n };
    return callSql(engine, [text, length], context);
  };
  return { ...scalar(name, page, summary, "string", emit, examples), engine: [engine] };
}

/** A call with an address and any number of texts or arrays of texts. */
export function onList(
  name: string,
  page: string,
  summary: string,
  compute: (text: string, list: readonly string[]) => boolean | null,
  examples: ScalarFunction["examples"],
): ScalarFunction {
  const engine = engineFunction(name, {
    takes: ["string", "dynamic"],
    returns: "bool",
    compute: (text, list) => compute(text, listed(list, name)),
  });
  const emit: Emit = (args, context) => {
    const items = args.slice(1).map((arg) => json(arg, context));
    const sql = `('[' || ${items.join(" || ',' || ")} || ']')`;
    return callSql(engine, [at(args, 0), { sql, type: "dynamic", constant: undefined }], context);
  };
  return { ...scalar(name, page, summary, "bool", emit, examples), engine: [engine] };
}

const one = { takes: ["string"] } as const;
const pair = { takes: ["string", "string", "long"], otherwise: [32n] } as const;

/** Functions on IPv4 addresses. */
export const ipv4: readonly ScalarFunction[] = [
  computed(
    "parse_ipv4",
    "parse-ipv4-function",
    "Reads an IPv4 address as a number.",
    { takes: ["string"], returns: "long", compute: (text) => network(text, 32n)?.value ?? null },
    [
      ["parse_ipv4('10.0.0.1')", 167772161],
      ["parse_ipv4('10.0.0.255/24')", 167772160],
      ["isnull(parse_ipv4('10.0.0.256'))", true],
      ["isnull(parse_ipv4(''))", true],
    ],
  ),
  computed(
    "parse_ipv4_mask",
    "parse-ipv4-mask-function",
    "Reads an IPv4 address and a prefix as a number.",
    {
      takes: ["string", "long"],
      returns: "long",
      compute: (text, prefix) => network(text, prefix)?.value ?? null,
    },
    [
      ["parse_ipv4_mask('10.0.0.3', 31)", 167772162],
      ["isnull(parse_ipv4_mask('10.0.0.3', 33))", true],
    ],
  ),
  formatRow(
    "format_ipv4",
    "format-ipv4-function",
    "Writes an address under a prefix.",
    ({ value }) => ipv4Text(value),
    [
      ["format_ipv4('10.1.2.3', 16)", "10.1.0.0"],
      ["format_ipv4(167772163, 31)", "10.0.0.2"],
      ["format_ipv4(-1)", ""],
    ],
  ),
  formatRow(
    "format_ipv4_mask",
    "format-ipv4-mask-function",
    "Writes an address with its prefix.",
    ({ value, prefix }) => `${ipv4Text(value)}/${prefix}`,
    [["format_ipv4_mask('10.1.2.3', 16)", "10.1.0.0/16"]],
  ),
  computed(
    "ipv4_compare",
    "ipv4-compare-function",
    "Orders two IPv4 addresses.",
    { ...pair, returns: "long", compute: compared },
    [
      ["ipv4_compare('10.0.0.1', '10.0.0.2')", -1],
      ["ipv4_compare('10.0.0.1/24', '10.0.0.2')", 0],
      ["isnull(ipv4_compare('10.0.0.1', 'x'))", true],
    ],
  ),
  computed(
    "ipv4_is_match",
    "ipv4-is-match-function",
    "Tests two IPv4 addresses for being the same.",
    {
      ...pair,
      returns: "bool",
      compute(a, b, prefix) {
        const order = compared(a, b, prefix);
        return order === null ? null : order === 0n;
      },
    },
    [["ipv4_is_match('10.0.0.1', '10.0.0.2', 24)", true]],
  ),
  computed(
    "ipv4_is_in_range",
    "ipv4-is-in-range-function",
    "Tests whether a network has an address.",
    { takes: ["string", "string"], returns: "bool", compute: isInRange },
    [["ipv4_is_in_range('10.0.0.1', '10.0.1.0/24')", false]],
  ),
  onList(
    "ipv4_is_in_any_range",
    "ipv4-is-in-any-range-function",
    "Tests whether one of several networks has an address.",
    isInAny,
    [
      ["ipv4_is_in_any_range('10.0.0.1', '10.0.1.0/24', '10.0.0.0/24')", true],
      ["ipv4_is_in_any_range('10.0.0.1', dynamic(['10.0.1.0/24']))", false],
    ],
  ),
  computed(
    "ipv4_is_private",
    "ipv4-is-private-function",
    "Tests for an address of a private network.",
    { ...one, returns: "bool", compute: isPrivate },
    [
      ["ipv4_is_private('172.31.0.1')", true],
      ["ipv4_is_private('172.32.0.1')", false],
    ],
  ),
  computed(
    "ipv4_netmask_suffix",
    "ipv4-netmask-suffix-function",
    "Gives the prefix of an address, 32 where it has none.",
    {
      ...one,
      returns: "long",
      compute(text) {
        const address = readIpv4(text);
        return address === null ? null : BigInt(address.prefix);
      },
    },
    [["ipv4_netmask_suffix('10.0.0.1/8')", 8]],
  ),
  computed(
    "ipv4_range_to_cidr_list",
    "ipv4-range-to-cidr-list-function",
    "Splits a range of addresses into networks.",
    { takes: ["string", "string"], returns: "dynamic", compute: cidrList },
    [
      [
        "tostring(ipv4_range_to_cidr_list('10.0.0.1', '10.0.0.4'))",
        '["10.0.0.1/32","10.0.0.2/31","10.0.0.4/32"]',
      ],
    ],
  ),
];
