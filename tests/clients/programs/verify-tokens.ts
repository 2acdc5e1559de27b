/**
 * What an API writes to check its callers: jose with the keys that the token's own issuer publishes.
 *
 * Standard input: a `VerifyInput`; standard output: the verified claims as one line of JSON.
 */
import { text } from "node:stream/consumers";
import { createRemoteJWKSet, jwtVerify } from "jose";

export interface VerifyInput {
  readonly issuer: string;
  readonly audience: string;
  readonly tokens: readonly string[];
}

const { issuer, audience, tokens } = JSON.parse(await text(process.stdin)) as VerifyInput;
const place = issuer.endsWith("/") ? issuer : `${issuer}/`;
const discovery = await fetch(`${place}.well-known/openid-configuration`);
const document = (await discovery.json()) as { readonly jwks_uri: string };
const keys = createRemoteJWKSet(new URL(document.jwks_uri));
const verified = await Promise.all(
  tokens.map(async (token) => {
    const options = { issuer, audience, algorithms: ["RS256"], typ: "JWT" };
    const { payload, protectedHeader } = await jwtVerify(token, keys, options);
    return { payload, protectedHeader };
  }),
);
process.stdout.write(`${JSON.stringify(verified)}\n`);
