import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MS_MAX = 60_000;

/** Stands in for the browser that a program opens: hands the address on instead of showing it. */
export interface OpenedAddresses {
  /** What a program needs in its environment to open its addresses here. */
  readonly env: { readonly BROWSER: string };
  /** The next address that a program opens. */
  next(): Promise<string>;
  close(): Promise<void>;
}

/** A browser ends at once: Python waits for it before it listens for the answer. */
const PROGRAM = `#!${process.execPath}
const [, , address] = process.argv;
const request = require("node:http").request("PLACE", { method: "POST" });
request.end(address);
`;

export async function catchOpenedAddresses(): Promise<OpenedAddresses> {
  const waiting: ((address: string) => void)[] = [];
  const opened: string[] = [];
  const server = createServer((request, response) => {
    let address = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      address += text;
    });
    request.on("end", () => {
      const wait = waiting.shift();
      if (wait === undefined) opened.push(address);
      else wait(address);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const folder = mkdtempSync(join(tmpdir(), "lazurite-opened-"));
  const program = join(folder, "browser");
  writeFileSync(program, PROGRAM.replace("PLACE", place), { mode: 0o700 });
  return {
    env: { BROWSER: program },
    next: () => {
      const first = opened.shift();
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("no program opened a browser")), MS_MAX);
        waiting.push((address) => {
          clearTimeout(timer);
          resolve(address);
        });
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
