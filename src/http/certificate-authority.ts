import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Clock, Failure, type Ids, limits, systemIds } from "../base/index.ts";
import {
  canonicalAddress,
  endOf,
  issueRoot,
  issueServer,
  type KeyPairPem,
  makeKey,
  type Validity,
} from "./issue-certificate.ts";

const DAY_MS = 86_400_000;
const ROOT_LIFETIME_MS = 3_650 * DAY_MS;
const ROOT_RENEWED_BEFORE_MS = 400 * DAY_MS;
/**
 * Below the 398 days that Apple's platforms and Chromium accept.
 * Source: support.apple.com/HT211025.
 */
const SERVER_LIFETIME_MS = 396 * DAY_MS;
const SERVER_RENEWED_BEFORE_MS = 30 * DAY_MS;
/** Clients' clocks may be behind ours. */
const BACKDATED_MS = DAY_MS / 2;

/** The local certificate authority: what clients trust, and what our servers show. */
export interface CertificateAuthority {
  /** Absolute path of the root certificate, for clients' settings. */
  readonly caFile: string;
  readonly caPem: string;
  /**
   * Key and certificate for `names` (DNS names, one-label wildcards, IP addresses), kept on disk.
   *
   * There is one of them: ask once, with the names of all listeners; other names replace it.
   */
  serverContext(names: readonly string[]): Promise<KeyPairPem>;
  /**
   * A TLS context for one host name: the kept certificate where it covers the name, otherwise one
   * made on demand and remembered. The caller decides which names may be asked for.
   */
  contextFor(hostname: string): Promise<SecureContext>;
}

/**
 * Opens the authority of a data folder, making its root on first use (the key's mode is 0600).
 *
 * The root keeps its key when it is renewed. `clock` must be near the machine's time for clients to
 * accept what is issued.
 * @throws {Failure} `http/authority-damaged` (fact `file`) when a root is there without its key.
 */
export async function openCertificateAuthority(
  folder: string,
  clock: Clock,
  ids: Ids = systemIds,
): Promise<CertificateAuthority> {
  const home = resolve(folder);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const root = await openRoot(home, clock, ids);
  return new LocalAuthority(home, root, clock, ids);
}

async function openRoot(home: string, clock: Clock, ids: Ids): Promise<KeyPairPem> {
  const keyFile = join(home, "ca.key.pem");
  const certFile = join(home, "ca.pem");
  const [keptKey, cert] = await Promise.all([readIfThere(keyFile), readIfThere(certFile)]);
  if (cert !== undefined) refuseStrangers(certFile, cert, keptKey);
  if (keptKey !== undefined && cert !== undefined) {
    await chmod(keyFile, 0o600);
    if (endOf(cert) - clock.now() > ROOT_RENEWED_BEFORE_MS) return { key: keptKey, cert };
  }
  // The key is written first: a crash between the two leaves a key that the next start uses.
  const key = keptKey ?? makeKey();
  if (keptKey === undefined) await writeWhole(keyFile, key, 0o600);
  const made = await issueRoot(key, validity(clock, ROOT_LIFETIME_MS), ids);
  await writeWhole(certFile, made, 0o644);
  return { key, cert: made };
}

function refuseStrangers(file: string, cert: string, key: string | undefined): void {
  if (key !== undefined && isPair(cert, key)) return;
  // Making a new root in silence would break every client that trusts this one.
  throw new Failure("http/authority-damaged", "the root certificate has no matching key", {
    facts: { file },
  });
}

