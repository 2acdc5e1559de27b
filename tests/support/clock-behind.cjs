// Loaded before the product to let it live in the past, so that its tokens are old by now.
const behindMs = Number(process.env.CLOCK_BEHIND_MS);
const RealDate = Date;
globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() - behindMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() - behindMs;
  }
};
