import type { Check, CheckChange, CheckView } from '../model/check.ts';
import type { Actor } from '../model/person.ts';
import type { Service } from '../model/service.ts';
import type { Instant } from '../model/time.ts';

export interface PingsShown {
  readonly key: string;
  readonly log: { readonly at: Instant; readonly text: string } | null;
}

/** A kind of check, for completion. */
export interface KindInfo {
  readonly kind: string;
  readonly summary: string;
  /** Names of the keys of an entry. */
  readonly keys: readonly string[];
}

/** What people see of checks and do about them. */
export interface CheckDesk {
  /** Every configured check, in the order of the configuration. */
  list(): readonly CheckView[];
  /** Everything that is looked at, checks of applications too. */
  services(): Promise<readonly Service[]>;
  /** What is wrong with checks that are made of code, a line each. */
  troubles(): readonly string[];
  /** What a check looks at, in a few words without secrets. */
  subject(check: Check): string;
  /** The secret key by which others tell a check something, and what they sent last; null where nobody can. */
  pings(name: string): PingsShown | null;
  /** The change of a check that held at `from`, and those in (from, to), in the order in which they were written. */
  history(check: number, from: Instant, to: Instant): Promise<readonly CheckChange[]>;
  /** Kinds of which a check can be made here. */
  readonly kinds: readonly KindInfo[];
  /** Switches one off, which ends its open alerts, or on again; `problem` says why not. */
  switch(
    name: string,
    to: { readonly on: boolean; readonly by: Actor; readonly reason: string },
  ): Promise<{ readonly problem: string | null }>;
  /** Runs one now, beside its interval; `problem` says why not. */
  run(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly view: CheckView } | { readonly problem: string }>;
}