function isPair(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

class LocalAuthority implements CertificateAuthority {
  readonly caFile: string;
  readonly caPem: string;
  readonly #home: string;
  readonly #root: KeyPairPem;
  readonly #clock: Clock;
  readonly #ids: Ids;
  #server: { pair: KeyPairPem; covers: X509Certificate; context: SecureContext } | undefined;
  /** In order of last use, so that the first is the one to forget. */
  readonly #issued = new Map<string, Promise<{ context: SecureContext; untilMs: number }>>();

  constructor(home: string, root: KeyPairPem, clock: Clock, ids: Ids) {
    this.caFile = join(home, "ca.pem");
    this.caPem = root.cert;
    this.#home = home;
    this.#root = root;
    this.#clock = clock;
    this.#ids = ids;
  }

  async serverContext(names: readonly string[]): Promise<KeyPairPem> {
    const keyFile = join(this.#home, "server.key.pem");
    const certFile = join(this.#home, "server.pem");
    const [keptKey, keptCert] = await Promise.all([readIfThere(keyFile), readIfThere(certFile)]);
    if (keptKey !== undefined && keptCert !== undefined && isPair(keptCert, keptKey)) {
      if (this.#isUsable(keptCert, names)) return this.#serve({ key: keptKey, cert: keptCert });
    }
    const key = makeKey();
    const cert = await this.#issue(key, names);
    await writeWhole(keyFile, key, 0o600);
    await writeWhole(certFile, cert, 0o644);
    return this.#serve({ key, cert });
  }

  async contextFor(hostname: string): Promise<SecureContext> {
    const name = hostname.toLowerCase();
    if (this.#server !== undefined && covers(this.#server.covers, name)) {
      return this.#server.context;
    }
    const known = this.#issued.get(name);
    this.#issued.delete(name);
    const issued = known !== undefined && (await this.#isFresh(known)) ? known : this.#make(name);
    this.#issued.set(name, issued);
    const [oldest] = this.#issued.keys();
    if (this.#issued.size > limits.http.issuedCertificatesMax && oldest !== undefined) {
      this.#issued.delete(oldest);
    }
    return (await issued).context;
  }

  #serve(pair: KeyPairPem): KeyPairPem {
    const context = createSecureContext({ ...pair, minVersion: "TLSv1.2" });
    this.#server = { pair, covers: new X509Certificate(pair.cert), context };
    return pair;
  }

  #isUsable(cert: string, names: readonly string[]): boolean {
    const certificate = new X509Certificate(cert);
    const root = new X509Certificate(this.#root.cert);
    // A renewed root has the key but not the name of the one before.
    const isOurs = certificate.checkIssued(root) && certificate.verify(root.publicKey);
    const isLongEnough = endOf(cert) - this.#clock.now() > SERVER_RENEWED_BEFORE_MS;
    const kept = alternativeNames(certificate);
    const wanted = new Set(names.map(canonicalName));
    return (
      isOurs &&
      isLongEnough &&
      kept.size === wanted.size &&
      [...wanted].every((name) => kept.has(name))
    );
  }

  async #isFresh(issued: Promise<{ untilMs: number }>): Promise<boolean> {
    const { untilMs } = await issued;
    return untilMs - this.#clock.now() > SERVER_RENEWED_BEFORE_MS;
  }

  #make(name: string): Promise<{ context: SecureContext; untilMs: number }> {
    const making = this.#makeContext(name);
    making.catch(() => this.#issued.delete(name));
    return making;
  }

  async #makeContext(name: string): Promise<{ context: SecureContext; untilMs: number }> {
    const key = this.#server?.pair.key ?? makeKey();
    const cert = await this.#issue(key, [name]);
    return {
      context: createSecureContext({ key, cert, minVersion: "TLSv1.2" }),
      untilMs: endOf(cert),
    };
  }

  #issue(key: string, names: readonly string[]): Promise<string> {
    const until = validity(this.#clock, SERVER_LIFETIME_MS);
    return issueServer(this.#root, key, names, until, this.#ids);
  }
}

function validity(clock: Clock, lifetimeMs: number): Validity {
  const fromMs = clock.now() - BACKDATED_MS;
  return { fromMs, untilMs: fromMs + lifetimeMs };
}

function covers(certificate: X509Certificate, hostname: string): boolean {
  const found =
    isIP(hostname) === 0 ? certificate.checkHost(hostname) : certificate.checkIP(hostname);
  return found !== undefined;
}

function alternativeNames(certificate: X509Certificate): Set<string> {
  const entries = (certificate.subjectAltName ?? "").split(", ");
  return new Set(entries.map((entry) => canonicalName(entry.slice(entry.indexOf(":") + 1))));
}

/** One spelling per name: lower case, IPv6 addresses compressed. */
function canonicalName(name: string): string {
  return isIP(name) === 6 ? canonicalAddress(name) : name.toLowerCase();
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a file so that a crash leaves the old content or the new, never a part. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(`${file}.new`, "w", mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
