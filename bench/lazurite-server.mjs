// Our own product with its login service on plain http besides, which the product itself never
// offers: the figures of plain peers are compared with it. Prints the ready report and that origin.
import { createServer } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

// The servers that the product makes, caught as it makes them: their requests can then be fed from
// a plain one, past TLS and nothing else.
const caught = [];
const { createServer: createTlsServer } = https;
https.createServer = (...args) => {
  const server = createTlsServer(...args);
  caught.push(server);
  return server;
};
syncBuiltinESMExports();

const { startServer } = await import("../dist/server/index.js");
const server = await startServer({ isEphemeral: true, port: 0, logLevel: "silent" });
const loginPort = Number(new URL(server.report.login).port);
const login = caught.find((one) => one.address()?.port === loginPort);
const plain = createServer((request, response) => login.emit("request", request, response));
plain.keepAliveTimeout = login.keepAliveTimeout;
await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
const plainHttp = `http://127.0.0.1:${plain.address().port}`;
process.stdout.write(`${JSON.stringify({ ...server.report, plainHttp })}\n`);
process.once("SIGTERM", async () => {
  plain.closeAllConnections();
  await server.close();
  process.exit(0);
});
