import type { CheckResult } from './check.ts';
import type { ConfigChange, Reloaded } from './config-change.ts';
import type { Rule } from './rule.ts';

/** What commands may change in the configuration file. */
export const CHANGEABLE = ['target', 'check', 'rule'] as const;
export type Changeable = (typeof CHANGEABLE)[number];

/** What a person wants to become of an entry of the configuration file; `words` are keys and values as typed. */
export type FileChange = { readonly of: Changeable; readonly name: string } & (
  | { readonly kind: 'add' | 'edit'; readonly words: Readonly<Record<string, string>> }
  | { readonly kind: 'remove' }
);

/** A change that nobody has confirmed yet: nothing is written. */
export type Proposed =
  | {
      readonly kind: 'proposed';
      /** What a person confirms it by. */
      readonly id: string;
      /** Name of the file, and whether it will be new. */
      readonly file: string;
      readonly isNew: boolean;
      /** Lines of the file: `-` goes, `+` comes, a space stays. */
      readonly lines: readonly string[];
      /** What the configuration in force becomes with it, whatever else the file holds that is not loaded yet. */
      readonly changes: readonly ConfigChange[];
      /** What the check saw when it was tried once; null when none was. */
      readonly tried: CheckResult | null;
      /** The rule as it would be; null where it is about something else, or goes. */
      readonly rule: Rule | null;
    }
  /** A line per problem. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

export type Confirmed =
  /** `taken`: how the running process took it over; null when none runs. `copy`: file with what was there before. */
  | {
      readonly kind: 'written';
      readonly file: string;
      readonly copy: string | null;
      readonly taken: Reloaded | null;
    }
  /** It was confirmed, cancelled or forgotten already. */
  | { readonly kind: 'gone' }
  /** Somebody else changed the file since it was shown. */
  | { readonly kind: 'changed'; readonly file: string }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };
