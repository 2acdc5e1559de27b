import { expect, test } from "vitest";
import { authorizeFailures } from "../failures/authorize-failures.ts";
import { adviceFor } from "./error-advice.ts";

const general = adviceFor(-1);

test("every refusal of an authorization request has advice of its own", () => {
  const numbers = Object.values(authorizeFailures).map(({ number }) => number);
  expect(numbers.filter((number) => adviceFor(number) === general)).toEqual([]);
});

test("a number that is not known has the general advice", () => {
  expect(general).toEqual([
    "Go back to the application and begin again there.",
    "If it happens again, send the lines below to whoever looks after the application.",
  ]);
});
