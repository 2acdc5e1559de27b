// The peer of the sign-in figures: panva's oidc-provider in one process, since its sessions and
// codes live in that process's memory. Access tokens and id tokens are RS256 JWTs as ours are, and
// refresh tokens rotate. Its own login and consent pages make the one session. Prints its port.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const RESOURCE = "https://api.example.com";

/** Its built-in store forgets after a thousand entries: under load the session would be lost. */
class Memory {
  static #entries = new Map();
  #model;

  constructor(model) {
    this.#model = model;
  }

  async upsert(id, payload) {
    Memory.#entries.set(`${this.#model}:${id}`, payload);
    if (payload.uid !== undefined) Memory.#entries.set(`uid:${payload.uid}`, payload);
  }

  async find(id) {
    return Memory.#entries.get(`${this.#model}:${id}`);
  }

  async findByUid(uid) {
    return Memory.#entries.get(`uid:${uid}`);
  }

  async consume(id) {
    const entry = Memory.#entries.get(`${this.#model}:${id}`);
    if (entry !== undefined) entry.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    Memory.#entries.delete(`${this.#model}:${id}`);
  }

  async revokeByGrantId() {}
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" };
const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();
const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: Memory,
  jwks: { keys: [jwk] },
  cookies: { keys: ["bench"] },
  clients: [
    {
      client_id: "bench",
      client_secret: "bench-secret",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["https://web.test/callback"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  scopes: ["openid", "offline_access", "api:read"],
  issueRefreshToken: async () => true,
  rotateRefreshToken: () => true,
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "api:read",
        audience: RESOURCE,
        accessTokenFormat: "jwt",
        accessTokenTTL: 3600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});
server.on("request", provider.callback());
process.stdout.write(`${port}\n`);
process.once("SIGTERM", () => process.exit(0));
