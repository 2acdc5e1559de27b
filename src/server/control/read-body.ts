import type { IncomingMessage } from "node:http";
import { limits } from "../../base/index.ts";
import { InvalidInput, parseJson } from "../../http/index.ts";

/**
 * Reads the JSON body of a small command; undefined where there is none.
 *
 * @throws {InvalidInput} `body-too-large`, `malformed-json`.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.control.bodyBytesMax) {
      throw new InvalidInput("body-too-large", "the body is too large");
    }
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks));
}
