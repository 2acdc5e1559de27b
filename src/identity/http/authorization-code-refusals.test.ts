import { afterAll, beforeAll, expect, test } from "vitest";
import {
  BACK,
  type CodeFixture,
  challengeOf,
  NATIVE_FIELDS,
  OWN,
  openCodeFixture,
  PAGE,
  PAGE_FIELDS,
  PAGE_ID,
  PAGE_ORIGIN,
  VERIFIER,
} from "../../../tests/support/code-fixture.ts";
import { errorBody } from "../../../tests/support/login-fixture.ts";
import { NATIVE_ID } from "../../../tests/support/user-fixture.ts";

let fixture: CodeFixture;

beforeAll(async () => {
  fixture = await openCodeFixture();
});

afterAll(() => fixture.close());

type Row = readonly [
  title: string,
  asking: Parameters<CodeFixture["code"]>[0],
  fields: Readonly<Record<string, string | undefined>>,
  expected: readonly [number: number, error: string, text: string],
  more?: {
    readonly tenant?: string;
    readonly headers?: Record<string, string>;
    readonly ms?: number;
  },
];

const refusals: readonly Row[] = [
  [
    "a code that was never issued",
    {},
    { code: "1.AAAA" },
    [70000, "invalid_grant", "The authorization code is not one of this application."],
  ],
  [
    "a code that was never issued, where only it could tell the tenant",
    {},
    { code: "1.AAAA" },
    [70000, "invalid_grant", "The authorization code is not one of this application."],
    { tenant: "common" },
  ],
  [
    "an endless code",
    {},
    { code: "x".repeat(3_000) },
    [70000, "invalid_grant", "The authorization code is not one of this application."],
  ],
  [
    "the code of another client",
    { clientId: NATIVE_ID },
    {},
    [70000, "invalid_grant", "The authorization code is not one of this application."],
  ],
  [
    "a code that is too old",
    {},
    {},
    [70008, "invalid_grant", "The authorization code has expired: it is good for ten minutes."],
    { ms: 600_000 },
  ],
  [
    "another redirect URI",
    {},
    { redirect_uri: `${BACK}/` },
    [
      500112,
      "invalid_grant",
      `The redirect URI '${BACK}/' is not the '${BACK}' of the authorization request.`,
    ],
  ],
  [
    "no redirect URI",
    {},
    { redirect_uri: undefined },
    [
      700009,
      "invalid_request",
      "The request must contain the parameter 'redirect_uri', as the authorization request did.",
    ],
  ],
  [
    "another verifier",
    {},
    { code_verifier: `${VERIFIER}x` },
    [
      501481,
      "invalid_grant",
      "The parameter 'code_verifier' does not fit the code challenge of the authorization request.",
    ],
  ],
  [
    "a verifier where no challenge was",
    { challenge: undefined },
    {},
    [
      501481,
      "invalid_grant",
      "The parameter 'code_verifier' does not fit the code challenge of the authorization request.",
    ],
  ],
  [
    "no verifier",
    {},
    { code_verifier: undefined },
    [
      50148,
      "invalid_grant",
      "The request must contain the parameter 'code_verifier', since the authorization request had a code challenge.",
    ],
  ],
  ...["a".repeat(42), "a".repeat(129), `${"a".repeat(42)}+`].map(
    (code_verifier): Row => [
      `a verifier of ${code_verifier.length} characters, ${code_verifier.slice(-1)} at the end`,
      { challenge: { text: challengeOf(code_verifier), method: "S256" } },
      { code_verifier },
      [
        501481,
        "invalid_grant",
        "The parameter 'code_verifier' must have 43 to 128 unreserved characters.",
      ],
    ],
  ),
  [
    "a web application without a secret",
    {},
    { client_secret: undefined },
    [
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
  ],
  [
    "a native application that says that it were a web application",
    { clientId: NATIVE_ID },
    { client_id: NATIVE_ID, client_secret: undefined },
    [
      7000218,
      "invalid_client",
      "The request body must contain the parameter 'client_secret' or 'client_assertion'.",
    ],
  ],
  [
    "a web application's code across origins",
    {},
    {},
    [
      9002326,
      "invalid_request",
      `Only codes and tokens of single-page applications are redeemed across origins. The origin of the request: '${PAGE_ORIGIN}'.`,
    ],
    { headers: { origin: PAGE_ORIGIN } },
  ],
  [
    "a native application's code across origins",
    { clientId: NATIVE_ID, redirect: OWN },
    NATIVE_FIELDS,
    [
      9002326,
      "invalid_request",
      "Only codes and tokens of single-page applications are redeemed across origins. The origin of the request: 'null'.",
    ],
    { headers: { origin: "null" } },
  ],
  [
    "a page's code without an origin",
    { clientId: PAGE_ID, redirect: PAGE },
    PAGE_FIELDS,
    [
      9002327,
      "invalid_request",
      "Codes and tokens of a single-page application are redeemed across origins only.",
    ],
  ],
  [
    "a page's code without a challenge",
    { clientId: PAGE_ID, redirect: PAGE, challenge: undefined },
    PAGE_FIELDS,
    [
      9002325,
      "invalid_request",
      "The authorization code of a single-page application must be bound by a code challenge (PKCE).",
    ],
    { headers: { origin: PAGE_ORIGIN } },
  ],
];

const cases = refusals.map((row) => ({ title: row[0], row }));

test.each(cases)("refused by name: $title", async ({ row }) => {
  const [, asking, fields, expected, more = {}] = row;
  const code = await fixture.code(asking);
  const { ms = 0, ...call } = more;
  fixture.clock.move(ms);
  const response = await fixture.exchange("v2", { ...call, fields: { code, ...fields } });
  fixture.clock.move(-ms);
  const [number, error, text] = expected;
  const moved = { timestamp: expect.any(String), error_description: expect.stringContaining(text) };
  expect(response.json()).toEqual({ ...errorBody(number, error, text), ...moved });
  expect(response.statusCode).toBe(error === "invalid_client" ? 401 : 400);
});
