import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a browser brought to an application. */
export interface Arrival {
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** An application on this machine that waits for answers at two of its addresses. */
export interface ApplicationListener {
  /** `http://localhost:…/callback` */
  readonly redirectUri: string;
  /** `http://localhost:…`, as command-line programs use it. */
  readonly origin: string;
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

export async function startApplicationListener(): Promise<ApplicationListener> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      if (pathname === "/callback" || pathname === "/") {
        const sent = request.method === "POST" ? new URLSearchParams(body) : searchParams;
        arrivals.push({ method: request.method ?? "", parameters: Object.fromEntries(sent) });
      }
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end("<!doctype html><title>The application</title><link rel=icon href=data:,>");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  return {
    origin,
    redirectUri: `${origin}/callback`,
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
