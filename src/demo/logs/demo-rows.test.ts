import { expect, test } from "vitest";
import { limits, ticksFromMs } from "../../base/index.ts";
import { contoso } from "../contoso.ts";
import { demoRows, demoTables } from "./demo-rows.ts";
import type { DemoValue } from "./demo-table.ts";

const NOON = Date.UTC(2026, 10, 18, 12, 0, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Named = Readonly<Record<string, DemoValue | undefined>>;
const named = (table: string, fromMs: number, toMs: number): Named[] => {
  const { columns, rows } = demoRows(table, fromMs, toMs);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
};

test.each(demoTables)(
  "%s: ranges that touch give each row once, whatever their borders",
  (table) => {
    const [from, to] = [NOON - 2 * HOUR - 17_123, NOON + 5_001];
    const whole = demoRows(table, from, to);
    const borders = [from, from + 1, from + 61_000, NOON - HOUR - 7, NOON - 59_999, NOON, to];
    const parts = borders
      .slice(1)
      .flatMap((border, index) => demoRows(table, borders[index] ?? from, border).rows);
    expect(parts).toEqual(whole.rows);
    expect(whole.rows.length).toBeGreaterThan(0);
  },
);

test.each(demoTables)(
  "%s: rows lie in the range, oldest first, one value to each column",
  (table) => {
    const { columns, rows } = demoRows(table, NOON - DAY, NOON);
    expect(columns[0]).toBe("TimeGenerated");
    expect(new Set(columns).size).toBe(columns.length);
    let last = ticksFromMs(NOON - DAY);
    for (const row of rows) {
      expect(row.length).toBe(columns.length);
      const time = row[0] as bigint;
      expect(time >= last && time < ticksFromMs(NOON)).toBe(true);
      last = time;
    }
  },
);

test("thirty days are about two hundred thousand rows", () => {
  const from = NOON - 7 * DAY;
  const counts = demoTables.map((table) => demoRows(table, from, NOON).rows.length);
  const total = (counts.reduce((sum, count) => sum + count, 0) / 7) * limits.demo.logDays;
  expect(total).toBeGreaterThan(180_000);
  expect(total).toBeLessThan(260_000);
});

test("every table belongs to the demo workspace", () => {
  for (const table of demoTables) {
    for (const row of named(table, NOON - HOUR, NOON)) {
      expect([row["TenantId"], row["Type"]]).toEqual([contoso.workspaceId, table]);
    }
  }
});

test("an operation's request, call, exception and trace share its id", () => {
  const requests = named("AppRequests", NOON - 6 * HOUR, NOON);
  const failed = requests.filter((row) => row["Success"] === false && row["ResultCode"] !== "404");
  const ids = (table: string): Set<unknown> =>
    new Set(named(table, NOON - 6 * HOUR, NOON).map((row) => row["OperationId"]));
  const [calls, exceptions, traces] = [
    ids("AppDependencies"),
    ids("AppExceptions"),
    ids("AppTraces"),
  ];
  expect(failed.length).toBeGreaterThan(0);
  expect(requests.every((row) => calls.has(row["OperationId"]))).toBe(true);
  for (const { OperationId } of failed) {
    expect([exceptions.has(OperationId), traces.has(OperationId)]).toEqual([true, true]);
  }
});

test.each(["night", "weekend", "noon"])(
  "the last hour of a %s has what queries look for",
  (when) => {
    const end = { night: NOON - 9 * HOUR, weekend: NOON + 3 * DAY, noon: NOON }[when] ?? NOON;
    const last = (table: string): Named[] => named(table, end - HOUR, end);
    expect(last("AppRequests").some((row) => row["Success"] === false)).toBe(true);
    expect(last("AppExceptions").length).toBeGreaterThan(0);
    expect(last("SigninLogs").some((row) => row["ResultType"] !== "0")).toBe(true);
    expect(last("AzureActivity").some((row) => row["ActivityStatus"] === "Failed")).toBe(true);
    expect(last("Syslog").some((row) => /err|crit/.test(String(row["SeverityLevel"])))).toBe(true);
    expect(last("ContainerLogV2").some((row) => row["LogLevel"] === "error")).toBe(true);
    expect(new Set(last("Heartbeat").map((row) => row["Computer"])).size).toBeGreaterThan(4);
  },
);

test("working hours are busier than nights, weekdays busier than weekends", () => {
  const requests = (from: number): number =>
    demoRows("AppRequests", from, from + 4 * HOUR).rows.length;
  const [day, night, saturday] = [NOON - 2 * HOUR, NOON - 12 * HOUR, NOON + 3 * DAY - 2 * HOUR];
  expect(requests(day)).toBeGreaterThan(2 * requests(night));
  expect(requests(day)).toBeGreaterThan(1.5 * requests(saturday));
});

test("dynamic columns hold JSON, and addresses are those of documentation", () => {
  const dynamics = ["LocationDetails", "DeviceDetail", "Status", "MfaDetail", "Authorization_d"];
  const addresses = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^$|^0\.0\.0\.0$/;
  for (const table of demoTables) {
    for (const row of named(table, NOON - 3 * HOUR, NOON)) {
      for (const name of dynamics) JSON.parse(String(row[name] ?? "{}"));
      for (const name of ["IPAddress", "ComputerIP", "HostIP", "ClientIP", "CallerIpAddress"]) {
        expect(String(row[name] ?? "")).toMatch(addresses);
      }
    }
  }
});
