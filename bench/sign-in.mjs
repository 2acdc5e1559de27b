// Sign-ins per second: from the authorization endpoint with a session's cookie to the tokens, and
// from refresh token to refresh token. Ours keeps each in its store on disk, the peer in memory.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { signInOnce } from "./browser.mjs";
import { startChild } from "./child.mjs";
import { cpuSeconds } from "./cpu-seconds.mjs";

const run = promisify(execFile);
const here = (name) => join(import.meta.dirname, name);
const VERIFIER = "one-verifier-for-all-rounds-of-this-benchmark";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");
const WARM_UP_SECONDS = 1;

/** Both figures of both products. */
export async function measureSignIn(seconds) {
  return { ours: await measureOurs(seconds), peer: await measurePeer(seconds) };
}

async function measureOurs(seconds) {
  const server = await startChild([here("lazurite-server.mjs")]);
  try {
    const { plainHttp, tenantId, demo } = JSON.parse(server.line);
    const base = `${plainHttp}/${tenantId}/oauth2/v2.0`;
    const place = {
      authorizeUrl: `${base}/authorize`,
      tokenUrl: `${base}/token`,
      clientId: demo.clientId,
      clientSecret: demo.clientSecret,
      redirectUri: "http://localhost/callback",
      scope: "openid offline_access https://api.loganalytics.io/Data.Read",
    };
    return await measure(server, place, seconds, (html) => {
      if (!html.includes('name="password"')) return { action: "accept" };
      return { username: demo.user, password: demo.password, action: "sign-in" };
    });
  } finally {
    await server.end();
  }
}

async function measurePeer(seconds) {
  const env = { ...process.env, NODE_ENV: "production", NODE_NO_WARNINGS: "1" };
  const server = await startChild([here("oidc-provider-sign-in.mjs")], env);
  try {
    const origin = `http://127.0.0.1:${server.line}`;
    const place = {
      authorizeUrl: `${origin}/auth`,
      tokenUrl: `${origin}/token`,
      clientId: "bench",
      clientSecret: "bench-secret",
      redirectUri: "https://web.test/callback",
      scope: "openid offline_access api:read",
    };
    return await measure(server, place, seconds, (html) =>
      html.includes('name="login"') ? { login: "ada", password: "any" } : {},
    );
  } finally {
    await server.end();
  }
}

async function measure(server, place, seconds, choose) {
  const { authorizeUrl, tokenUrl, clientId, clientSecret, redirectUri, scope } = place;
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope,
    nonce: "a-nonce",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  });
  const url = `${authorizeUrl}?${asked}`;
  // The peer grants offline access only after a question.
  const cookie = await signInOnce(`${url}&prompt=consent`, choose);
  const client = { client_id: clientId, client_secret: clientSecret };
  const load = {
    authorizeUrl: url,
    tokenUrl,
    cookie,
    codeForm: {
      ...client,
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code_verifier: VERIFIER,
    },
    refreshForm: { ...client, grant_type: "refresh_token" },
  };
  return {
    code: await figures(server, { ...load, kind: "code" }, seconds),
    refresh: await figures(server, { ...load, kind: "refresh" }, seconds),
  };
}

async function figures(server, load, seconds) {
  await generate({ ...load, seconds: WARM_UP_SECONDS });
  const before = cpuSeconds(server.pid);
  const measured = await generate({ ...load, seconds });
  const computed = cpuSeconds(server.pid) - before;
  return { ...measured, perCpuSecond: (measured.perSecond * seconds) / computed };
}

async function generate(load) {
  const args = [here("sign-in-load.mjs"), JSON.stringify(load)];
  return JSON.parse((await run(process.execPath, args)).stdout);
}
