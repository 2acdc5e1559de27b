/** An object that was deleted and may come back. Times are ms since 1970. */
export interface DeletedObjectsTable {
  objectId: string;
  tenantId: string;
  /** `user`, `application` or `servicePrincipal`. */
  kind: string;
  /** Of applications and service principals. */
  appId: string | null;
  deletedAt: number;
  /** JSON object: the row that the object was, by column. */
  row: string;
  /** JSON object: what was shown of it last, no secret. */
  shown: string;
}

/** A row of another table that went with a deleted object. */
export interface DeletedRowsTable {
  /** With whom it comes back. */
  objectId: string;
  tableName: string;
  /** JSON object, by column. */
  row: string;
}

/** The tables of what was deleted, as one part of the store. */
export interface DeletedObjectTables {
  deletedObjects: DeletedObjectsTable;
  deletedRows: DeletedRowsTable;
}
