import { contoso, contosoWorkspace } from "../demo/index.ts";
import type { SurfaceName } from "../http/index.ts";
import type { Origins } from "./origins.ts";
import { SURFACES } from "./surfaces.ts";

/** What a client needs to know of a running server; printed as one line by `start --json`. */
export interface ReadyReport extends Readonly<Record<SurfaceName, string>> {
  /** Origin of the CONNECT gateway. */
  readonly proxy: string;
  /** Absolute path of the certificate authority's PEM file. */
  readonly ca: string;
  readonly pid: number;
  /** Origin of the admin origin, where one was asked for. */
  readonly admin?: string;
  readonly tenantId?: string;
  readonly subscriptionId?: string;
  /** Only in demo mode; these credentials are public. */
  readonly demo?: DemoReport;
}

export interface DemoReport {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly user: string;
  readonly password: string;
  readonly workspaceId: string;
  readonly workspaceResourceId: string;
  readonly iotCentralApp: string;
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  /** An application without any role, to see refusals and what an assignment changes. */
  readonly guestClientId: string;
  readonly guestClientSecret: string;
  readonly guestObjectId: string;
}

export interface ReadyFacts {
  readonly origins: Origins;
  readonly proxy: string;
  readonly ca: string;
  /** Whom the store belongs to, when somebody has it. */
  readonly tenant: { readonly tenantId: string; readonly subscriptionId: string } | undefined;
  readonly hasDemo: boolean;
  readonly admin: string | undefined;
}

/** Gathers what is known once every listener has its port. */
export function makeReadyReport(facts: ReadyFacts): ReadyReport {
  const { origins, proxy, ca, tenant, hasDemo, admin } = facts;
  const own = Object.fromEntries(SURFACES.map((surface) => [surface, origins.own(surface)]));
  const report = {
    ...(own as Record<SurfaceName, string>),
    proxy,
    ca,
    pid: process.pid,
    ...(admin !== undefined && { admin }),
    ...(tenant !== undefined && {
      tenantId: tenant.tenantId,
      subscriptionId: tenant.subscriptionId,
    }),
  };
  if (!hasDemo) return report;
  const { client, guest } = contoso;
  return {
    ...report,
    demo: {
      clientId: client.clientId,
      clientSecret: client.secret,
      user: contoso.administrator.name,
      password: contoso.administrator.password,
      workspaceId: contoso.workspaceId,
      workspaceResourceId: contosoWorkspace,
      iotCentralApp: contoso.iotCentralApp,
      identityEndpoint: `${origins.own("imds")}/msi/token`,
      identityHeader: contoso.identityHeader,
      guestClientId: guest.clientId,
      guestClientSecret: guest.secret,
      guestObjectId: guest.principalId,
    },
  };
}
