/**
 * Whether a text is one that a pattern means: `*` for any characters, `?` for one, and a backslash
 * before either for the character itself.
 *
 * Takes at most the product of both lengths in steps, whatever the pattern.
 */
export function matchesLike(text: string, pattern: string): boolean {
  const parts = partsOf(pattern);
  let at = 0;
  let part = 0;
  let starAt = -1;
  let starPart = -1;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted?.kind === "many") {
      starPart = part;
      starAt = at;
      part += 1;
    } else if (wanted?.kind === "one" || (wanted?.kind === "same" && wanted.text === text[at])) {
      part += 1;
      at += 1;
    } else if (starPart >= 0) {
      starAt += 1;
      at = starAt;
      part = starPart + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every(({ kind }) => kind === "many");
}

type Part = { readonly kind: "many" | "one" } | { readonly kind: "same"; readonly text: string };

function partsOf(pattern: string): Part[] {
  return (pattern.match(/\\[*?]|[\s\S]/g) ?? []).map((text): Part => {
    if (text === "*") return { kind: "many" };
    if (text === "?") return { kind: "one" };
    return { kind: "same", text: text.length === 2 ? text.slice(1) : text };
  });
}
