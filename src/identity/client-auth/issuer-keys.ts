import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { type Clock, Failure, limits } from "../../base/index.ts";
import { fetchDocument } from "./fetch-document.ts";

/** A public key as an issuer publishes it. */
export interface IssuerKey {
  readonly kid: string | undefined;
  /** Undefined when the issuer leaves it open. */
  readonly algorithm: string | undefined;
  readonly publicKey: KeyObject;
}

/** The keys of trusted issuers elsewhere. */
export interface IssuerKeys {
  /**
   * The keys that may have signed a token with this `kid`.
   *
   * @throws {Failure} `identity/federated-issuer-unreachable` (fact: `issuer`).
   */
  candidates(issuer: string, kid: string | undefined): Promise<readonly IssuerKey[]>;
}

interface KnownIssuer {
  readonly keys: readonly IssuerKey[];
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
}

interface DiscoveryFields {
  readonly issuer?: unknown;
  readonly jwks_uri?: unknown;
}

interface KeyFields extends JsonWebKey {
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
}

const MODULUS_BITS_MIN = 2_048;
const MODULUS_BITS_MAX = 8_192;

/**
 * Keeps the keys of issuers for a time, and asks once more for a key that it does not know, at
 * most once a minute for each issuer; several requests share one fetch. The oldest issuer leaves
 * first.
 */
export function issuerKeys(clock: Clock): IssuerKeys {
  const known = new Map<string, KnownIssuer>();
  const fetching = new Map<string, Promise<KnownIssuer>>();
  const refresh = (issuer: string): Promise<KnownIssuer> => {
    const running = fetching.get(issuer);
    if (running !== undefined) return running;
    const started = fetchKeys(issuer, clock)
      .then((fresh) => {
        known.delete(issuer);
        const [oldest] = known.keys();
        const isFull = known.size >= limits.identity.rememberedIssuersMax;
        if (isFull && oldest !== undefined) known.delete(oldest);
        known.set(issuer, fresh);
        return fresh;
      })
      .finally(() => fetching.delete(issuer));
    fetching.set(issuer, started);
    return started;
  };
  return {
    async candidates(issuer, kid) {
      const remembered = known.get(issuer);
      const age = clock.now() - (remembered?.fetchedAt ?? 0);
      const { issuerKeysLifetimeMs, issuerRefetchMs } = limits.identity;
      const isStale = remembered === undefined || age >= issuerKeysLifetimeMs;
      const current = isStale ? await refresh(issuer) : remembered;
      const found = matching(current, kid);
      if (found.length > 0 || isStale || age < issuerRefetchMs) return found;
      return matching(await refresh(issuer), kid);
    },
  };
}

function matching({ keys }: KnownIssuer, kid: string | undefined): readonly IssuerKey[] {
  return kid === undefined ? keys : keys.filter((key) => key.kid === kid);
}

/** Source: OpenID Connect Discovery 1.0 section 4; the document must name the issuer itself. */
async function fetchKeys(issuer: string, clock: Clock): Promise<KnownIssuer> {
  const fetchedAt = clock.now();
  const base = issuer.endsWith("/") ? issuer.slice(0, -1) : issuer;
  const discovery: DiscoveryFields | undefined = await fetchDocument(
    `${base}/.well-known/openid-configuration`,
  );
  const uri = discovery?.issuer === issuer ? discovery.jwks_uri : undefined;
  const isAllowed = typeof uri === "string" && isAtLeastAsSafe(uri, issuer);
  const document = isAllowed ? await fetchDocument(uri) : undefined;
  const { keys }: { keys?: unknown } = document ?? {};
  if (!Array.isArray(keys)) {
    throw new Failure("identity/federated-issuer-unreachable", "the issuer gives no keys", {
      facts: { issuer },
    });
  }
  return { keys: keys.flatMap(readKey), fetchedAt };
}

/** An issuer elsewhere must not send us to a plain http service of this machine. */
const isAtLeastAsSafe = (uri: string, issuer: string): boolean =>
  uri.startsWith("https://") || issuer.startsWith("http://");

/** A key of a kind that we do not know is left out: documents hold keys for other purposes, too. */
function readKey(value: unknown): readonly IssuerKey[] {
  if (typeof value !== "object" || value === null) return [];
  const { kid, alg, use, ...jwk } = value as KeyFields;
  if (use !== undefined && use !== "sig") return [];
  if (jwk.kty !== "RSA" && jwk.kty !== "EC") return [];
  try {
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? MODULUS_BITS_MIN;
    if (bits < MODULUS_BITS_MIN || bits > MODULUS_BITS_MAX) return [];
    return [{ kid: textOf(kid), algorithm: textOf(alg), publicKey }];
  } catch {
    return [];
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
