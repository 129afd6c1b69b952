/** Whom a step of an escalation reaches, and how long after the one before it, or after people first heard. */
export interface EscalationStep {
  readonly after: number;
  /** Names of channels, `@person`, `@rota`; at least one. */
  readonly to: readonly string[];
}

/** What is done, step by step, while nobody takes an alert. */
export interface Escalation {
  readonly name: string;
  readonly steps: readonly [EscalationStep, ...EscalationStep[]];
  /** How often all of it is done again. */
  readonly repeat: number;
  /** After how long whoever took an alert is asked whether they still have it; null: as the settings say. */
  readonly ackExpires: number | null;
}

/** Where the escalation of an alert stands. When its step is due is the alert's `escalateAt`; null while none is. */
export interface EscalationPlace {
  /** Name of the escalation. */
  readonly chain: string;
  /** The step that comes next, from 0, of round `round`, from 0; beyond the last round: all is done. */
  readonly step: number;
  readonly round: number;
  /** Why the step is held back, for people; not given while it is not. */
  readonly heldFor?: string;
}

/** When whoever took an alert is asked whether they still have it. */
export interface AckExpiry {
  /** How long it is theirs before they are asked. */
  readonly after: number;
  /** When they are asked; once they were, when it is given back. */
  readonly at: number;
  readonly isAsked: boolean;
}
