import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { openLogStore } from "./open-log-store.ts";

const ROWS = 3_000;

/** Appends batch after batch and prints each one's number once it is acknowledged. */
const appender = (file: string, first: number): string => `
  import { openLogStore } from ${JSON.stringify(new URL("open-log-store.ts", import.meta.url).href)};
  const store = await openLogStore({ file: ${JSON.stringify(file)} });
  const columns = [{ name: "batch", type: "long" }, { name: "text", type: "string" }];
  await store.ensureTables("w", [{ name: "T", columns }]);
  for (let batch = ${first}; ; batch += 1) {
    const rows = Array.from({ length: ${ROWS} }, (_, row) => [BigInt(batch), "row " + row]);
    await store.append("w", "T", ["batch", "text"], rows, { name: "m", value: BigInt(batch) });
    console.log(batch);
  }
`;

async function killAfter(file: string, first: number, acks: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", appender(file, first)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const exit = once(child, "exit");
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= first + acks - 1) child.kill("SIGKILL");
  }
  await exit;
  return last;
}

test("after kill -9 every acknowledged batch is there, whole, and the mark is the last one's", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "lazurite-kill-")), "logs.duckdb");
  let next = 0;
  for (const acks of [1, 4, 9]) {
    const acknowledged = await killAfter(file, next, acks);
    expect(acknowledged).toBeGreaterThanOrEqual(next);
    const store = await openLogStore({ file });
    const { rows } = await store.query(
      {
        sql: 'SELECT batch, count(*), count(DISTINCT text) FROM "ws_w"."T" GROUP BY 1 ORDER BY 1',
        parameters: [],
      },
      { timeoutMs: 10_000, rowsMax: 1_000, bytesMax: 1_000_000 },
    );
    const whole = rows.map((_, batch) => [BigInt(batch), BigInt(ROWS), BigInt(ROWS)]);
    expect(rows).toEqual(whole);
    expect(rows.length).toBeGreaterThan(acknowledged);
    expect(await store.mark("w", "m")).toBe(BigInt(rows.length - 1));
    await store.close();
    next = rows.length;
  }
});
