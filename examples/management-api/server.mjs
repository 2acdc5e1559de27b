import Fastify from "fastify";
import { Refused, tokenCheck } from "./access.mjs";
import { openServices } from "./services.mjs";

const {
  LOGIN_ORIGIN = "https://localhost:8443",
  TENANT_ID = "c0a70500-c0de-4a2e-9d1f-0c0ffee01a2b",
  APPLICATION_ID = "3a4a6e3e-de30-4c1a-8b57-a91c0de5a1f7",
  // Who comes by Microsoft's name, as az does, has tokens that carry Microsoft's name.
  ISSUER = `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
  DATABASE = "management-api.db",
  PORT = "7071",
} = process.env;

const services = openServices(DATABASE);
const check = tokenCheck({
  issuer: ISSUER,
  keysUrl: `${LOGIN_ORIGIN}/${TENANT_ID}/discovery/v2.0/keys`,
  audience: APPLICATION_ID,
  scope: "user_impersonation",
});

const server = Fastify({ logger: false });

server.decorateRequest("user", null);
server.addHook("onRequest", async (request) => {
  request.user = await check(request.headers.authorization);
});

server.setErrorHandler((error, _request, reply) => {
  if (error instanceof Refused) {
    return reply
      .code(error.status)
      .header("www-authenticate", error.challenge)
      .send({ error: error.message });
  }
  if (error.validation !== undefined || (error.statusCode >= 400 && error.statusCode < 500)) {
    return reply.code(error.statusCode ?? 400).send({ error: error.message });
  }
  console.error(`${error.name}: ${error.message}`);
  return reply.code(503).send({ error: "The service cannot answer at the moment." });
});

const service = {
  type: "object",
  required: ["name", "url"],
  additionalProperties: false,
  properties: {
    name: { type: "string", pattern: "^[a-z0-9-]{1,64}$" },
    url: { type: "string", pattern: "^https?://", maxLength: 2000 },
  },
};

server.get("/services", async () => ({ services: services.list() }));

server.get("/services/:name", async ({ params }, reply) => {
  const found = services.find(params.name);
  return found ?? reply.code(404).send({ error: `There is no service ${params.name}.` });
});

server.post("/services", { schema: { body: service } }, async ({ body, user }, reply) => {
  if (!services.add({ ...body, registeredBy: user.name })) {
    return reply.code(409).send({ error: `There is a service ${body.name} already.` });
  }
  return reply
    .code(201)
    .header("location", `/services/${body.name}`)
    .send(services.find(body.name));
});

server.delete("/services/:name", async ({ params }, reply) => {
  if (services.remove(params.name)) return reply.code(204).send();
  return reply.code(404).send({ error: `There is no service ${params.name}.` });
});

const address = await server.listen({ host: "127.0.0.1", port: Number(PORT) });
console.log(`management-api answers at ${address}`);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await server.close();
    services.close();
  });
}
