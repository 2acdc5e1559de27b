import type { ScalarFunction } from "./define.ts";

export const dynamics: readonly ScalarFunction[] = [];
