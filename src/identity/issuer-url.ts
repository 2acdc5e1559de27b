/** Hosts on which plain http never leaves the machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a URL of an issuer may be asked: https, or http at a loopback address; no user name or
 * password in it, no fragment.
 *
 * Private addresses are allowed: on a site of its own the issuer is one.
 */
export function isFetchableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== "" || password !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
}
