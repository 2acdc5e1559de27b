import type { LogStore } from "../storage/index.ts";

/**
 * A log store that is prepared when somebody first uses it, and again when `occasion` has moved:
 * whoever asks first, and all who ask meanwhile, wait for `prepare`. A preparation that fails is
 * tried again by the next one.
 */
export function preparedLogStore(
  store: LogStore,
  prepare: () => Promise<void>,
  occasion: () => number,
): LogStore {
  let prepared: Promise<void> | undefined;
  let preparedFor = occasion();
  const ready = (): Promise<void> => {
    if (preparedFor !== occasion()) prepared = undefined;
    preparedFor = occasion();
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  return {
    ensureTables: async (...args) => ready().then(() => store.ensureTables(...args)),
    tables: async (...args) => ready().then(() => store.tables(...args)),
    append: async (...args) => ready().then(() => store.append(...args)),
    query: async (...args) => ready().then(() => store.query(...args)),
    mark: async (...args) => ready().then(() => store.mark(...args)),
    removeBefore: async (...args) => ready().then(() => store.removeBefore(...args)),
    dropWorkspace: async (...args) => ready().then(() => store.dropWorkspace(...args)),
    close: () => store.close(),
  };
}
