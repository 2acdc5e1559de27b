// usage: node sign-in-load.mjs JSON      goes round by codes or by refresh tokens, prints JSON
//
// A round by code: the browser asks with the cookie of its session and is sent back with a code,
// the client exchanges the code. A round by refresh token: the client exchanges the last for the next.
import { Agent, request } from "undici";

const LANES = 16;
const { kind, authorizeUrl, cookie, tokenUrl, codeForm, refreshForm, seconds } = JSON.parse(
  process.argv[2],
);
const dispatcher = new Agent({ connections: LANES, connect: { rejectUnauthorized: false } });
const latenciesMs = [];

async function byCode() {
  const { statusCode, headers, body } = await request(authorizeUrl, {
    dispatcher,
    headers: { cookie },
  });
  await body.dump();
  const code = new URL(headers.location ?? "about:blank").searchParams.get("code");
  if (code === null) throw new Error(`no code: ${statusCode} ${headers.location}`);
  return await post({ ...codeForm, code });
}

async function post(form) {
  const { statusCode, body } = await request(tokenUrl, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  const answer = await body.json();
  const isWhole = answer.access_token && answer.id_token && answer.refresh_token;
  if (statusCode !== 200 || !isWhole) throw new Error(`${statusCode} ${JSON.stringify(answer)}`);
  return answer.refresh_token;
}

async function lane(end) {
  let token = kind === "refresh" ? await byCode() : undefined;
  while (performance.now() < end) {
    const start = performance.now();
    if (kind === "refresh") token = await post({ ...refreshForm, refresh_token: token });
    else await byCode();
    latenciesMs.push(performance.now() - start);
  }
}

const begin = performance.now();
await Promise.all(Array.from({ length: LANES }, () => lane(begin + seconds * 1000)));
await dispatcher.close();
latenciesMs.sort((a, b) => a - b);
const p99Ms = latenciesMs[Math.floor(latenciesMs.length * 0.99)];
process.stdout.write(JSON.stringify({ perSecond: latenciesMs.length / seconds, p99Ms }));
