/** The log engine works on a thread of its own: what a query computes holds up nothing else. */
import { beforeAll, expect, test } from "vitest";
import { type Caller, callerOf } from "../support/call.ts";
import { type RunningLazurite, startLazurite } from "../support/start-lazurite.ts";
import { bearer, tokenFor } from "../support/tokens.ts";

const LOGS = "https://api.loganalytics.io";
/** Functions of JavaScript over far more rows than there is time for. */
const ENDLESS =
  "range i from 1 to 200000000 step 1 | summarize max(strlen(url_encode(tostring(i))))";

let server: RunningLazurite;
let caller: Caller;
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await startLazurite();
  caller = callerOf(server);
  headers = bearer(await tokenFor(caller, server.ready, LOGS));
  return async () => void (await server.end());
});

const query = (text: string, more: Readonly<Record<string, string>> = {}) =>
  caller.direct(`${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query`, {
    method: "POST",
    headers: { ...headers, ...more },
    body: { query: text },
  });

test("functions of JavaScript answer queries of the API, over more rows than one piece", async () => {
  const text =
    "range i from 1 to 5000 step 1 | summarize count() by u = url_encode(strcat('é', i % 2)) " +
    "| sort by u asc";
  const answer = await query(text);
  expect(answer.status, answer.text).toBe(200);
  expect(JSON.parse(answer.text).tables[0].rows).toEqual([
    ["%c3%a90", 2_500],
    ["%c3%a91", 2_500],
  ]);
});

test("while a query computes, tokens and other queries are answered; it ends at its time", async () => {
  const order: string[] = [];
  const endless = query(ENDLESS, { prefer: "wait=4" }).then((answer) => {
    order.push("endless");
    return answer;
  });
  for (let count = 0; count < 20; count += 1) {
    await tokenFor(caller, server.ready, LOGS);
    order.push("token");
  }
  expect((await query("print 1")).status).toBe(200);
  order.push("query");
  const ended = await endless;
  expect(ended.status, ended.text).toBe(504);
  expect(order).toEqual([...Array<string>(20).fill("token"), "query", "endless"]);
});

test("a query whose caller goes away makes room for those that wait", async () => {
  const controllers = Array.from({ length: 8 }, () => new AbortController());
  const given = controllers.map((controller) =>
    caller
      .direct(`${server.ready.logs}/v1/workspaces/${server.ready.demo.workspaceId}/query`, {
        method: "POST",
        headers: { ...headers, prefer: "wait=600" },
        body: { query: ENDLESS },
        signal: controller.signal,
      })
      .catch(() => "gone"),
  );
  const waiting = query("print 1");
  for (const controller of controllers) controller.abort();
  expect(await Promise.all(given)).toEqual(Array(8).fill("gone"));
  expect((await waiting).status).toBe(200);
});
