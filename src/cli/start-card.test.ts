import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { ReadyReport } from "../server/index.ts";
import { startCard } from "./start-card.ts";

const report: ReadyReport = {
  login: "https://localhost:8443",
  arm: "https://localhost:8444",
  graph: "https://localhost:8445",
  logs: "https://localhost:8446",
  monitor: "https://localhost:8447",
  iotcentral: "https://localhost:8448",
  portal: "https://localhost:8449",
  imds: "http://127.0.0.1:8450",
  proxy: "http://127.0.0.1:8080",
  ca: "/data/certificates/ca.pem",
  pid: 1,
};
const own = { ...report, tenantId: "11111111-2222-4333-8444-555555555555" };

test("commands name the data folder, unless it is the one that they look in", () => {
  expect(startCard(own, resolve(".lazurite"), "1.0.0")).toContain("npx lazurite az login --tenant");
  expect(startCard(own, "/data/b", "1.0.0")).toContain("npx lazurite az --data /data/b login");
  expect(startCard(own, "/data/it's", "1.0.0")).toContain("az --data '/data/it'\\''s' login");
});

test("a store that nobody has yet says how to make it somebody's", () => {
  const card = startCard(report, "/data/b", "1.0.0");
  expect(card).toContain("npx lazurite init --domain your-domain.example --data /data/b");
  expect(card).not.toContain("az login");
});

test("the admin origin is on the card when it was asked for", () => {
  const admin = "http://127.0.0.1:9999";
  expect(startCard({ ...report, admin }, "/data/b", "1.0.0")).toMatch(
    /^ {2}admin +http:\/\/127\.0\.0\.1:9999 +the clock and the propagation delay$/m,
  );
  expect(startCard(report, "/data/b", "1.0.0")).not.toContain("admin ");
});

test("the card names the origins that are served", () => {
  const card = startCard(report, "/data/b", "1.0.0");
  for (const origin of [report.login, report.arm, report.graph, report.logs, report.proxy]) {
    expect(card).toContain(origin);
  }
});
