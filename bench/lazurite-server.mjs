// Our own product with its login service on plain http besides, which the product itself never
// offers: the figures of a plain peer are compared with it. Prints the ready report and that port.
import { createServer } from "node:http";
import { startServer } from "../dist/server/index.js";

const server = await startServer({ isEphemeral: true, port: 0, logLevel: "silent" });
// The hook: a request listener for one surface, without the listener and TLS in front of it.
const listener = server.requestListener?.("login");
let plainHttp;
if (listener !== undefined) {
  const plain = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => plain.once("listening", resolve));
  plainHttp = `http://127.0.0.1:${plain.address().port}`;
}
process.stdout.write(`${JSON.stringify({ ...server.report, plainHttp })}\n`);
process.once("SIGTERM", async () => {
  await server.close();
  process.exit(0);
});
