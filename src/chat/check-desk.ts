import type { Check, CheckView } from '../model/check.ts';

/** What people see of checks and do about them. */
export interface CheckDesk {
  /** Every configured check, in the order of the configuration. */
  list(): readonly CheckView[];
  /** What a check looks at, in a few words without secrets. */
  subject(check: Check): string;
  /** Runs one now, beside its interval; `problem` says why not. */
  run(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly view: CheckView } | { readonly problem: string }>;
}
