import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type SecureContext, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { openCertificateAuthority } from "./certificate-authority.ts";

const DAY_MS = 86_400_000;
const names = ["localhost", "127.0.0.1", "::1", "fe80:0::1:0", "*.example.test", "Login.Test"];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lazurite-ca-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The names of the certificate that a client sees when it trusts only `ca`. */
async function verifiedNames(
  ca: string,
  context: { key: string; cert: string } | SecureContext,
  servername: string,
): Promise<string | undefined> {
  const tls = "key" in context ? context : { SNICallback: useAlways(context) };
  const server = createServer(tls).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket: TLSSocket = connect({ port, host: "127.0.0.1", ca, servername });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerCertificate().subjectaltname;
  } finally {
    socket.destroy();
    server.close();
  }
}

type SniCallback = (name: string, done: (error: null, context: SecureContext) => void) => void;
const useAlways =
  (context: SecureContext): SniCallback =>
  (_name, done) =>
    done(null, context);

test("what it issues is accepted for its names by a client that trusts its root", async () => {
  const authority = await openCertificateAuthority(folder, systemClock);
  const pair = await authority.serverContext(names);
  const expected =
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, " +
    "IP Address:FE80:0:0:0:0:0:1:0, DNS:*.example.test, DNS:Login.Test";
  for (const name of ["localhost", "a.example.test", "login.test"]) {
    expect(await verifiedNames(authority.caPem, pair, name)).toBe(expected);
  }
  await expect(verifiedNames(authority.caPem, pair, "a.b.example.test")).rejects.toThrow();
});

test("certificates have the extensions and lifetimes that strict clients ask for", async () => {
  const authority = await openCertificateAuthority(folder, systemClock);
  const leaf = new X509Certificate((await authority.serverContext(names)).cert);
  const root = new X509Certificate(authority.caPem);
  expect([root.ca, leaf.ca, leaf.checkIssued(root)]).toEqual([true, false, true]);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
  expect(days).toBeLessThanOrEqual(397);
});

test("the keys are for their owner's eyes, and everything is kept", async () => {
  const first = await openCertificateAuthority(folder, systemClock);
  const pair = await first.serverContext(names);
  for (const file of ["ca.key.pem", "server.key.pem"]) {
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  }
  expect(await readFile(first.caFile, "utf8")).toBe(first.caPem);
  const second = await openCertificateAuthority(folder, systemClock);
  expect(second.caPem).toBe(first.caPem);
  expect(await second.serverContext([...names].reverse())).toEqual(pair);
});

test("other names or a near end make a new server certificate under the same root", async () => {
  let now = Date.now();
  const authority = await openCertificateAuthority(folder, { now: () => now });
  const first = await authority.serverContext(names);
  const second = await authority.serverContext(["localhost"]);
  expect(second.cert).not.toBe(first.cert);
  now += 370 * DAY_MS;
  const third = await authority.serverContext(["localhost"]);
  expect(third.cert).not.toBe(second.cert);
  expect((await openCertificateAuthority(folder, { now: () => now })).caPem).toBe(authority.caPem);
});

test("a root near its end is renewed with its key, and lasts past 2049", async () => {
  const first = await openCertificateAuthority(folder, systemClock);
  const later = { now: () => Date.now() + 9 * 365 * DAY_MS };
  const second = await openCertificateAuthority(folder, later);
  expect(second.caPem).not.toBe(first.caPem);
  const [before, after] = [first, second].map(({ caPem }) => new X509Certificate(caPem));
  expect(after?.publicKey.equals(before?.publicKey as never)).toBe(true);
  const farOff = await openCertificateAuthority(folder, { now: () => Date.UTC(2055, 0, 1) });
  expect(new X509Certificate(farOff.caPem).validTo).toMatch(/2064 GMT$/);
});

test("a renewed root gets a server certificate that chains to it", async () => {
  const startAt = (days: number): ReturnType<typeof openCertificateAuthority> =>
    openCertificateAuthority(folder, { now: () => Date.now() + days * DAY_MS });
  const before = await startAt(0);
  const kept = await (await startAt(3_240)).serverContext(names);
  const renewed = await startAt(3_260);
  const pair = await renewed.serverContext(names);
  expect([renewed.caPem === before.caPem, pair.cert === kept.cert]).toEqual([false, false]);
  const root = new X509Certificate(renewed.caPem);
  expect(new X509Certificate(pair.cert).checkIssued(root)).toBe(true);
});

test("an IPv6 address may end in dotted form", async () => {
  const authority = await openCertificateAuthority(folder, systemClock);
  const { cert } = await authority.serverContext(["::ffff:127.0.0.1"]);
  expect(new X509Certificate(cert).subjectAltName).toBe("IP Address:0:0:0:0:0:FFFF:7F00:1");
});

test("a root without its key is refused, clients trust it; a key alone gets a root", async () => {
  const authority = await openCertificateAuthority(folder, systemClock);
  await writeFile(join(folder, "ca.key.pem"), "");
  await expect(openCertificateAuthority(folder, systemClock)).rejects.toMatchObject({
    code: "http/authority-damaged",
    facts: { file: authority.caFile },
  });
  await rm(authority.caFile);
  await rm(join(folder, "ca.key.pem"));
  const fresh = await openCertificateAuthority(folder, systemClock);
  await rm(fresh.caFile);
  await expect(openCertificateAuthority(folder, systemClock)).resolves.toBeDefined();
});

test("a name that the kept certificate covers uses it; others get their own, once", async () => {
  const authority = await openCertificateAuthority(folder, systemClock);
  await authority.serverContext(names);
  const kept = await authority.contextFor("a.example.test");
  expect(await authority.contextFor("LOCALHOST")).toBe(kept);
  const [one, two] = await Promise.all([
    authority.contextFor("a.b.example.test"),
    authority.contextFor("A.B.example.test"),
  ]);
  expect(one).toBe(two);
  expect(one).not.toBe(kept);
  expect(await verifiedNames(authority.caPem, one, "a.b.example.test")).toBe(
    "DNS:a.b.example.test",
  );
});
