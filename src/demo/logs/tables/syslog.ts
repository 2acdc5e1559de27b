import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoRow, type DemoTable, ticks } from "../demo-table.ts";
import { busyness, incidentAt, isCertain, MINUTE_MS } from "../rhythm.ts";
import { linuxComputers, strangePlace, users } from "../scene.ts";

interface Line {
  readonly facility: string;
  readonly severity: string;
  readonly process: string;
  readonly text: (random: DemoRandom) => string;
}

const account = (random: DemoRandom): string => random.pick(users).upn.split("@")[0] ?? "";

const line = (
  facility: string,
  severity: string,
  process: string,
  text: (random: DemoRandom) => string,
): Line => ({ facility, severity, process, text });

const usual: readonly [readonly [number, Line], ...(readonly [number, Line])[]] = [
  [6, line("cron", "info", "CRON", () => "(root) CMD (run-parts --report /etc/cron.hourly)")],
  [
    5,
    line("daemon", "info", "systemd", (random) =>
      random.pick(["Started Daily apt activities.", "Finished Rotate log files.", "Reloading."]),
    ),
  ],
  [
    4,
    line("authpriv", "info", "sshd", (random) => {
      const from = random.pick(users).place.address;
      return `Accepted publickey for ${account(random)} from ${from} port ${40_000 + random.below(20_000)} ssh2`;
    }),
  ],
  [
    3,
    line(
      "authpriv",
      "notice",
      "sudo",
      (random) =>
        `${account(random)} : TTY=pts/0 ; USER=root ; COMMAND=/usr/bin/systemctl restart shop`,
    ),
  ],
  [
    2,
    line(
      "authpriv",
      "warning",
      "sshd",
      (random) =>
        `Failed password for invalid user ${random.pick(["admin", "oracle", "test"])} from ${strangePlace.address} port ${40_000 + random.below(20_000)} ssh2`,
    ),
  ],
  [
    2,
    line(
      "kern",
      "warning",
      "kernel",
      () => "TCP: request_sock_TCP: Possible SYN flooding on port 443.",
    ),
  ],
];
const failing: readonly [Line, ...Line[]] = [
  line(
    "daemon",
    "err",
    "shop",
    (random) => `upstream timed out after ${1_000 + random.below(29_000)} ms`,
  ),
  line(
    "kern",
    "err",
    "kernel",
    (random) => `Out of memory: Killed process ${1_000 + random.below(9_000)} (node)`,
  ),
  line("user", "crit", "backup", () => "snapshot failed: no space left on device"),
];

/** What Linux machines say: logins, jobs, and errors while something is wrong. */
export const syslog: DemoTable = {
  name: "Syslog",
  constants: constantsOf("Syslog", { SourceSystem: "Linux" }),
  columns: [
    "Computer",
    "HostName",
    "HostIP",
    "CollectorHostName",
    "Facility",
    "SeverityLevel",
    "ProcessName",
    "ProcessID",
    "SyslogMessage",
    "EventTime",
    "_ResourceId",
  ],
  bucketMs: MINUTE_MS,
  rowsOf(start, random) {
    const rows: DemoRow[] = [];
    const add = (what: Line): void => {
      const computer = random.pick(linuxComputers);
      const at = start + random.below(MINUTE_MS);
      const host = computer.name.split(".")[0] ?? "";
      rows.push({
        at,
        values: [
          computer.name,
          host,
          computer.address,
          host,
          what.facility,
          what.severity,
          what.process,
          what.process === "kernel" ? null : 400 + random.below(30_000),
          what.text(random),
          ticks(at),
          computer.id,
        ],
      });
    };
    for (let left = random.count(0.1 + busyness(start) * 0.22); left > 0; left -= 1) {
      add(random.weighted(usual));
    }
    if (isCertain("syslog error", start)) add(random.pick(failing));
    if (incidentAt(start) !== "none") {
      for (let left = random.count(2); left > 0; left -= 1) add(random.pick(failing));
    }
    return rows;
  },
};
