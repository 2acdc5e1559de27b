import type { DemoRandom } from "../demo-random.ts";
import { constantsOf, type DemoTable } from "../demo-table.ts";
import { busyness, incidentAt, MINUTE_MS } from "../rhythm.ts";
import { computers, type DemoComputer } from "../scene.ts";

interface Counter {
  readonly object: (computer: DemoComputer) => string;
  readonly name: (computer: DemoComputer) => string;
  readonly instance: (computer: DemoComputer) => string;
  readonly value: (computer: DemoComputer, ms: number, random: DemoRandom) => number;
}

const isLinux = ({ os }: DemoComputer): boolean => os === "Linux";
const cut = (value: number, low: number, high: number): number =>
  Math.round(Math.min(high, Math.max(low, value)) * 100) / 100;

const counters: readonly Counter[] = [
  {
    object: () => "Processor",
    name: () => "% Processor Time",
    instance: () => "_Total",
    value: ({ load }, ms, random) =>
      cut(
        load * (0.4 + busyness(ms)) +
          random.between(-6, 9) +
          (incidentAt(ms) === "database" ? 40 : 0),
        0.5,
        100,
      ),
  },
  {
    object: () => "Memory",
    name: (computer) => (isLinux(computer) ? "Available MBytes Memory" : "Available MBytes"),
    instance: () => "Memory",
    value: ({ load }, ms, random) =>
      cut(8_192 * (1 - load / 130) - busyness(ms) * 900 + random.between(-150, 150), 180, 8_192),
  },
  {
    object: () => "Memory",
    name: (computer) => (isLinux(computer) ? "% Used Memory" : "% Committed Bytes In Use"),
    instance: () => "Memory",
    value: ({ load }, ms, random) =>
      cut(load * 0.75 + busyness(ms) * 11 + random.between(-2, 2), 1, 99),
  },
  {
    object: (computer) => (isLinux(computer) ? "Logical Disk" : "LogicalDisk"),
    name: (computer) => (isLinux(computer) ? "% Used Space" : "% Free Space"),
    instance: (computer) => (isLinux(computer) ? "/" : "C:"),
    // A disk fills over ten days and is cleaned up.
    value: (computer, ms, random) => {
      const used = 35 + ((ms / 86_400_000 + computer.load) % 10) * 6 + random.between(-0.3, 0.3);
      return cut(isLinux(computer) ? used : 100 - used, 1, 99);
    },
  },
  {
    object: (computer) => (isLinux(computer) ? "Network" : "Network Adapter"),
    name: (computer) => (isLinux(computer) ? "Total Bytes Received" : "Bytes Received/sec"),
    instance: () => "eth0",
    value: ({ load }, ms, random) =>
      Math.round(load * 30_000 * (0.2 + busyness(ms)) * random.between(0.7, 1.3)),
  },
];

/** Five counters of each machine every half hour. */
export const perf: DemoTable = {
  name: "Perf",
  constants: constantsOf("Perf", { SampleCount: 1 }),
  columns: [
    "Computer",
    "ObjectName",
    "CounterName",
    "InstanceName",
    "CounterPath",
    "CounterValue",
    "_ResourceId",
  ],
  bucketMs: 30 * MINUTE_MS,
  rowsOf: (start, random) =>
    computers.flatMap((computer, place) =>
      counters.map((counter, index) => {
        const at = start + place * 290_000 + 20_000 + index * 100;
        const object = counter.object(computer);
        const name = counter.name(computer);
        const instance = counter.instance(computer);
        return {
          at,
          values: [
            computer.name,
            object,
            name,
            instance,
            `\\\\${computer.name}\\${object}(${instance})\\${name}`,
            counter.value(computer, at, random),
            computer.id,
          ],
        };
      }),
    ),
};
