// The peer: panva's oidc-provider, one process a core, issuing RS256 JWTs by client credentials.
// Prints its port once all processes listen.
import cluster from "node:cluster";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const PROCESSES = 2;
const RESOURCE = "https://api.example.com";

if (cluster.isPrimary) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const env = {
    SIGNING_KEY: JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: "1" }),
  };
  let listening = 0;
  cluster.on("listening", (_, { port }) => {
    listening += 1;
    if (listening === PROCESSES) process.stdout.write(`${port}\n`);
  });
  for (let n = 0; n < PROCESSES; n += 1) cluster.fork(env);
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
    process.exit(0);
  });
} else {
  const provider = new Provider("http://127.0.0.1", {
    jwks: { keys: [{ ...JSON.parse(process.env.SIGNING_KEY), use: "sig", alg: "RS256" }] },
    clients: [
      {
        client_id: "bench",
        client_secret: "bench-secret",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
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
  createServer(provider.callback()).listen(0, "127.0.0.1");
}
