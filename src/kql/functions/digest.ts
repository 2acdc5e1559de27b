/** Values with their weights, from which percentiles can be told later; in the order of the values. */
export type Digest = readonly (readonly [value: number, weight: number])[];

/** Entries that a digest keeps; up to here it is exact, and after that about as fine as this. */
const ENTRIES_MAX = 4_096;

/** A digest of values in any order; what weighs nothing, or is no number, is left out. */
export function digestOf(values: Digest): Digest {
  const kept = values.filter(([value, weight]) => weight > 0 && !Number.isNaN(value));
  const sorted = [...kept].sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [value, weight] of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && last[0] === value) last[1] += weight;
    else joined.push([value, weight]);
  }
  return joined.length <= ENTRIES_MAX ? joined : compressed(joined);
}

export function weightOf(digest: Digest): number {
  return digest.reduce((sum, [, weight]) => sum + weight, 0);
}

/** The value at a share of the weight, by nearest rank. */
export function valueAt(digest: Digest, share: number): number | undefined {
  const whole = weightOf(digest);
  let reached = 0;
  for (const [value, weight] of digest) {
    reached += weight;
    if (reached >= share * whole) return value;
  }
  return digest.at(-1)?.[0];
}

/** The weight of what is not above a value. */
export function weightUpTo(digest: Digest, value: number): number {
  return weightOf(digest.filter(([each]) => each <= value));
}

/**
 * Neighbours become one where the share they stand at allows: fewest at both ends, which are asked
 * for most. Source: Dunning, Computing extremely accurate quantiles using t-digests, scale k1.
 */
function compressed(sorted: readonly (readonly [number, number])[]): Digest {
  const whole = weightOf(sorted);
  const scale = (share: number): number =>
    (ENTRIES_MAX / Math.PI) * Math.asin(2 * Math.min(1, Math.max(0, share)) - 1);
  const made: [number, number][] = [];
  let before = 0;
  let [sum, weight] = [0, 0];
  const close = (): void => {
    if (weight > 0) made.push([sum / weight, weight]);
    before += weight;
    [sum, weight] = [0, 0];
  };
  for (const [value, added] of sorted) {
    const isFull = scale((before + weight + added) / whole) - scale(before / whole) > 1;
    if (weight > 0 && isFull) close();
    sum += value * added;
    weight += added;
  }
  close();
  return made;
}
