export { defectForLog } from "./access-log.ts";
export { bearerToken } from "./bearer-token.ts";
export { type CertificateAuthority, openCertificateAuthority } from "./certificate-authority.ts";
export { createSurface, refusalOf, type SurfaceOptions } from "./create-surface.ts";
export {
  type Denial,
  DenialLog,
  type DenialReason,
  type Denials,
  type DenialTelling,
  type KeptDenial,
  WHY_HEADER,
} from "./denials.ts";
export { type ExplainedDenial, explainDenial, type NameFinder } from "./explained-denial.ts";
export { type GatewayOptions, type GatewayRoute, startGateway } from "./gateway.ts";
export { issueSelfSigned, type KeyPairPem } from "./issue-certificate.ts";
export {
  type Listener,
  type ListenerOptions,
  type SurfaceHandler,
  startListener,
} from "./listener.ts";
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from "./logger.ts";
export { parseJson } from "./parse-json.ts";
export type { AuthenticationFailureCode, Authenticator, Principal } from "./principal.ts";
export { InvalidInput, type InvalidInputReason, type Refusal, type WireError } from "./refusal.ts";
export { noteRequest, type RequestNote } from "./request-note.ts";
export { originOf } from "./request-origin.ts";
export type { BodyForm } from "./surface-bodies.ts";
export type { SurfaceName } from "./surface-name.ts";
