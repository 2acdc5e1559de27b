import { limits } from "../../base/index.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import { invalidBody, readFields } from "./read-fields.ts";

/** Seen: az 2.91 asks 2025-01-31-preview, the JS library 2024-11-30. */
const API_VERSIONS = [
  "2025-05-31-preview",
  "2025-01-31-preview",
  "2024-11-30",
  "2023-07-31-preview",
  "2023-01-31",
  "2022-01-31-preview",
];

export const FEDERATED_CREDENTIALS =
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

/** Whose tokens stand for an identity. */
export interface FederatedTrust {
  /** An https URL, or an http URL at a loopback address. */
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

export interface FederatedDependencies {
  /** Refuses an issuer whose keys would never be fetched: neither https nor loopback http. */
  readonly isFetchable: (issuer: string) => boolean;
  /** Those of one identity. */
  siblings(identityId: string): Promise<readonly Resource[]>;
}

/** Source: learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/;
const READ_ONLY = ["id", "name", "type", "etag", "systemData"];
const CHARACTERS_MAX = 600;

/** Issuers elsewhere whose tokens for one subject stand for a user-assigned identity. */
export function createFederatedType({
  isFetchable,
  siblings,
}: FederatedDependencies): ResourceType {
  return {
    provider: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities/federatedIdentityCredentials",
    apiVersions: API_VERSIONS,
    async prepare(body, { name, resourceId }) {
      if (!NAME.test(name)) {
        const rule = "3 to 120 letters, digits, '-' and '_', the first a letter or a digit";
        throw invalidBody("InvalidResourceName", `a federated credential's name has ${rule}`);
      }
      const trust = readTrust(body);
      if (!isFetchable(trust.issuer)) {
        throw invalidBody(
          "BadRequest",
          "the issuer must be an https URL, or an http URL at a loopback address",
        );
      }
      const others = (await siblings(resourceId.split("/").slice(0, -2).join("/"))).filter(
        (other) => other.id.toLowerCase() !== resourceId.toLowerCase(),
      );
      requireRoom(trust, others);
      return { location: undefined, tags: {}, alias: undefined, properties: { ...trust } };
    },
    actions: [],
  };
}

function readTrust(body: unknown): FederatedTrust {
  const fields = readFields(body, "a federated credential", [...READ_ONLY, "properties"]);
  const known = ["issuer", "subject", "audiences"];
  const given = readFields(fields["properties"], "a federated credential", known);
  const { audiences } = given;
  const [issuer, subject] = [readText(given, "issuer"), readText(given, "subject")];
  const audience: unknown = Array.isArray(audiences) ? audiences[0] : undefined;
  const isOne = Array.isArray(audiences) && audiences.length === 1;
  if (!isOne || typeof audience !== "string" || !isShort(audience)) {
    throw invalidBody("BadRequest", "a federated credential has exactly one audience");
  }
  return { issuer, subject, audiences: [audience] };
}

function readText(given: Readonly<Record<string, unknown>>, name: string): string {
  const text = given[name];
  if (typeof text === "string" && isShort(text)) return text;
  throw invalidBody("BadRequest", `${name} must be a text of 1 to ${CHARACTERS_MAX} characters`);
}

const isShort = (text: string): boolean => text !== "" && text.length <= CHARACTERS_MAX;

function requireRoom({ issuer, subject }: FederatedTrust, others: readonly Resource[]): void {
  const max = limits.identity.federatedCredentialsPerApplicationMax;
  if (others.length >= max) {
    throw invalidBody("TooManyFicsPerUami", `an identity has at most ${max} federated credentials`);
  }
  const isTaken = others.some(
    ({ properties }) => properties["issuer"] === issuer && properties["subject"] === subject,
  );
  if (isTaken) {
    throw invalidBody("BadRequest", "another federated credential has this issuer and subject");
  }
}
