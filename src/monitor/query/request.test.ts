import { expect, test } from "vitest";
import { readBodyRequest, readUrlRequest } from "./request.ts";

const none = new URLSearchParams();
const read = (body: unknown, url: URLSearchParams = none) =>
  readBodyRequest(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), url);

test("a body with nulls for what is not used is a plain query", () => {
  expect(read({ query: "T", timespan: null, workspaces: null })).toEqual({
    text: "T",
    timespans: [],
  });
  expect(read({ query: "T", timespan: "", workspaces: [] }).timespans).toEqual([]);
});

test("timespans of URL and body both count", () => {
  const url = new URLSearchParams("timespan=P1D&api_key=x");
  expect(read({ query: "T", timespan: "PT1H" }, url).timespans).toEqual(["P1D", "PT1H"]);
});

test("a URL alone is a query", () => {
  expect(readUrlRequest(new URLSearchParams("query=T+|+take+1&timespan=PT1H"))).toEqual({
    text: "T | take 1",
    timespans: ["PT1H"],
  });
});

test.each([
  ["{", "monitor/body-malformed"],
  ["[]", "monitor/body-malformed"],
  ["null", "monitor/body-malformed"],
  [{}, "monitor/query-missing"],
  [{ query: "  " }, "monitor/query-missing"],
  [{ query: 1 }, "monitor/property-invalid"],
  [{ query: "T", timespan: 5 }, "monitor/property-invalid"],
  [{ query: "T", workspaces: "w" }, "monitor/property-invalid"],
  [{ query: "T", workspaces: ["w"] }, "monitor/not-supported"],
  [{ query: "T", options: {} }, "monitor/property-unknown"],
  ['{"query":"T","__proto__":{}}', "monitor/property-unknown"],
])("the body %j is refused", (body, code) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ["", "monitor/query-missing"],
  ["query=a&query=b", "monitor/property-invalid"],
  ["query=a&workspaces=b", "monitor/not-supported"],
  ["query=a&limit=1", "monitor/property-unknown"],
])("the URL ?%s is refused", (url, code) => {
  expect(() => readUrlRequest(new URLSearchParams(url))).toThrow(expect.objectContaining({ code }));
});

test("a query in the URL and another in the body contradict each other", () => {
  expect(() => read({ query: "A" }, new URLSearchParams("query=B"))).toThrow(
    expect.objectContaining({ code: "monitor/property-invalid" }),
  );
});
