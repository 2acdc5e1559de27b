import { expect, test } from "vitest";
import { Failure } from "../../src/base/index.ts";
import { ask, openEngine } from "../kql/engine.ts";
import { difference, type EngineCase, sharedLines } from "./kql-cases.ts";

/** Cases whose answer the engine leaves open, with the reason. */
const AMBIGUOUS: Readonly<Record<string, string>> = {};

/** Cases that must stay answered; raise it when more are. */
const PASSED_MIN = 494;

const UNORDERED_ARRAYS =
  /make_set|makeset|set_union|set_intersect|set_difference|bag_keys|make_list/;

const cases = sharedLines<EngineCase>("engine-cases.jsonl");

test.skipIf(cases === undefined)(
  "every case of Microsoft's engine is answered alike or refused by name",
  { timeout: 300_000 },
  async () => {
    const connection = await openEngine();
    const wrong: string[] = [];
    const refused = new Map<string, number>();
    let passed = 0;
    for (const { id, query, ordered, expected } of cases ?? []) {
      if (id in AMBIGUOUS) continue;
      try {
        const found = await ask(connection, query);
        const why = difference(found, expected, ordered, UNORDERED_ARRAYS.test(query));
        if (why === undefined) passed += 1;
        else wrong.push(`${id}: ${why}`);
      } catch (cause) {
        if (cause instanceof Failure && cause.code === "kql/not-supported") {
          const construct = cause.facts["construct"] ?? "";
          refused.set(construct, (refused.get(construct) ?? 0) + 1);
        } else {
          wrong.push(`${id}: ${String(cause).slice(0, 400)}`);
        }
      }
    }
    const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
    console.log(`passed ${passed}, refused ${count}, wrong ${wrong.length}`);
    if (process.env["KQL_VERBOSE"] !== undefined) {
      console.log(
        [...refused]
          .sort((a, b) => b[1] - a[1])
          .map((entry) => entry.join(": "))
          .join("\n"),
      );
    }
    expect(wrong).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(PASSED_MIN);
  },
);
