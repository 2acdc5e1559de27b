import { expect, test } from "vitest";
import { standingClock } from "../../../tests/support/identity-fixture.ts";
import { limits } from "../../base/index.ts";
import { usedAssertions } from "./used-assertions.ts";

const MINUTE_MS = 60_000;

test("where each assertion may be sent once, the second time is refused", () => {
  const clock = standingClock();
  const used = usedAssertions(clock, "once");
  const first = {
    clientId: "a",
    id: "1",
    signedText: "x",
    refusedFrom: clock.now() + 10 * MINUTE_MS,
  };
  used.use(first);
  expect(() => used.use(first)).toThrow(
    expect.objectContaining({ code: "identity/assertion-replayed" }),
  );
  used.use({ ...first, clientId: "b" });
  used.use({ ...first, id: "2" });
});

test("an id is free again only after its assertion is refused for its age", () => {
  const clock = standingClock();
  const used = usedAssertions(clock, "once");
  const make = () => ({
    clientId: "a",
    id: "1",
    signedText: "x",
    refusedFrom: clock.now() + 90_000,
  });
  used.use(make());
  clock.move(89_000);
  expect(() => used.use(make())).toThrow();
  clock.move(MINUTE_MS + 1_000);
  used.use(make());
});

test("at the bound new assertions are refused, and room comes back with time", () => {
  const clock = standingClock();
  const used = usedAssertions(clock, "until-expiry");
  const make = (clientId: string, id: number) => ({
    clientId,
    id: String(id),
    signedText: String(id),
    refusedFrom: clock.now() + MINUTE_MS,
  });
  const { usedAssertionsPerClientMax } = limits.identity;
  for (let id = 0; id < usedAssertionsPerClientMax; id += 1) used.use(make("a", id));
  expect(() => used.use(make("a", usedAssertionsPerClientMax))).toThrow(
    expect.objectContaining({ code: "identity/assertions-too-many" }),
  );
  used.use(make("a", 0));
  used.use(make("b", 0));
  clock.move(3 * MINUTE_MS);
  used.use(make("a", usedAssertionsPerClientMax));
});
