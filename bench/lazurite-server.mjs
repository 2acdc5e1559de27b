// usage: node lazurite-server.mjs [DATA-FOLDER]      throw-away data without one
//
// Our own product with its login service and its Graph on plain http besides, which the product
// itself never offers: the figures of plain peers are compared with it. Prints the ready report and
// those origins.
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
const [dataFolder] = process.argv.slice(2);
const data = dataFolder === undefined ? { isEphemeral: true } : { dataFolder };
const server = await startServer({ ...data, port: 0, logLevel: "silent" });

const plainServers = [];

/** The origin on plain http of what the product serves at an origin. */
async function plainOf(origin) {
  const port = Number(new URL(origin).port);
  const served = caught.find((one) => one.address()?.port === port);
  const plain = createServer((request, response) => served.emit("request", request, response));
  plain.keepAliveTimeout = served.keepAliveTimeout;
  await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
  plainServers.push(plain);
  return `http://127.0.0.1:${plain.address().port}`;
}

const plainHttp = await plainOf(server.report.login);
const plainGraph = await plainOf(server.report.graph);
process.once("SIGTERM", async () => {
  for (const plain of plainServers) plain.closeAllConnections();
  await server.close();
  process.exit(0);
});
// At the end: whoever reads it may end this process at once.
process.stdout.write(`${JSON.stringify({ ...server.report, plainHttp, plainGraph })}\n`);
