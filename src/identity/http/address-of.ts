import type { FastifyRequest } from "fastify";

/** The address that a request came from; that of version 4 where it is one in the form of version 6. */
export function addressOf({ ip }: FastifyRequest): string | undefined {
  const address = ip?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return address === "" ? undefined : address;
}
