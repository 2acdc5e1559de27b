// Hashes and checks passwords in a thread of its own: argon2id takes a part of a second, and the
// shared thread pool belongs to the signatures. Costs: OWASP's password storage cheat sheet.
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";

const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

parentPort?.on("message", ({ passwordText, hash }) => {
  try {
    const answer =
      hash === undefined ? hashSync(passwordText, COSTS) : verifySync(hash, passwordText);
    parentPort?.postMessage({ answer });
  } catch {
    // The library's own words may quote the hash.
    parentPort?.postMessage({ answer: undefined });
  }
});
