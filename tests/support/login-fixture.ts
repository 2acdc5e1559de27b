import type { FastifyInstance } from "fastify";
import { expect } from "vitest";
import { createLogger } from "../../src/http/index.ts";
import { createLoginSurface } from "../../src/identity/http/index.ts";
import {
  CLIENT_ID,
  type IdentityFixture,
  openIdentityFixture,
  TENANT_ID,
} from "./identity-fixture.ts";

export const CORRELATION_ID = "99999999-2222-4333-8444-555555555555";
export const GUID: RegExp = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const ARM = "https://management.azure.com/";

export type Version = "v1" | "v2";
type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A token request that is good, except for what is said here. */
export interface TokenCall {
  readonly tenant?: string;
  /** Overrides of the form; undefined leaves a field out, a list sends it several times. */
  readonly fields?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The login surface over one tenant, asked without a socket. */
export interface LoginFixture extends IdentityFixture {
  readonly surface: FastifyInstance;
  ask(version: Version, call?: TokenCall): Promise<LoginAnswer>;
}

export type LoginAnswer = Awaited<ReturnType<FastifyInstance["inject"]>>;

export async function openLoginFixture(): Promise<LoginFixture> {
  const fixture = await openIdentityFixture();
  const { identity, clock, ids, secret } = fixture;
  const log = createLogger({ level: "silent" });
  const surface = createLoginSurface({ identity, clock, ids, log });
  return {
    ...fixture,
    surface,
    ask: async (version, { tenant = TENANT_ID, fields = {}, headers = {} } = {}) =>
      await surface.inject({
        method: "POST",
        url: `/${tenant}/${version === "v1" ? "oauth2/token" : "oauth2/v2.0/token"}`,
        headers: {
          host: "localhost:8443",
          "content-type": "application/x-www-form-urlencoded",
          "client-request-id": CORRELATION_ID,
          ...headers,
        },
        payload: formText({ ...goodFields(version, secret), ...fields }),
      }),
    close: async () => {
      await surface.close();
      await fixture.close();
    },
  };
}

/** The form of a good request. */
export const goodFields = (version: Version, secret: string): Fields => ({
  grant_type: "client_credentials",
  client_id: CLIENT_ID,
  client_secret: secret,
  ...(version === "v1" ? { resource: ARM } : { scope: `${ARM}/.default` }),
});

export function formText(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of value === undefined ? [] : [value].flat()) form.append(name, one);
  }
  return form.toString();
}

/** The whole error body of the login surface; `text` is everything before the trace id. */
export function errorBody(number: number, error: string, text: string): object {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const trail = `Trace ID: [0-9a-f-]{36} Correlation ID: ${CORRELATION_ID} Timestamp: 2026-01-02 03:04:05Z`;
  return {
    error,
    error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: ${escaped} ${trail}$`)),
    error_codes: [number],
    timestamp: "2026-01-02 03:04:05Z",
    trace_id: expect.stringMatching(GUID),
    correlation_id: CORRELATION_ID,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  };
}
