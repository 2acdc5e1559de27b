/** One malformed request, before the server's origin and tokens are known. */
export interface Shot {
  readonly surface: Surface;
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Surface =
  | "login"
  | "arm"
  | "graph"
  | "logs"
  | "monitor"
  | "iotcentral"
  | "portal"
  | "imds";

/** A request that is right, for the generator to spoil. `{{own}}` stands for a valid token. */
export interface Route {
  readonly surface: Surface;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form is written as it is, an object as JSON. */
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: JsonBody;
}

export interface JsonBody {
  readonly [field: string]: unknown;
  readonly properties?: unknown;
  readonly query?: unknown;
}

/** Stand for tokens that only the running server can give. */
export const TOKEN_OF_SURFACE = "{{own}}";
export const TOKEN_OF_ANOTHER = "{{other}}";
