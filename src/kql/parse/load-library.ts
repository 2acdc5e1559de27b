import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import type { OfficialLanguage, OfficialLibrary } from "./official.ts";

interface LoadedGlobals {
  readonly Bridge: { toArray(list: unknown): unknown[] };
  readonly Kusto: { readonly Language: OfficialLanguage };
}

/**
 * Loads the official parser without adding its three globals (Bridge, System, Kusto) to ours.
 *
 * The package is transpiled C# written for a page whose globals it extends. Its two files become
 * the body of one function whose parameter named `global` keeps what they define. Takes about half
 * a second of CPU and 70 MB, once.
 */
export function loadLibrary(): OfficialLibrary {
  const folder = dirname(createRequire(import.meta.url).resolve("@kusto/language-service-next"));
  const script = new Script(wrapped(folder), { filename: "kusto-language.js" });
  const scope = Object.create(globalThis) as object;
  const holder = { exports: {} };
  const loaded = (
    script.runInThisContext() as (...values: readonly unknown[]) => LoadedGlobals
  ).call(scope, scope, holder, holder.exports);
  const language = loaded.Kusto.Language;
  return {
    language,
    kindNames: enumNames(language.Syntax.SyntaxKind),
    toArray: <Item>(list: unknown): readonly Item[] =>
      list === null || list === undefined ? [] : (loaded.Bridge.toArray(list) as Item[]),
  };
}

function wrapped(folder: string): string {
  const read = (name: string): string =>
    readFileSync(join(folder, name), "utf8").replace(/^\/\/ SIG \/\/.*\n?/gm, "");
  return [
    "(function (global, module, exports) {",
    "var Bridge, System, Kusto, globalThis = global, window, self, define;",
    "function own(name, get, set) {",
    "  Object.defineProperty(global, name, { configurable: true, enumerable: true, get, set });",
    "}",
    'own("Bridge", function () { return Bridge; }, function (value) { Bridge = value; });',
    'own("System", function () { return System; }, function (value) { System = value; });',
    'own("Kusto", function () { return Kusto; }, function (value) { Kusto = value; });',
    read("bridge.min.js"),
    ";",
    read("Kusto.Language.Bridge.min.js"),
    ";return { Bridge: Bridge, Kusto: Kusto };",
    "})",
  ].join("\n");
}

/** Names of an enum's values: Bridge keeps the members as numeric properties. */
function enumNames(members: Readonly<Record<string, unknown>>): readonly string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === "number") names[value] ??= name;
  }
  return names;
}
