/** Rows by the object that they belong to, each list in the order of the rows. */
export function groupRows<Row>(
  rows: readonly Row[],
  ownerOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const lists = new Map<string, Row[]>();
  for (const row of rows) {
    const owner = ownerOf(row);
    const list = lists.get(owner);
    if (list === undefined) lists.set(owner, [row]);
    else list.push(row);
  }
  return lists;
}
