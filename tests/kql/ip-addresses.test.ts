import type { DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ipv4 } from "../../src/kql/functions/ipv4.ts";
import { ask, openEngine } from "./engine.ts";

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openEngine();
});

test.each([
  ["parse_ipv4('010.0.0.1')", "an IPv4 address with leading zeros"],
  ["parse_ipv4(' 10.0.0.1')", "an IPv4 address with spaces"],
  ["parse_ipv6('2001:db8::10.0.0.1/24')", "a prefix length on an IPv6 address with dots"],
  ["has_ipv4('at 1.2.3.4.5', '1.2.3.4')", "an IPv4 address among more than four numbers"],
  ["ipv4_is_private('10.0.0.1/4')", "ipv4_is_private of a network that is partly private"],
  ["ipv4_is_in_range('10.0.0.0/8', '10.0.0.0/16')", "a network as the address that is looked for"],
])("%s, which has no answer that is known, is refused by name", async (kql, construct) => {
  await expect(
    ask(connection, `range i from 1 to 1 step 1 | project ${kql}`),
  ).rejects.toMatchObject({ code: "kql/not-supported", facts: { construct } });
});

test("the networks of a range hold just its addresses", () => {
  const compute = ipv4.find((row) => row.name === "ipv4_range_to_cidr_list")?.engine?.[0]?.compute;
  const text = (value: number): string =>
    [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
  const number = (address: string): number =>
    address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const addresses = fc.nat(0xffff_ffff);
  fc.assert(
    fc.property(addresses, addresses, (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const networks = JSON.parse(String(compute?.(text(from), text(to)))) as string[];
      let next = from;
      for (const network of networks) {
        const [base = "", prefix = ""] = network.split("/");
        expect(number(base)).toBe(next);
        next += 2 ** (32 - Number(prefix));
      }
      expect(next).toBe(to + 1);
      expect(networks.length).toBeLessThan(64);
    }),
  );
});
