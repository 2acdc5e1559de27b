/**
 * Runs at most `limit` pieces of work at once; the others wait in their order.
 *
 * Signing more at a time than there are processors finishes nothing earlier: each signature only
 * takes longer, and the pool's threads take the event loop's processor away while it hands out work.
 */
export function inTurn(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so `running` stays as it is while anybody waits.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
