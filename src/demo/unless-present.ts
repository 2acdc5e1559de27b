import { Failure } from "../base/index.ts";

/** Waits for something to be made; that it is there already, told by `code`, is no failure. */
export async function unlessPresent(code: string, made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== code) throw error;
  }
}
