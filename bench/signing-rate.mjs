// What this machine can sign at all: the limit that the token endpoint is measured against.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CORES = 2;

/** RSA-2048 signatures per second of OpenSSL: one process a core, which a busy machine cannot flatter. */
export async function opensslRate(seconds) {
  const one = async () => {
    const { stdout } = await run("openssl", ["speed", "-seconds", `${seconds}`, "rsa2048"]);
    return Number(/^rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)/m.exec(stdout)?.[1]);
  };
  const rates = await Promise.all(Array.from({ length: CORES }, one));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/**
 * The same by Node's `crypto.sign` with nothing around it; in a process of its own, since a thread
 * pool takes its size when it is first used.
 */
export async function nodeRate(seconds) {
  const program = join(import.meta.dirname, "node-signing.mjs");
  const { stdout } = await run(process.execPath, [program, `${seconds}`]);
  return Number(stdout);
}
