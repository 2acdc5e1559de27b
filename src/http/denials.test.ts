import { expect, test } from "vitest";
import { denialLog } from "../../tests/support/denial-log.ts";
import { Failure, limits, systemIds } from "../base/index.ts";
import { createSurface } from "./create-surface.ts";
import { type Denial, type DenialReason, plainReason } from "./denials.ts";
import { explainDenial } from "./explained-denial.ts";
import { createLogger } from "./logger.ts";
import type { Principal } from "./principal.ts";
import { noteRequest } from "./request-note.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const reason: DenialReason = {
  tell: ({ nameOf }) => ({ facts: { it: "is so" }, words: [`because of ${nameOf("g1")}`] }),
};
const principal: Principal = {
  kind: "user",
  tenantId: "t",
  objectId: "u1",
  appId: "app",
  name: "someone@contoso.test",
  audience: "https://management.azure.com/",
  scopes: [],
  roles: [],
  groupIds: ["g1", "g2"],
};
const denial: Denial = {
  surface: "arm",
  requestId: "request",
  method: "GET",
  path: "/things",
  origin: "https://arm.test",
  principal,
  reason,
};

test("a refusal is told with the names of people and groups", async () => {
  const log = denialLog({ now: () => NOW });
  const address = log.record(denial);
  const kept = log.last();
  if (kept === undefined) throw new Error("nothing kept");
  expect(address).toBe(`https://arm.test/lazurite/why/${kept.id}`);
  expect(log.find(kept.id.toUpperCase())).toBe(kept);
  const names: Readonly<Record<string, string>> = { u1: "Someone", g1: "Operators" };
  expect(await explainDenial(kept, NOW + 1_500, async (_, id) => names[id])).toEqual({
    id: kept.id,
    deniedAt: "2026-01-02T03:04:05.000Z",
    toldAt: "2026-01-02T03:04:06.500Z",
    service: "arm",
    request: { id: "request", method: "GET", path: "/things" },
    principal: {
      kind: "user",
      objectId: "u1",
      tenantId: "t",
      appId: "app",
      name: "Someone",
      groups: [
        { id: "g1", name: "Operators" },
        { id: "g2", name: null },
      ],
    },
    reason: { it: "is so" },
    words: [
      "GET /things of the service arm was refused at 2026-01-02 03:04:05Z.",
      "The user is Someone, object id u1, signed in through application app.",
      "Its groups: Operators, g2.",
      "because of Operators",
    ],
  });
});

test("the oldest refusal is forgotten for the next one", () => {
  const log = denialLog({ now: () => NOW });
  log.record(denial);
  const first = log.last()?.id ?? "";
  for (let count = 1; count < limits.http.denialsMax; count += 1) log.record(denial);
  expect(log.find(first)).toBeDefined();
  log.record(denial);
  expect(log.find(first)).toBeUndefined();
});

function surfaceWith(log: ReturnType<typeof denialLog> | undefined) {
  const surface = createSurface({
    name: "logs",
    ids: systemIds,
    log: createLogger({ level: "silent" }),
    denials: log,
    writeError: (refusal) => ({
      status: refusal.kind === "failure" ? 403 : 404,
      body: { error: { code: "Denied", message: "It is denied." } },
    }),
  });
  surface.get("/failure", () => {
    throw new Failure("test/failure", "a wrong audience", { facts: { audience: "x" } });
  });
  surface.get("/noted", (request) => {
    noteRequest(request, { principal, denial: reason });
    throw new Failure("test/failure", "no role");
  });
  surface.get("/own-words", (_request, reply) =>
    reply.code(403).send({ error: { code: "Own", message: "In its own words." } }),
  );
  surface.get("/fine", () => "fine");
  return surface;
}

test("every 403 says where it is explained, and nothing else does", async () => {
  const log = denialLog({ now: () => NOW });
  const surface = surfaceWith(log);
  const ask = async (url: string) => (await surface.inject(url)).headers["x-lazurite-why"];
  const last = () => {
    const kept = log.last();
    const { facts } = kept?.reason.tell({ now: NOW, nameOf: () => undefined }) ?? {};
    return [
      `https://arm.test/lazurite/why/${kept?.id}`,
      kept?.principal?.objectId,
      kept?.path,
      facts,
    ];
  };
  expect(await ask("/fine")).toBeUndefined();
  expect(await ask("/nowhere")).toBeUndefined();
  expect(log.last()).toBeUndefined();
  const failed = await ask("/failure?key=secret");
  expect(last()).toEqual([
    failed,
    undefined,
    "/failure",
    {
      code: "Denied",
      message: "It is denied.",
      failure: { code: "test/failure", facts: { audience: "x" } },
    },
  ]);
  const noted = await ask("/noted");
  expect(last()).toEqual([noted, "u1", "/noted", { it: "is so" }]);
  const own = await ask("/own-words");
  expect(last()).toEqual([
    own,
    undefined,
    "/own-words",
    { code: "Own", message: "In its own words." },
  ]);
});

test("a surface that keeps no refusals adds nothing", async () => {
  const answer = await surfaceWith(undefined).inject("/failure");
  expect([answer.statusCode, answer.headers["x-lazurite-why"]]).toEqual([403, undefined]);
});

test("a refusal without a look at roles is told in words", () => {
  const failure = new Failure("http/token-audience", "for another service", {
    facts: { audience: "x" },
  });
  const { words } = plainReason({ code: "C", message: "M." }, failure).tell({
    now: NOW,
    nameOf: () => undefined,
  });
  expect(words).toEqual([
    "It was refused without a look at roles or permissions:",
    "  C",
    "  M.",
    "Lazurite calls it http/token-audience: for another service",
    "  audience: x",
  ]);
});
