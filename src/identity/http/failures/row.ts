/** How the login surface words one failure. */
export interface LoginFailure {
  /** The AADSTS number. */
  readonly number: number;
  /** The OAuth 2.0 error. */
  readonly error: string;
  readonly status: number;
  /** What a client can do about it, where it reads that. */
  readonly suberror?: string;
  /** Our own words; `{name}` stands for a fact. */
  readonly text: string;
}

/** One line of the tables of failures; `invalid_client` is always answered with 401. */
export const row = (number: number, error: string, text: string, status = 400): LoginFailure => ({
  number,
  error,
  status: error === "invalid_client" ? 401 : status,
  text,
});
