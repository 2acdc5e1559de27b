import type { EngineFunction, EngineValue, KqlType } from "../compiled.ts";
import { callSql, computed, engineFunction } from "./computed.ts";
import { alias, at, type Emit, refuse, type ScalarFunction, scalar } from "./define.ts";
import { adler32, crc32, inflate } from "./inflate.ts";
import { parseArray, printArray } from "./json-values.ts";
import { xxhash64 } from "./xxhash64.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes of a Base64 text; undefined for what is none. Assumed: its array is null then. */
function decoded(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  const letters = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const letter of letters) {
    bits = ((bits << 6) | LETTERS.indexOf(letter)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at] = (bits >> held) & 0xff;
    at += 1;
  }
  return bytes;
}

function encoded(bytes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const letter = (shift: number): string => LETTERS[(bits >> shift) & 63] ?? "";
    text += letter(18) + letter(12) + (b === undefined ? "=" : letter(6));
    text += c === undefined ? "=" : letter(0);
  }
  return text;
}

/** A guid's bytes stand as .NET keeps them: its first three numbers with the low byte first. */
const GUID_ORDER: readonly number[] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function guidOf(text: string): string | null {
  const bytes = decoded(text);
  if (bytes?.length !== GUID_ORDER.length) return null;
  const digits = GUID_ORDER.map((place) => (bytes[place] ?? 0).toString(16).padStart(2, "0"));
  return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function fromGuid(guid: string): string {
  const digits = guid.replace(/-/g, "");
  const bytes = GUID_ORDER.map((place) =>
    Number.parseInt(digits.slice(place * 2, place * 2 + 2), 16),
  );
  return encoded(bytes);
}

function fromArray(list: string | null): string {
  const values = list === null ? [] : parseArray(list);
  const isByte = (value: unknown): value is bigint =>
    typeof value === "bigint" && value >= 0n && value <= 255n;
  if (values === undefined || !values.every(isByte)) {
    return refuse("base64_encode_fromarray of other than bytes");
  }
  return encoded(values.map(Number));
}

/** Assumed: what is no compressed text gives the empty one. */
function textOf(bytes: Uint8Array, isWhole: boolean): string {
  if (!isWhole) return refuse("a compressed text whose check sum differs");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("a compressed text that is not UTF-8");
  }
}

/** Source: RFC 1950. */
function unzlib(text: string): string {
  const from = decoded(text);
  const [method = 0, flags = 0] = from ?? [];
  const isZlib = (method & 15) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 32) === 0;
  const made = from === undefined || !isZlib ? undefined : inflate(from, 2);
  if (from === undefined || made === undefined) return "";
  const view = new DataView(from.buffer);
  const isWhole = from.length === made.end + 4 && view.getUint32(made.end) === adler32(made.bytes);
  return textOf(made.bytes, isWhole);
}

/** Bytes of a gzip header without names and remarks. Source: RFC 1952. */
const GZIP_HEADER = 10;

function ungzip(text: string): string {
  const from = decoded(text);
  if (from === undefined || from[0] !== 0x1f || from[1] !== 0x8b || from[2] !== 8) return "";
  if (from[3] !== 0) return refuse("a gzip text with a header of its own");
  const made = inflate(from, GZIP_HEADER);
  if (made === undefined) return "";
  const view = new DataView(from.buffer);
  const isWhole =
    from.length === made.end + 8 &&
    view.getUint32(made.end, true) === crc32(made.bytes) &&
    view.getUint32(made.end + 4, true) === made.bytes.length;
  return textOf(made.bytes, isWhole);
}

/** The sign of a rest is known only of hashes that have none. */
function rest(hash: bigint, modulus: bigint): bigint {
  if (modulus === 0n) return hash;
  if (modulus < 0n || hash < 0n) return refuse("the rest of a negative hash");
  return hash % modulus;
}

function hashOf(type: KqlType, bytesOf: (value: never) => Uint8Array): EngineFunction {
  return engineFunction(`xxhash64_${type}`, {
    takes: [type, "long"],
    returns: "long",
    compute: (value: EngineValue, modulus) => rest(xxhash64(bytesOf(value as never)), modulus),
  });
}

