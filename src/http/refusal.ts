import type { Failure } from "../base/index.ts";

/** Why a request was refused before, or instead of, an answer; each surface words it itself. */
export type Refusal =
  | { readonly kind: "failure"; readonly failure: Failure }
  | {
      readonly kind: "invalid-input";
      readonly reason: InvalidInputReason;
      /** One sentence in our words; never quotes a secret. */
      readonly message: string;
    }
  | { readonly kind: "not-found" }
  | { readonly kind: "method-not-allowed"; readonly allowed: readonly string[] }
  | { readonly kind: "defect" };

/** What was wrong with the shape of a request; `invalid-value` is for a surface's own checks. */
export type InvalidInputReason =
  | "malformed-url"
  | "url-too-long"
  | "duplicate-header"
  | "malformed-json"
  | "malformed-form"
  | "body-too-large"
  | "body-incomplete"
  | "unsupported-media-type"
  | "invalid-value";

/** An answer that a surface wrote for a refusal, in its vendor's form. */
export interface WireError {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is (`text/plain` unless a header says otherwise); the rest as JSON. */
  readonly body: unknown;
}

/** Thrown at the edge of a surface when a request's shape is wrong; becomes `invalid-input`. */
export class InvalidInput extends Error {
  override readonly name: string = "InvalidInput";
  readonly reason: InvalidInputReason;

  constructor(reason: InvalidInputReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
