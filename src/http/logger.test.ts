import { expect, test } from "vitest";
import { pathForLog } from "./access-log.ts";
import { createLogger, shortLine } from "./logger.ts";

test("a line is one JSON object, and levels below the chosen one are silent", () => {
  const lines: string[] = [];
  const log = createLogger({ level: "warn", stream: { write: (line) => lines.push(line) } });
  log.info({ a: 1 });
  log.warn({ a: 2 }, "careful");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "warn", time: expect.stringMatching(/^\d{4}-.*Z$/), a: 2, msg: "careful" },
  ]);
});

test("people at a terminal get short lines", () => {
  const request = {
    level: "info",
    time: "2026-01-02T03:04:05.678Z",
    surface: "login",
    method: "POST",
    path: "/t/token",
    principal: "p",
    status: 200,
    ms: 3.2,
  };
  expect(shortLine(JSON.stringify(request))).toBe(
    "03:04:05 info login POST /t/token 200 3.2 ms principal=p\n",
  );
  expect(shortLine('{"level":"warn","time":"2026-01-02T03:04:05Z","msg":"m","x":{"y":1}}')).toBe(
    '03:04:05 warn m x={"y":1}\n',
  );
});

test("a logged path ends before its query, encoded or not, and is bounded", () => {
  expect(pathForLog("/a?api-key=s")).toBe("/a");
  expect(pathForLog("/a%3Fapi-key=s")).toBe("/a");
  expect(pathForLog(`/${"a".repeat(600)}`)).toHaveLength(512);
});
