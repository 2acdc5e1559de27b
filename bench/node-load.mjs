// usage: node node-load.mjs URL FORM SECONDS      posts over 16 kept-alive connections, prints JSON
import { Agent, request } from "undici";

const CONNECTIONS = 16;
const [url, form, seconds] = process.argv.slice(2);
const dispatcher = new Agent({ connections: CONNECTIONS, connect: { rejectUnauthorized: false } });
const headers = { "content-type": "application/x-www-form-urlencoded" };
const end = performance.now() + Number(seconds) * 1000;
const latenciesMs = [];

async function lane() {
  while (performance.now() < end) {
    const start = performance.now();
    const { statusCode, body } = await request(url, {
      dispatcher,
      method: "POST",
      headers,
      body: form,
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
    latenciesMs.push(performance.now() - start);
  }
}

await Promise.all(Array.from({ length: CONNECTIONS }, lane));
await dispatcher.close();
latenciesMs.sort((a, b) => a - b);
const p99Ms = latenciesMs[Math.floor(latenciesMs.length * 0.99)];
process.stdout.write(JSON.stringify({ perSecond: latenciesMs.length / Number(seconds), p99Ms }));
