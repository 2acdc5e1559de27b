#!/usr/bin/env node
const { existsSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// The thread pool carries signing, file reads and log queries: with Node's default of four, four
// long queries (limits.query.concurrentMax) would hold up every token. Many more threads than work
// would cost too: each one that has to be woken takes the event loop's processor away. The size
// must be set before anything uses the pool, so before the first module is loaded.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(8, availableParallelism() + 4));

const entry = join(__dirname, "..", "dist", "cli", "main.js");
if (!existsSync(entry)) {
  process.stderr.write("Lazurite is not built yet. Run: npm ci && npm start\n");
  process.exit(1);
}
import(pathToFileURL(entry).href);
