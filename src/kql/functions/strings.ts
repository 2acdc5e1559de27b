import type { ScalarFunction } from "./define.ts";

export const strings: readonly ScalarFunction[] = [];
