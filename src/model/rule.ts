import type { Severity } from './alert.ts';
import type { Labels } from './sample.ts';

/** One level of a rule; the strongest level whose condition holds gives the alert its severity. */
export interface RuleLevel {
  readonly severity: Severity;
  /** Expression over facts; a series name is evaluated once per series. */
  readonly when: string;
}

/** A rule as data, durations in milliseconds. */
export interface Rule {
  readonly name: string;
  /** Weakest first; at least one. */
  readonly levels: readonly [RuleLevel, ...RuleLevel[]];
  /** How long the condition must hold before the alert fires. */
  readonly for: number;
  /** Expression that must hold for an open alert to clear; null: clears when no level holds. */
  readonly clear: string | null;
  /** How long it must have been clear before an open alert is resolved. */
  readonly clearFor: number;
  /**
   * After a person's resolve, how long the same condition stays quiet if it never cleared. After a clear by itself, how
   * long the same episode is taken up again instead of a new one, and people are not told twice.
   */
  readonly cooldown: number;
  /** After how long without an acknowledgement it is told again, to the channels of the next severity too; null: never. */
  readonly escalate: number | null;
  /** Name of what is done step by step instead; not given: as its route or the settings say. */
  readonly escalation?: string;
  /** How often people are reminded of it while nobody has it; null: never. */
  readonly remind: number | null;
  /** What kind of trouble it is, e.g. `performance`, `health`, `resource`, `security`, `custom`. */
  readonly type: string;
  /** What people read; `{value}`, `{limit}`, `{target}` and `{<label>}` are filled in. */
  readonly message: string;
  /** Added to the alert's labels. */
  readonly labels: Labels;
  /** Link or sentence for whoever is woken, or null. */
  readonly runbook: string | null;
  /** Target names the rule is limited to; null for every target. */
  readonly targets: readonly string[] | null;
  /** Channel names instead of the routes'; null to use the routes. */
  readonly channels: readonly string[] | null;
}