const ofText = hashOf("string", (text: string) =>
  text === "" ? refuse("the hash of an empty text") : new TextEncoder().encode(text),
);
const ofMoment = hashOf("datetime", (ticks: bigint) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, ticks, true);
  return new Uint8Array(view.buffer);
});

/** Only of the types whose bytes are known. */
const hash: Emit = (args, context) => {
  const [value, modulus] = [at(args, 0), args[1]];
  if (value.type !== "string" && value.type !== "datetime") return refuse(`hash of ${value.type}`);
  const none = { sql: context.parameter("long", 0n), type: "long", constant: 0n } as const;
  if (modulus !== undefined && typeof modulus.constant !== "bigint") {
    return refuse("hash with a computed modulus");
  }
  if (modulus?.constant === 0n) return refuse("hash modulo 0");
  return callSql(value.type === "string" ? ofText : ofMoment, [value, modulus ?? none], context);
};

const hashRow: ScalarFunction = {
  ...scalar("hash_xxhash64", "hash-xxhash64-function", "Gives the XXH64.", "long", hash, [
    ["tostring(hash_xxhash64('abc'))", "4952883123889572249"],
    ["tostring(hash_xxhash64('World'))", "1846988464401551951"],
    ["hash_xxhash64('abc', 10)", 9],
    ["isnull(hash_xxhash64(datetime(null)))", true],
  ]),
  engine: [ofText, ofMoment],
};

/** Functions that write bytes as texts, read such texts, and hash. */
export const encodings: readonly ScalarFunction[] = [
  computed(
    "base64_decode_toarray",
    "base64-decode-toarray-function",
    "Reads the bytes of a Base64 text.",
    {
      takes: ["string"],
      returns: "dynamic",
      compute(text) {
        const bytes = decoded(text);
        return bytes === undefined ? null : printArray(Array.from(bytes, BigInt));
      },
    },
    [
      ["tostring(base64_decode_toarray('AP8='))", "[0,255]"],
      ["isnull(base64_decode_toarray('x'))", true],
    ],
  ),
  computed(
    "base64_encode_fromarray",
    "base64-encode-fromarray-function",
    "Writes bytes in Base64.",
    { takes: ["dynamic"], returns: "string", seesNulls: true, compute: fromArray },
    [
      ["base64_encode_fromarray(dynamic([0, 255, 16]))", "AP8Q"],
      ["base64_encode_fromarray(dynamic([0, 255]))", "AP8="],
    ],
  ),
  computed(
    "base64_decode_toguid",
    "base64-decode-toguid-function",
    "Reads a guid in Base64.",
    { takes: ["string"], returns: "guid", compute: guidOf },
    [
      [
        "tostring(base64_decode_toguid('MyIRAFVEd2aImaq7zN3u/w=='))",
        "00112233-4455-6677-8899-aabbccddeeff",
      ],
    ],
  ),
  computed(
    "base64_encode_fromguid",
    "base64-encode-fromguid-function",
    "Writes a guid in Base64.",
    { takes: ["guid"], returns: "string", compute: fromGuid },
    [
      [
        "base64_encode_fromguid(guid(00112233-4455-6677-8899-aabbccddeeff))",
        "MyIRAFVEd2aImaq7zN3u/w==",
      ],
    ],
  ),
  computed(
    "gzip_decompress_from_base64_string",
    "gzip-base64-decompress",
    "Reads a text that gzip compressed.",
    { takes: ["string"], returns: "string", compute: ungzip },
    [["gzip_decompress_from_base64_string('no gzip')", ""]],
  ),
  computed(
    "zlib_decompress_from_base64_string",
    "zlib-base64-decompress-function",
    "Reads a text that zlib compressed.",
    { takes: ["string"], returns: "string", compute: unzlib },
    [["zlib_decompress_from_base64_string('no zlib')", ""]],
  ),
  hashRow,
  alias("hash", hashRow),
];
