import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, systemClock, systemIds } from "../../src/base/index.ts";
import {
  createLogger,
  createSurface,
  openCertificateAuthority,
  startListener,
} from "../../src/http/index.ts";
import type { Page } from "../../src/identity/http/pages/page.ts";
import { sendPage } from "../../src/identity/http/pages/send-page.ts";
import { pageSamples } from "./page-samples.ts";

/** A TLS server of sample pages, and of what their forms sent. */
export interface PageGallery {
  readonly origin: string;
  readonly caText: string;
  /** Forms received at `/sent` so far. */
  readonly sent: readonly URLSearchParams[];
  /** Where a sample is served. */
  addressOf(name: string): string;
  /** Serves one more page and tells where. */
  add(name: string, page: Page): string;
  /** Lets `/sent` answer by a redirect to this address; `/onwards` redirects to `/arrived`. */
  redirectTo(uri: string | undefined): void;
  /** Paths that were loaded as other applications' pages. */
  readonly framed: readonly string[];
  close(): Promise<void>;
}

export async function startPageGallery(): Promise<PageGallery> {
  const folder = mkdtempSync(join(tmpdir(), "lazurite-gallery-"));
  const authority = await openCertificateAuthority(folder, systemClock);
  const pages = new Map<string, Page>(Object.entries(pageSamples));
  const sent: URLSearchParams[] = [];
  const framed: string[] = [];
  let target: string | undefined;
  const surface = createSurface({
    name: "login",
    log: createLogger({ level: "silent" }),
    ids: systemIds,
    writeError: () => ({ status: 404, body: "not here" }),
  });
  surface.get<{ Params: { name: string } }>("/pages/:name", (request, reply) => {
    const page = pages.get(request.params.name);
    if (page === undefined) throw new Failure("gallery/unknown", "no such page");
    return sendPage(reply, page);
  });
  surface.post("/sent", (request, reply) => {
    sent.push(request.body as URLSearchParams);
    if (target !== undefined) return reply.redirect(target, 302);
    return sendPage(reply, { kind: "notice", title: "Sent", text: "It has arrived." });
  });
  surface.get("/onwards", (request, reply) =>
    reply.redirect(`https://localhost:${request.raw.socket.localPort}/arrived`, 302),
  );
  surface.get("/signed-out-elsewhere", (request) => {
    framed.push(request.url);
    return "";
  });
  surface.get("/arrived", (_, reply) =>
    sendPage(reply, { kind: "notice", title: "Arrived", text: "This is the application." }),
  );
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    surface,
    tls: await authority.serverContext(["localhost", "127.0.0.1"]),
    origins: (port) => [`https://localhost:${port}`, `https://127.0.0.1:${port}`],
  });
  const origin = `https://localhost:${listener.port}`;
  const addressOf = (name: string): string => `${origin}/pages/${name}`;
  return {
    origin,
    caText: authority.caPem,
    sent,
    framed,
    addressOf,
    add: (name, page) => {
      pages.set(name, page);
      return addressOf(name);
    },
    redirectTo: (uri) => {
      target = uri;
    },
    close: async () => {
      await listener.close();
      await surface.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
