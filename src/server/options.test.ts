import { expect, test } from "vitest";
import { readOptions } from "./options.ts";
import { surfaceOfHost } from "./surfaces.ts";

const temporary = (): string => "/tmp/x";

test("ports follow each other from the base port, the gateway last", () => {
  expect(readOptions({ port: 9000 }, temporary).ports).toEqual({
    login: 9000,
    arm: 9001,
    graph: 9002,
    logs: 9003,
    monitor: 9004,
    iotcentral: 9005,
    portal: 9006,
    imds: 9007,
    gateway: 9008,
  });
});

test("without a base port the documented ports are used", () => {
  const { ports } = readOptions({}, temporary);
  expect([ports.login, ports.logs, ports.imds, ports.gateway]).toEqual([8443, 8446, 8450, 8080]);
});

test("port 0 leaves every port to the system", () => {
  expect(new Set(Object.values(readOptions({ port: 0 }, temporary).ports))).toEqual(new Set([0]));
});

test.each([{ port: -1 }, { port: 65_530 }, { port: 1.5 }, { propagationDelayMs: 3_600_001 }])(
  "an option out of range is refused by name: %j",
  (options) => {
    expect(() => readOptions(options, temporary)).toThrowError(
      expect.objectContaining({ code: "server/invalid-option" }),
    );
  },
);

test.each([
  ["login.microsoftonline.com", "login"],
  ["MANAGEMENT.AZURE.COM", "arm"],
  ["westeurope.monitoring.azure.com", "monitor"],
  ["dce-1.westeurope-1.ingest.monitor.azure.com", "monitor"],
  ["contoso.azureiotcentral.com", "iotcentral"],
  ["westus2.api.loganalytics.io", "logs"],
  ["azureiotcentral.com", undefined],
  ["login.microsoftonline.com.example.org", undefined],
  ["evilmanagement.azure.com", undefined],
  ["example.org", undefined],
])("host %s belongs to %s", (host, surface) => {
  expect(surfaceOfHost(host)).toBe(surface);
});
