import { expect, test } from "vitest";
import { QueryGate } from "./gate.ts";

interface Work {
  readonly done: Promise<string>;
  end(): void;
}

function startWork(gate: QueryGate, name: string, signal?: AbortSignal): Work {
  const { promise, resolve } = withResolvers();
  return { done: gate.run(() => promise.then(() => name), 60_000, signal), end: resolve };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test("queries over the limit wait for their turn, and more than may wait are refused", async () => {
  const gate = new QueryGate(1, 1);
  const first = startWork(gate, "first");
  const second = startWork(gate, "second");
  const third = startWork(gate, "third");
  await expect(third.done).rejects.toMatchObject({ code: "monitor/too-many-queries" });
  first.end();
  expect(await first.done).toBe("first");
  second.end();
  expect(await second.done).toBe("second");
});

test("a caller that leaves gives up its place in the queue", async () => {
  const gate = new QueryGate(1, 1);
  const first = startWork(gate, "first");
  const leaving = new AbortController();
  const second = startWork(gate, "second", leaving.signal);
  leaving.abort();
  await expect(second.done).rejects.toMatchObject({ code: "logs/query-cancelled" });
  const third = startWork(gate, "third");
  first.end();
  third.end();
  expect(await third.done).toBe("third");
});

test("a query that fails gives its place back", async () => {
  const gate = new QueryGate(1, 0);
  await expect(gate.run(() => Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
  expect(await gate.run(async () => "next", 1_000)).toBe("next");
});

test("a query that waited too long is refused", async () => {
  const gate = new QueryGate(1, 1);
  const first = startWork(gate, "first");
  await expect(gate.run(async () => "late", 1)).rejects.toMatchObject({
    code: "monitor/too-many-queries",
  });
  first.end();
  await first.done;
});
