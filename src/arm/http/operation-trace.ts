/** What a request turns out to ask for, noted where its role is looked for. */
export interface OperationTrace {
  /**
   * An operation names the action that it is about first; what else it needs does not count.
   * True for what is asked by that name.
   */
  ask(action: string, armScope: string): boolean;
  /** A role grants what was asked. */
  grant(): void;
  readonly asked: { readonly action: string; readonly armScope: string } | undefined;
  readonly isGranted: boolean;
}

/** A trace with nothing on it; `onGranted` is called once. */
export function makeOperationTrace(onGranted: () => void): OperationTrace {
  let asked: OperationTrace["asked"];
  let isGranted = false;
  return {
    ask(action, armScope) {
      asked ??= { action, armScope };
      return asked.action === action && asked.armScope === armScope;
    },
    grant() {
      if (isGranted) return;
      isGranted = true;
      onGranted();
    },
    get asked() {
      return asked;
    },
    get isGranted() {
      return isGranted;
    },
  };
}
