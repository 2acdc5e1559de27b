import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "../../base/index.ts";
import { isWorded, writeRefusal } from "./failures.ts";

const ROOMS = ["src/kql", "src/storage/logs", "src/http", "src/monitor"];

/** Codes that no query can meet. */
const ELSEWHERE: readonly string[] = [
  // Appends and table definitions only; of a query's own doing they would be defects.
  "logs/column-type-differs",
  "logs/invalid-workspace-id",
  "logs/mark-moved",
  "logs/table-without-columns",
  "logs/unknown-column",
  "logs/unknown-table",
  "logs/unknown-type",
  "logs/value-not-storable",
  "monitor/table-unknown",
  "monitor/too-many-rows",
  // At start only.
  "http/authority-damaged",
  "http/host-unavailable",
  "http/port-forbidden",
  "http/port-in-use",
];

function codesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) => [
      ...readFileSync(join(folder, path), "utf8").matchAll(
        /"((?:kql|logs|http|monitor)\/[a-z-]+)"/g,
      ),
    ])
    .map((match) => match[1] ?? "");
}

test("every failure that a query can meet has its words", () => {
  const codes = [...new Set(ROOMS.flatMap(codesIn))].filter((code) => !ELSEWHERE.includes(code));
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => !isWorded(new Failure(code, "")))).toEqual([]);
});

const body = (failure: unknown): unknown => {
  const { status, body: text } = writeRefusal(failure, "c0");
  return [status, JSON.parse(text)];
};

test("a text that does not parse is refused with line, position and token", () => {
  const failure = new Failure("kql/syntax", "unexpected", {
    facts: { line: "1", column: "12", token: "invalid", diagnostic: "KS006" },
  });
  expect(body(failure)).toEqual([
    400,
    {
      error: {
        message: "The request had some invalid properties",
        code: "BadArgumentError",
        correlationId: "c0",
        innererror: {
          code: "SyntaxError",
          message: "A recognition error occurred in the query.",
          innererror: {
            code: "SYN0002",
            message: "Query could not be parsed at 'invalid' on line [1,11]",
            line: 1,
            pos: 11,
            token: "invalid",
          },
        },
      },
    },
  ]);
});

test("an unknown name is a semantic error", () => {
  const message = "'take' operator: Failed to resolve table or column expression named 'X'";
  expect(body(new Failure("kql/semantic", message, { facts: { line: "1" } }))).toEqual([
    400,
    {
      error: {
        message: "The request had some invalid properties",
        code: "BadArgumentError",
        correlationId: "c0",
        innererror: {
          code: "SemanticError",
          message: "A semantic error occurred.",
          innererror: { code: "SEM0100", message },
        },
      },
    },
  ]);
});

test("what the compiler does not support is refused by its name", () => {
  const failure = new Failure("kql/not-supported", "", {
    facts: { construct: "evaluate bag_unpack", line: "2", column: "3" },
  });
  expect(body(failure)).toEqual([
    400,
    {
      error: {
        message: "The request had some invalid properties",
        code: "BadArgumentError",
        correlationId: "c0",
        innererror: {
          code: "SemanticError",
          message: "A semantic error occurred.",
          innererror: {
            code: "NotSupportedError",
            message: "Lazurite does not support: evaluate bag_unpack",
            line: 2,
            pos: 2,
          },
        },
      },
    },
  ]);
});

test("a defect is answered without its detail", () => {
  expect(body(new Error("secret detail"))).toEqual([
    500,
    {
      error: {
        message: "An internal error has occurred",
        code: "InternalServerError",
        correlationId: "c0",
      },
    },
  ]);
});

test("a client is told when to try again", () => {
  const refusal = writeRefusal(new Failure("logs/busy", ""), "c0");
  expect([refusal.status, refusal.headers]).toEqual([429, { "retry-after": "30" }]);
});
