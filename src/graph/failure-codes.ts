/**
 * Codes that this room throws, and their facts.
 *
 * Of queries: `query-malformed` (option, reason), `query-unsupported` (reason),
 * `value-invalid` (property, type), `property-unknown` (property, type), `advanced-required` (what),
 * `option-unsupported` (option), `option-repeated` (option), `page-size` (value),
 * `skip-token-invalid`, `count-unsupported`, `search-header-missing`, `sort-unsupported`.
 * Of calls: `denied`, `caller-missing`, `not-found` (id), `path-not-found` (segment), `method-not-allowed` (method),
 * `body-invalid` (reason), `property-read-only` (property), `property-unsupported` (property),
 * `condition-failed`, `feature-unsupported` (feature), `me-without-user`, `batch-malformed` (reason),
 * `dependency-failed`.
 */
export type GraphFailureCode =
  | "graph/query-malformed"
  | "graph/query-unsupported"
  | "graph/value-invalid"
  | "graph/property-unknown"
  | "graph/advanced-required"
  | "graph/option-unsupported"
  | "graph/option-repeated"
  | "graph/page-size"
  | "graph/skip-token-invalid"
  | "graph/count-unsupported"
  | "graph/search-header-missing"
  | "graph/sort-unsupported"
  | "graph/denied"
  | "graph/caller-missing"
  | "graph/not-found"
  | "graph/path-not-found"
  | "graph/method-not-allowed"
  | "graph/body-invalid"
  | "graph/property-read-only"
  | "graph/property-unsupported"
  | "graph/condition-failed"
  | "graph/feature-unsupported"
  | "graph/me-without-user"
  | "graph/batch-malformed"
  | "graph/dependency-failed";
