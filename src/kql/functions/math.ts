import type { ScalarFunction } from "./define.ts";

export const math: readonly ScalarFunction[] = [];
