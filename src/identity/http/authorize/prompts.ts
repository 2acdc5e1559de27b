import { Failure } from "../../../base/index.ts";

export type Prompt = "none" | "login" | "select_account" | "consent";

const PROMPTS: ReadonlySet<string> = new Set(["none", "login", "select_account", "consent"]);

/**
 * What a request wants the user to be asked, or that nothing may be asked.
 *
 * Source: OpenID Connect Core section 3.1.2.1: `none` stands alone. `admin_consent` of v1.0 and
 * `create` of OpenID Connect's initiated registration are not served.
 *
 * @throws {Failure} `identity/parameter-wrong`.
 */
export function readPrompts(text: string | undefined): ReadonlySet<Prompt> {
  const names = (text ?? "").split(" ").filter((name) => name !== "");
  const unknown = names.find((name) => !PROMPTS.has(name));
  if (unknown !== undefined) throw wrong(`'${unknown}' is not supported`);
  if (names.includes("none") && names.length > 1) throw wrong("'none' stands alone");
  return new Set(names as Prompt[]);
}

function wrong(reason: string): Failure {
  return new Failure("identity/parameter-wrong", reason, {
    facts: { parameter: "prompt", reason },
  });
}
