const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a lower-case text is a GUID. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}
