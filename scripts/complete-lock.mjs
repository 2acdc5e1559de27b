// usage: node scripts/complete-lock.mjs [--check]
//
// Adds to package-lock.json the optional packages of other platforms that npm left out because the
// registry it asked does not carry them. Without their entries `npm ci` refuses the whole lock file,
// on every platform. Run it after `npm install`; with --check it only fails when one is missing.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isFound(path, name))
    .map(([name, version]) => ({ name, version, isDev: entry.dev === true })),
);

if (process.argv.includes("--check")) {
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    process.stderr.write(`${FILE} lacks ${names}: run node scripts/complete-lock.mjs\n`);
    process.exitCode = 1;
  }
} else if (missing.length > 0) {
  for (const one of missing) lock.packages[`node_modules/${one.name}`] = entryOf(one);
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}

/** Whether a package would be found from a folder, as Node walks up. */
function isFound(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (lock.packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`] !== undefined)
      return true;
    if (at === "") return false;
  }
}

/** The platform stands in the name, which is how such packages are made. */
function entryOf({ name, version, isDev }) {
  const words = name.split("/").at(-1).split("-");
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined || !/^\d/.test(version)) {
    throw new Error(`${name}@${version}: its platform or version cannot be told`);
  }
  const libc = words.some((word) => word.startsWith("musl"))
    ? ["musl"]
    : words.some((word) => word.startsWith("gnu"))
      ? ["glibc"]
      : undefined;
  return {
    version,
    cpu: [cpu],
    ...(isDev ? { dev: true } : {}),
    ...(os === "linux" && libc !== undefined ? { libc } : {}),
    optional: true,
    os: [os],
  };
}
