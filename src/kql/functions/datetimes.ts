import type { ScalarFunction } from "./define.ts";

export const datetimes: readonly ScalarFunction[] = [];
