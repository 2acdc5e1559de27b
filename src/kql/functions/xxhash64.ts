/** Source: github.com/Cyan4973/xxHash, doc/xxhash_spec.md. */
const PRIME_1 = 11400714785074694791n;
const PRIME_2 = 14029467366897019727n;
const PRIME_3 = 1609587929392839161n;
const PRIME_4 = 9650029242287828579n;
const PRIME_5 = 2870177450012600261n;

const low = (value: bigint): bigint => BigInt.asUintN(64, value);
const turned = (value: bigint, by: bigint): bigint => low(value << by) | (low(value) >> (64n - by));
const round = (sum: bigint, lane: bigint): bigint =>
  low(turned(sum + lane * PRIME_2, 31n) * PRIME_1);

/** Bytes of one stripe, and of its lanes. */
const STRIPE = 32;
const LANE = 8;

function striped(bytes: DataView, end: number): bigint {
  let lanes = [low(PRIME_1 + PRIME_2), PRIME_2, 0n, low(-PRIME_1)];
  for (let at = 0; at < end; at += STRIPE) {
    lanes = lanes.map((sum, lane) => round(sum, bytes.getBigUint64(at + lane * LANE, true)));
  }
  const turns = [1n, 7n, 12n, 18n];
  const mixed = low(lanes.reduce((sum, lane, index) => sum + turned(lane, turns[index] ?? 0n), 0n));
  return lanes.reduce((sum, lane) => low((sum ^ round(0n, lane)) * PRIME_1 + PRIME_4), mixed);
}

/** The XXH64 of some bytes with the seed 0, as a signed number. */
export function xxhash64(from: Uint8Array): bigint {
  const bytes = new DataView(from.buffer, from.byteOffset, from.byteLength);
  const size = from.byteLength;
  let at = size - (size % STRIPE);
  let hash = low((at > 0 ? striped(bytes, at) : PRIME_5) + BigInt(size));
  for (; at + LANE <= size; at += LANE) {
    hash = low(turned(hash ^ round(0n, bytes.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
  }
  if (at + 4 <= size) {
    hash ^= low(BigInt(bytes.getUint32(at, true)) * PRIME_1);
    hash = low(turned(hash, 23n) * PRIME_2 + PRIME_3);
    at += 4;
  }
  for (; at < size; at += 1) {
    hash = low(turned(hash ^ low(BigInt(bytes.getUint8(at)) * PRIME_5), 11n) * PRIME_1);
  }
  hash = low((hash ^ (hash >> 33n)) * PRIME_2);
  hash = low((hash ^ (hash >> 29n)) * PRIME_3);
  return BigInt.asIntN(64, hash ^ (hash >> 32n));
}
