import type { ScalarFunction } from "./define.ts";

export const conversions: readonly ScalarFunction[] = [];
