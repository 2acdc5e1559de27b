/** A text in three parts, of which the middle one is what differs; it may be empty. */
export type Parts = readonly [before: string, differing: string, after: string];

export interface RedirectDifference {
  readonly sent: Parts;
  /** The registered address that is most like the one that was sent. */
  readonly nearest: Parts;
  /** What the difference is, in words. */
  readonly words: string;
}

/** Holds a redirect URI against the registered ones; `undefined` when none is registered. */
export function redirectDifference(
  sent: string,
  registered: readonly string[],
): RedirectDifference | undefined {
  const [first, ...others] = registered.map((uri) => ({ uri, ...sharedEnds(sent, uri) }));
  if (first === undefined) return undefined;
  const nearest = others.reduce((best, next) => (alike(next) > alike(best) ? next : best), first);
  const words = wordsFor(sent, nearest.uri);
  // Of two addresses that have little in common, marks on what is left of it say nothing.
  if (hostOf(sent) !== hostOf(nearest.uri) && nearest.after === 0) {
    return { sent: [sent, "", ""], nearest: [nearest.uri, "", ""], words };
  }
  return { sent: partsOf(sent, nearest), nearest: partsOf(nearest.uri, nearest), words };
}

const hostOf = (uri: string): string | undefined =>
  URL.canParse(uri) ? new URL(uri).hostname : undefined;

/** How many characters two texts have in common at their beginnings and ends. */
interface SharedEnds {
  readonly before: number;
  readonly after: number;
}

const alike = ({ before, after }: SharedEnds): number => before + after;

function sharedEnds(left: string, right: string): SharedEnds {
  const [a, b] = [[...left], [...right]];
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a[before] === b[before]) before += 1;
  let after = 0;
  while (after < most - before && a[a.length - 1 - after] === b[b.length - 1 - after]) after += 1;
  return { before, after };
}

function partsOf(text: string, { before, after }: SharedEnds): Parts {
  const characters = [...text];
  const end = characters.length - after;
  const join = (from: number, to: number): string => characters.slice(from, to).join("");
  return [join(0, before), join(before, end), join(end, characters.length)];
}

const withoutSlash = (uri: string): string => uri.replace(/\/$/, "");

function wordsFor(sent: string, nearest: string): string {
  if (withoutSlash(sent) === withoutSlash(nearest)) return "They differ by the slash at the end.";
  if (sent.toLowerCase() === nearest.toLowerCase()) {
    return "They differ in upper and lower case only.";
  }
  if (!URL.canParse(sent) || !URL.canParse(nearest)) return "They differ.";
  const [a, b] = [new URL(sent), new URL(nearest)];
  const names = PARTS.filter(([part]) => a[part] !== b[part]).map(([, name]) => name);
  if (names.length < 2) return `They differ in the ${names[0] ?? "spelling"} only.`;
  return `They differ in the ${names.slice(0, -1).join(", ")} and ${names.at(-1)}.`;
}

const PARTS = [
  ["protocol", "scheme"],
  ["hostname", "host"],
  ["port", "port"],
  ["pathname", "path"],
  ["search", "query"],
  ["hash", "fragment"],
] as const;
