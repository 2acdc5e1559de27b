/** Lookups of addresses in tables of networks. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

const NETS = `let nets = datatable(net:string, k:string, n:long)[
  '10.0.0.0/8', 'a', 1, '10.1.0.0/16', 'b', 2, '192.168.7.7', 'a', 3, 'none', 'a', 4];`;
const ROWS = `datatable(ip:string, k:string)['10.1.2.3', 'a', '10.9.9.9', 'b', '192.168.7.7', 'a', '8.8.8.8', 'a', '', 'a']`;

const rows = async (text: string) =>
  (await ask(connection, `${NETS} ${ROWS} | evaluate ${text}`)).rows;

describe("ipv4_lookup", () => {
  test("a row comes with each network that has its address", async () => {
    const text = "ipv4_lookup(nets, ip, net) | project ip, net, n | sort by ip asc, n asc";
    expect(await rows(text)).toEqual([
      ["10.1.2.3", "10.0.0.0/8", 1],
      ["10.1.2.3", "10.1.0.0/16", 2],
      ["10.9.9.9", "10.0.0.0/8", 1],
      ["192.168.7.7", "192.168.7.7", 3],
    ]);
  });

  test("further keys must be equal, and stand once in the answer", async () => {
    const text = "ipv4_lookup(nets, ip, net, k) | sort by ip asc";
    expect(await rows(text)).toEqual([
      ["10.1.2.3", "a", "10.0.0.0/8", 1],
      ["192.168.7.7", "a", "192.168.7.7", 3],
    ]);
  });

  test("rows without a network stay where that is asked for", async () => {
    for (const flag of ["true", "return_unmatched = true"]) {
      const text = `ipv4_lookup(nets, ip, net, ${flag}) | where isnull(n) | project ip, net`;
      expect((await rows(text)).toSorted()).toEqual([
        ["", ""],
        ["8.8.8.8", ""],
      ]);
    }
  });

  test("a network in the place of an address, and other open questions, are refused", async () => {
    for (const text of [
      "ipv4_lookup(nets, net, net)",
      "ipv4_lookup(nets, ip, n)",
      "ipv4_lookup(nets, ip, net, nonsense = true)",
      "ipv4_lookup(nets, ip, net, false, return_unmatched = true)",
    ]) {
      const table = text.includes("net, net") ? "nets" : ROWS;
      await expect(ask(connection, `${NETS} ${table} | evaluate ${text}`)).rejects.toMatchObject({
        code: "kql/not-supported",
      });
    }
  });
});

test("ipv6_lookup has the table's columns first, and reads both sorts of addresses", async () => {
  const text = `let nets = datatable(net:string)['2001:db8::/32', '10.0.0.0/8'];
    datatable(ip:string)['2001:db8::1', '10.2.3.4', '::1'] | evaluate ipv6_lookup(nets, ip, net)`;
  const answer = await ask(connection, text);
  expect(answer.columns.map(({ name }) => name)).toEqual(["net", "ip"]);
  expect(answer.rows.toSorted()).toEqual([
    ["10.0.0.0/8", "10.2.3.4"],
    ["2001:db8::/32", "2001:db8::1"],
  ]);
});
