// How a benchmark tells what it measured.
/** A figure that the product is not held to. */
export const known = (name, value) => ({ name, value });
export const least = (name, value, figure) => ({ name, value, figure, holds: value >= figure });
export const most = (name, value, figure) => ({ name, value, figure, holds: value <= figure });

export const line = (name, value, rest = "") =>
  process.stdout.write(`${name.padEnd(62)}${value.padStart(10)}  ${rest}\n`);

/** The figures, each with whether it is reached. */
export function printFigures(rows) {
  process.stdout.write("\n");
  line("", "measured", "figure");
  for (const { name, value, figure, holds } of rows) {
    const verdict = holds ? "reached" : "NOT REACHED";
    line(name, value.toFixed(2), figure === undefined ? "" : `${figure}  ${verdict}`);
  }
}
