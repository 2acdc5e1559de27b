/** Lines of cells in columns that are as wide as their widest cell. */
export function tableOf(lines: readonly (readonly string[])[]): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  const write = (line: readonly string[]): string =>
    line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ");
  return lines.map((line) => `${write(line).trimEnd()}\n`).join("");
}

/** `2026-01-02 03:04:05Z`, as the sign-in surface writes times; `ms` since 1970. */
export function isoSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
