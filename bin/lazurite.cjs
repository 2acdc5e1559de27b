#!/usr/bin/env node
// The thread pool carries signing, file reads and log queries: with Node's default of four, four
// long queries would hold up every token. It has to be sized before anything uses it, so before the
// first module is loaded.
process.env.UV_THREADPOOL_SIZE ??= "16";
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const entry = join(__dirname, "..", "dist", "cli", "main.js");
if (!existsSync(entry)) {
  process.stderr.write("Lazurite is not built yet. Run: npm ci && npm start\n");
  process.exit(1);
}
import(pathToFileURL(entry).href);
