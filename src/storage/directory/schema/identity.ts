/** A directory boundary; `id` is the `tid` of its tokens. Times in this file are ms since 1970. */
export interface TenantsTable {
  id: string;
  displayName: string;
  createdAt: number;
}

/** A verified domain name, lower case, by which a tenant may be named in a path. */
export interface TenantDomainsTable {
  name: string;
  tenantId: string;
  isDefault: number;
}

/** An application registration in its home tenant. */
export interface ApplicationsTable {
  objectId: string;
  tenantId: string;
  appId: string;
  displayName: string;
  /** In the form in which it is searched. */
  displayNameKey: string;
  signInAudience: string;
  /** 1 or 2; null counts as 1, as in the registration itself. */
  tokenVersion: number | null;
  isPublicClient: number;
  /** JSON list of the app roles that it offers. */
  appRoles: string;
  /** JSON list of the delegated permissions that it offers. */
  scopes: string;
  /** JSON object: what else the registration says; what is left out has its default. */
  settings: string;
  /** JSON object: what is only shown. */
  details: string;
  createdAt: number;
}

/** Where answers of a sign-in may be sent; `position` keeps the order of the registration. */
export interface RedirectUrisTable {
  applicationObjectId: string;
  position: number;
  platform: string;
  uri: string;
  /** Of single-page applications: the origin that their scripts call from. */
  origin: string | null;
}

/** `uri` as registered; `uriKey` in the form that requests are compared in. */
export interface IdentifierUrisTable {
  tenantId: string;
  uriKey: string;
  uri: string;
  applicationObjectId: string;
}

/** An application's presence in one tenant. */
export interface ServicePrincipalsTable {
  objectId: string;
  tenantId: string;
  appId: string;
  displayName: string;
  displayNameKey: string;
  isEnabled: number;
  createdAt: number;
  /** JSON object: what is only shown. */
  details: string;
  requiresAssignment: number;
}

/** A client secret: only its SHA-256 (hexadecimal) is kept, never the text. It has one owner. */
export interface PasswordCredentialsTable {
  keyId: string;
  applicationObjectId: string | null;
  servicePrincipalObjectId: string | null;
  displayName: string | null;
  hint: string;
  secretSha256: string;
  startsAt: number;
  endsAt: number;
}

/** An app role of a resource granted to a principal; object ids on both sides. */
export interface AppRoleAssignmentsTable {
  id: string;
  tenantId: string;
  principalId: string;
  resourceId: string;
  appRoleId: string;
  createdAt: number;
}

/** A token signing key. The private key is in this row, so the store's folder is mode 0700. */
export interface SigningKeysTable {
  kid: string;
  privateKeyPem: string;
  certificateBase64: string;
  createdAt: number;
  /** When it begins to sign; the key that begins last signs. */
  signsFrom: number;
}

/** The identity room's tables, as one part of the store. */
export interface IdentityTables {
  tenants: TenantsTable;
  tenantDomains: TenantDomainsTable;
  applications: ApplicationsTable;
  identifierUris: IdentifierUrisTable;
  redirectUris: RedirectUrisTable;
  servicePrincipals: ServicePrincipalsTable;
  passwordCredentials: PasswordCredentialsTable;
  appRoleAssignments: AppRoleAssignmentsTable;
  signingKeys: SigningKeysTable;
}
