// usage: node node-signing.mjs SECONDS      prints the RSA-2048 signatures per second of crypto.sign
import { generateKeyPairSync, sign } from "node:crypto";
import { promisify } from "node:util";

const IN_FLIGHT = 16;
const CLAIMS_BYTES = 900;
const seconds = Number(process.argv[2]);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const text = Buffer.alloc(CLAIMS_BYTES, "a");
const signOnce = promisify((done) => sign("sha256", text, privateKey, done));
const end = performance.now() + seconds * 1000;
let count = 0;

async function lane() {
  while (performance.now() < end) {
    await signOnce();
    count += 1;
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
process.stdout.write(`${count / seconds}\n`);
