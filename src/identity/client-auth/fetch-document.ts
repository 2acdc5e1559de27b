import { limits } from "../../base/index.ts";
import { isFetchableUrl } from "../issuer-url.ts";

/**
 * Fetches a JSON object of a trusted issuer: within a time, up to a size, without following
 * redirects, and without sending anything but the address.
 *
 * Certificates are checked against the machine's authorities and those of `NODE_EXTRA_CA_CERTS`.
 * Undefined whenever that does not give an object; the reason is nobody's who asks for a token.
 */
export async function fetchDocument(url: string): Promise<object | undefined> {
  if (!isFetchableUrl(url)) return undefined;
  try {
    const response = await fetch(url, {
      redirect: "error",
      credentials: "omit",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(limits.identity.issuerTimeoutMs),
    });
    const text = response.ok ? await readBounded(response) : await drop(response);
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > limits.identity.issuerDocumentBytesMax) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

async function drop(response: Response): Promise<undefined> {
  await response.body?.cancel();
  return undefined;
}
