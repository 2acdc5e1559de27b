/** A sign-in that a device asked for. Times are ms since 1970; of both codes only hashes are kept. */
export interface DeviceCodesTable {
  /** SHA-256 of the device's code, hexadecimal. */
  sha256: string;
  /** SHA-256 of the code that the person enters. */
  userCodeSha256: string;
  /** Application id. */
  clientId: string;
  /** Null when the device asked where no tenant is named: that of the person decides. */
  tenantId: string | null;
  /** JSON: which API and permissions were asked for. */
  asked: string;
  /** `pending`, `approved`, `declined` or `redeemed`. */
  state: string;
  /** Who approved, and how he had signed in. */
  userTenantId: string | null;
  userId: string | null;
  securityStamp: string | null;
  /** JSON list. */
  amr: string | null;
  authenticatedAt: number | null;
  /** The browser's sign-in session, as tokens name it. */
  sessionId: string | null;
  ipAddress: string | null;
  createdAt: number;
  expiresAt: number;
}

/** The tables of sign-ins by device. */
export interface DeviceCodeTables {
  deviceCodes: DeviceCodesTable;
}
