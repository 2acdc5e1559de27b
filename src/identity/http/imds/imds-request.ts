import { Failure } from "../../../base/index.ts";
import type { ManagedIdentitySelector } from "../../managed-identities.ts";

/** One way in which tokens are asked for: what it calls things, and which versions it has. */
export interface ImdsForm {
  /** Undefined where the form has no `api-version`. */
  readonly versions: readonly string[] | undefined;
  /** The parameters that select an identity. */
  readonly selectors: Readonly<Record<string, ManagedIdentitySelector["by"]>>;
}

/**
 * The metadata service of virtual machines.
 *
 * Source: learn.microsoft.com/azure/virtual-machines/instance-metadata-service (versions; tokens
 * are given from 2018-02-01 on). SDKs differ in how they spell the resource id's parameter.
 */
export const vmForm: ImdsForm = {
  versions: [
    "2018-02-01",
    "2018-04-02",
    "2018-10-01",
    "2019-02-01",
    "2019-03-11",
    "2019-04-30",
    "2019-06-01",
    "2019-06-04",
    "2019-08-01",
    "2019-08-15",
    "2019-11-01",
    "2020-06-01",
    "2020-07-15",
    "2020-09-01",
    "2020-10-01",
    "2020-12-01",
    "2021-01-01",
    "2021-02-01",
    "2021-03-01",
    "2021-05-01",
    "2021-10-01",
    "2021-11-01",
    "2021-12-13",
    "2023-07-01",
    "2023-11-15",
  ],
  selectors: {
    client_id: "appId",
    object_id: "objectId",
    msi_res_id: "resourceId",
    mi_res_id: "resourceId",
  },
};

/** App Service. Source: learn.microsoft.com/azure/app-service/overview-managed-identity. */
export const appServiceForm: ImdsForm = {
  versions: ["2019-08-01"],
  selectors: {
    client_id: "appId",
    principal_id: "objectId",
    object_id: "objectId",
    mi_res_id: "resourceId",
  },
};

/** App Service's older version, in which only `clientid` selects. Source: the same page. */
export const appServiceForm2017: ImdsForm = {
  versions: ["2017-09-01"],
  selectors: { clientid: "appId" },
};

/** A form body sent to MSI_ENDPOINT, with no version. Source: seen from az 2.45. */
export const postedForm: ImdsForm = {
  versions: undefined,
  selectors: { client_id: "appId", object_id: "objectId", msi_res_id: "resourceId" },
};

/** What is asked for; without a selector, the machine's own identity is meant. */
export interface ImdsRequest {
  readonly resource: string;
  readonly selector: ManagedIdentitySelector | undefined;
}

/**
 * Reads the parameters of one form. An unknown one is refused: it could have meant another token.
 *
 * @throws {Failure} `identity/metadata-parameter-missing`, `identity/metadata-parameter-repeated`,
 * `identity/metadata-parameter-unsupported` (fact: `parameter`), `identity/metadata-version-unknown`
 * (facts: `version`, `versions`), `identity/managed-identity-ambiguous` (fact: `parameters`).
 */
export function readImdsRequest(
  parameters: URLSearchParams,
  { versions, selectors }: ImdsForm,
): ImdsRequest {
  if (versions !== undefined) requireVersion(parameters, versions);
  const known = new Set(["resource", "api-version", ...Object.keys(selectors)]);
  if (versions === undefined) known.delete("api-version");
  for (const parameter of new Set(parameters.keys())) {
    const facts = { parameter };
    if (!known.has(parameter)) {
      throw new Failure("identity/metadata-parameter-unsupported", "unknown", { facts });
    }
    if (parameters.getAll(parameter).length > 1) {
      throw new Failure("identity/metadata-parameter-repeated", "sent twice", { facts });
    }
  }
  return {
    resource: requireParameter(parameters, "resource"),
    selector: readSelector(parameters, selectors),
  };
}

/** @throws {Failure} `identity/metadata-parameter-missing`; an empty value counts as missing. */
export function requireParameter(parameters: URLSearchParams, parameter: string): string {
  const value = parameters.get(parameter)?.trim() ?? "";
  if (value !== "") return value;
  throw new Failure("identity/metadata-parameter-missing", "missing", { facts: { parameter } });
}

/** @throws {Failure} `identity/metadata-version-unknown`, `identity/metadata-parameter-missing`. */
export function requireVersion(parameters: URLSearchParams, versions: readonly string[]): string {
  const version = requireParameter(parameters, "api-version");
  if (versions.includes(version)) return version;
  throw new Failure("identity/metadata-version-unknown", "not a version that is served", {
    facts: { version, versions: versions.join(", ") },
  });
}

function readSelector(
  parameters: URLSearchParams,
  selectors: ImdsForm["selectors"],
): ManagedIdentitySelector | undefined {
  const sent = Object.keys(selectors).filter((name) => parameters.has(name));
  if (sent.length > 1) {
    throw new Failure("identity/managed-identity-ambiguous", "two selectors", {
      facts: { parameters: sent.join(" and ") },
    });
  }
  const [name = ""] = sent;
  const by = selectors[name];
  return by === undefined ? undefined : { by, value: parameters.get(name) ?? "" };
}
