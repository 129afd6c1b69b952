import type { Evidence, Severity } from '../model/alert.ts';
import type { Backtest } from '../model/backtest.ts';
import type { Actor } from '../model/person.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleAdvice } from '../model/rule-advice.ts';
import type { Labels } from '../model/sample.ts';
import type { RuleSwitch } from '../model/silence.ts';

/** A rule as it applies. */
export interface RuleView {
  readonly rule: Rule;
  /** Names of the targets it judges. */
  readonly targets: readonly string[];
  readonly off: RuleSwitch | null;
  /** Its open alerts. */
  readonly open: number;
}

/** What a rule or an expression says of one series now. */
export interface RuleTest {
  readonly target: string;
  readonly labels: Labels;
  readonly value: boolean | 'unknown';
  readonly severity: Severity | null;
  /** What was compared, null where the expression has no simple comparison. */
  readonly evidence: Evidence;
}

/** What is tried over the past. */
export interface BacktestAsked {
  /** Name of a rule, an expression, or a rule that nobody wrote yet. */
  readonly text: string | Rule;
  /** What it would be like else than it is. */
  readonly change: Partial<Pick<Rule, 'for' | 'clear' | 'clearFor' | 'cooldown'>>;
  readonly target: string | null;
  readonly days: number;
  /** Milliseconds that it may take; what is usual unless given. */
  readonly time?: number;
}

/** What a rule really did in the same time. */
export interface LiveCount {
  readonly fired: number;
  /** How many of them somebody took. */
  readonly taken: number;
  readonly noise: number;
}

export type Backtested =
  | { readonly kind: 'problem'; readonly problem: string }
  | {
      readonly kind: 'tested';
      /** As it was tried. */
      readonly rule: Rule;
      /** Its first one is the rule itself; the others are those of `limits`, in their order. */
      readonly test: Backtest;
      /** Limits that were tried beside its own; none where it does not compare with one number. */
      readonly limits: readonly number[];
      /** null when there is no rule of that name. */
      readonly live: LiveCount | null;
    };

export interface RuleDesk {
  list(): Promise<readonly RuleView[]>;
  /** Judges a rule (by name) or an expression on the newest data; `problem` says what is wrong with the text. */
  test(
    text: string,
    options: { target: string | null; signal: AbortSignal },
  ): Promise<{ tests: readonly RuleTest[]; problem: string | null }>;
  /** What a rule, or an expression as one, would have done over what is stored. */
  backtest(asked: BacktestAsked, signal: AbortSignal): Promise<Backtested>;
  /** How a rule could be written so that it makes less noise, by what people said of its alerts. */
  advise(rule: string, signal: AbortSignal): Promise<RuleAdvice>;
  /** Switches a rule off, which ends its open alerts, or on; false when there is none of that name or nothing changes. */
  switch(rule: string, to: { on: boolean; by: Actor; reason: string }): Promise<boolean>;
}
