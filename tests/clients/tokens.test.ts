/** Which tokens open which doors: only genuine ones, only in time, only at their own service. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  sign,
} from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Caller, callerOf } from "../support/call.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { bearer, claimsOf, tokenFor } from "../support/tokens.ts";

const ARM = "https://management.azure.com";
const LOGS = "https://api.loganalytics.io";
const HOUR_MS = 60 * 60 * 1000;
const CLOCK_BEHIND = join(import.meta.dirname, "..", "support", "clock-behind.cjs");

let folder: string;
let server: RunningLazurite;
let caller: Caller;
/** A genuine token of this very server, issued two hours ago. */
let oldToken: string;
/** The same, of half an hour ago: still good, so that nothing but its age refuses the other. */
let youngToken: string;

/** Microsoft's name keeps its issuer when the ports change with a restart. */
async function tokenFromPast(agoMs: number): Promise<string> {
  const past = await startLazurite({
    folder,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${CLOCK_BEHIND}`,
      CLOCK_BEHIND_MS: String(agoMs),
    },
  });
  const pastCaller = callerOf(past);
  const token = await tokenFor(
    { ...pastCaller, direct: pastCaller.gateway },
    { ...past.ready, login: "https://login.microsoftonline.com" },
    LOGS,
  );
  await pastCaller.close();
  await past.end();
  return token;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lazurite-tokens-"));
  oldToken = await tokenFromPast(2 * HOUR_MS);
  youngToken = await tokenFromPast(HOUR_MS / 2);
  server = await startLazurite({ folder });
  caller = callerOf(server);
});

afterAll(async () => {
  await caller?.close();
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

const query = (token: string): Promise<Answer> =>
  caller.direct(`${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query`, {
    method: "POST",
    headers: bearer(token),
    body: { query: "print 1" },
  });

const readSubscription = (token: string): Promise<Answer> =>
  caller.direct(
    `${server.ready.arm}/subscriptions/${server.ready.subscriptionId}?api-version=2022-12-01`,
    { headers: bearer(token) },
  );

function expectRefused(answer: Answer) {
  expect([401, 403], answer.text).toContain(answer.status);
  expect(answer.json).toMatchObject({
    error: { code: expect.stringMatching(/^(Invalid(Authentication)?Token|AuthenticationFailed)/) },
  });
}

test("a token opens its own service and no other", async () => {
  const arm = await tokenFor(caller, server.ready, ARM);
  const logs = await tokenFor(caller, server.ready, LOGS);
  expect((await query(logs)).status).toBe(200);
  expect((await readSubscription(arm)).status).toBe(200);
  expectRefused(await query(arm));
  expectRefused(await readSubscription(logs));
});

test("the logs service refuses another service's token with 403", async () => {
  const answer = await query(await tokenFor(caller, server.ready, ARM));
  expect(answer.status, answer.text).toBe(403);
  expect(answer.json).toMatchObject({
    error: {
      code: expect.stringMatching(/^(InvalidTokenError|InvalidAuthenticationTokenAudience)$/),
    },
  });
});

test("a token of an hour that is over is refused, though its signature is genuine", async () => {
  expect(claimsOf(oldToken).exp * 1000).toBeLessThan(Date.now());
  expectRefused(await query(oldToken));
  expect((await query(youngToken)).status).toBe(200);
});

describe("a forged token is refused at both doors", () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const parts = (token: string) => {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const headerOf = JSON.parse(Buffer.from(header, "base64url").toString()) as object;
    return { header, payload, signature, headerOf, claims: claimsOf(token) };
  };

  async function publicKey() {
    const keys = await caller.direct(
      `${server.ready.login}/${server.ready.tenantId}/discovery/v2.0/keys`,
    );
    const [jwk] = (keys.json as { keys: JsonWebKey[] }).keys;
    if (jwk === undefined) throw new Error("no key is published");
    return createPublicKey({ key: jwk, format: "jwk" });
  }

  const forgeries: readonly [string, (genuine: string) => Promise<string>][] = [
    ["without a signature", async (token) => `${parts(token).header}.${parts(token).payload}.`],
    ["in two parts", async (token) => `${parts(token).header}.${parts(token).payload}`],
    [
      "with alg none",
      async (token) => {
        const { headerOf, payload } = parts(token);
        return `${part({ ...headerOf, alg: "none" })}.${payload}.`;
      },
    ],
    [
      "with alg none and the genuine signature",
      async (token) => {
        const { headerOf, payload, signature } = parts(token);
        return `${part({ ...headerOf, alg: "none" })}.${payload}.${signature}`;
      },
    ],
    [
      "with HS256 keyed by the public key's PEM",
      async (token) => {
        const { headerOf, payload } = parts(token);
        const text = `${part({ ...headerOf, alg: "HS256" })}.${payload}`;
        const pem = (await publicKey()).export({ type: "spki", format: "pem" });
        return `${text}.${createHmac("sha256", pem).update(text).digest("base64url")}`;
      },
    ],
    [
      "with HS256 keyed by the public key's DER",
      async (token) => {
        const { headerOf, payload } = parts(token);
        const text = `${part({ ...headerOf, alg: "HS256" })}.${payload}`;
        const der = (await publicKey()).export({ type: "spki", format: "der" });
        return `${text}.${createHmac("sha256", der).update(text).digest("base64url")}`;
      },
    ],
    [
      "signed by a foreign key under our key's id",
      async (token) => {
        const { header, payload } = parts(token);
        const text = `${header}.${payload}`;
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
      },
    ],
    [
      "signed by a key that it brings along",
      async (token) => {
        const { headerOf, payload } = parts(token);
        const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const jwk = pair.publicKey.export({ format: "jwk" });
        const text = `${part({ ...headerOf, kid: "mine", jwk })}.${payload}`;
        return `${text}.${sign("sha256", Buffer.from(text), pair.privateKey).toString("base64url")}`;
      },
    ],
    [
      "signed by a foreign key with PS256",
      async (token) => {
        const { headerOf, payload } = parts(token);
        const text = `${part({ ...headerOf, alg: "PS256" })}.${payload}`;
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const padding = constants.RSA_PKCS1_PSS_PADDING;
        const bytes = sign("sha256", Buffer.from(text), {
          key: privateKey,
          padding,
          saltLength: 32,
        });
        return `${text}.${bytes.toString("base64url")}`;
      },
    ],
    [
      "with a later expiry under the old signature",
      async (token) => {
        const { header, claims, signature } = parts(token);
        return `${header}.${part({ ...claims, exp: claims.exp + 3_600 })}.${signature}`;
      },
    ],
    [
      "with another object id under the old signature",
      async (token) => {
        const { header, claims, signature } = parts(token);
        const oid = server.ready.demo.guestObjectId;
        return `${header}.${part({ ...claims, oid })}.${signature}`;
      },
    ],
    [
      "with one bit of the signature changed",
      async (token) => {
        const { header, payload, signature } = parts(token);
        const bytes = Buffer.from(signature, "base64url");
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        return `${header}.${payload}.${bytes.toString("base64url")}`;
      },
    ],
  ];

  test.each(forgeries)("%s", async (_, forge) => {
    expectRefused(await query(await forge(await tokenFor(caller, server.ready, LOGS))));
    expectRefused(await readSubscription(await forge(await tokenFor(caller, server.ready, ARM))));
  });
});

test("no token, an empty one and another scheme are refused", async () => {
  const url = `${server.ready.arm}/subscriptions?api-version=2022-12-01`;
  for (const headers of [{}, { authorization: "Bearer" }, { authorization: "Basic QTpC" }]) {
    const answer = await caller.direct(url, { headers });
    expect(answer.status, answer.text).toBe(401);
    expect(answer.json).toMatchObject({ error: { code: expect.any(String) } });
  }
});
