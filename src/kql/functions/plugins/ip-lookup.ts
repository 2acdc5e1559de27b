import { refuse } from "../define.ts";
import { type Address, masked, readIpv4, readIpv6 } from "../ip-addresses.ts";
import { type Row, type RowFunction, rowFunction } from "../row-functions.ts";

type Width = 32 | 128;
/** Networks' texts by the length of the prefix and the first address. */
type Networks = ReadonlyMap<number, ReadonlyMap<bigint, readonly string[]>>;

/** Answers of one step. Assumed: what fits beside the rows themselves. */
const PAIRS_MAX = 1_000_000;

function read(text: string, width: Width): Address | null {
  const address = width === 32 ? readIpv4(text) : readIpv6(text);
  const isOpen = width === 128 && address?.isDotted === true && address.value >> 32n === 0n;
  return isOpen ? refuse("a lookup of an IPv6 address with dots behind zeros") : address;
}

function networksOf(rows: readonly Row[], width: Width): Networks {
  const found = new Map<number, Map<bigint, string[]>>();
  for (const [text, isNetwork] of rows) {
    const network = isNetwork === true ? read(String(text), width) : null;
    if (network === null) continue;
    const bases = found.get(network.prefix) ?? new Map<bigint, string[]>();
    found.set(network.prefix, bases);
    const base = masked(network.value, network.prefix, width);
    const texts = bases.get(base) ?? [];
    bases.set(base, texts);
    texts.push(String(text));
  }
  return found;
}

function* networksWith(address: Address, networks: Networks, width: Width): Iterable<string> {
  for (const [prefix, bases] of networks) {
    yield* bases.get(masked(address.value, prefix, width)) ?? [];
  }
}

/**
 * Pairs of an address and a network that has it; texts that are no addresses are in no pair. What
 * the service does where the looked-up text is a network itself is not known, and refused.
 *
 * Assumed: an address that several networks have is answered with each, as a join would.
 */
function* ipLookup(rows: readonly Row[], width: Width): Iterable<Row> {
  const networks = networksOf(rows, width);
  let count = 0;
  for (const [text, isNetwork] of rows) {
    const address = isNetwork === true ? null : read(String(text), width);
    if (address === null) continue;
    if (address.prefix < width) refuse("a lookup of a network instead of an address");
    for (const network of networksWith(address, networks, width)) {
      count += 1;
      if (count > PAIRS_MAX) refuse("a lookup with this many answers");
      yield [String(text), network];
    }
  }
}

/** Networks of addresses. */
export const ipLookups: readonly RowFunction[] = [rowFunction("ip_lookup", ipLookup)];
