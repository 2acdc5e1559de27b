const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Origins with those of `localhost` repeated under the other loopback names: a listener on this
 * machine is asked by either, and the token must be good whichever name was used.
 */
export function withLoopbackNames(origins: readonly string[]): readonly string[] {
  return origins.flatMap((origin) => {
    const match = /^(https?:\/\/)localhost(:\d+)?$/.exec(origin);
    if (match === null) return [origin];
    const [, scheme = "", port = ""] = match;
    return LOOPBACK_HOSTS.map((host) => `${scheme}${host}${port}`);
  });
}
