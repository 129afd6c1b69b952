import type { Doer } from './alert.ts';
import type { Instant } from './time.ts';

/** What an action does where its target is. */
export type ActionDeed =
  /** A container, by its name or by that of its service of compose. */
  | { readonly kind: 'restart'; readonly container: string }
  /** Shell text of whoever runs the monitor. */
  | { readonly kind: 'run'; readonly command: string };

/** Something that an admin may let happen on a target: only what the configuration lists can be done. */
export interface SafeAction {
  /** Unique within a target. */
  readonly name: string;
  readonly deed: ActionDeed;
  /** Command that shows what would happen and changes nothing, or null. */
  readonly dryRun: string | null;
  /** Milliseconds that it may take. */
  readonly timeout: number;
  /** Rules whose alerts it is for; an action on a container fits the alerts of that container anyway. */
  readonly rules: readonly string[];
  /** How often it may be done within an hour. */
  readonly perHour: number;
  /** One admin asks, another confirms. */
  readonly twoPerson: boolean;
  /** After an alert has been firing for so many milliseconds it is done without anybody; null: never. */
  readonly after: number | null;
  /** Also when somebody has acknowledged the alert. */
  readonly evenAcknowledged: boolean;
}

/** How something that was begun ended: `failed` is an exit code other than 0, `not run` says that it never began. */
export type ActionEnd = 'done' | 'failed' | 'late' | 'too long' | 'broken off' | 'not run';

/**
 * `asked` waits for a second admin; `limited` is what would have been done without anybody, had it not been done too
 * often; `cancelled` is what was asked for and taken back.
 */
export type ActionState = 'asked' | 'running' | 'limited' | 'cancelled' | ActionEnd;

/** What came of an action. */
export interface ActionResult {
  readonly state: ActionEnd;
  /** null unless it ended by itself. */
  readonly code: number | null;
  /** What it printed, as far as it was read. */
  readonly output: string;
  /** What is wrong and what to do; empty where the output says it. */
  readonly detail: string;
}

/** One line of the audit: what was done, would be done, or was asked for. */
export interface ActionRun {
  readonly id: number;
  readonly target: number;
  readonly action: string;
  /** What was done, for people. */
  readonly deed: string;
  readonly mode: 'real' | 'dry';
  readonly state: ActionState;
  /** Who let it happen; of what waits for a second admin who asked; the rule where nobody did. */
  readonly by: Doer;
  /** The first of two, once another has confirmed. */
  readonly asked: Doer | null;
  /** When it began, or was asked for. */
  readonly at: Instant;
  /** Until when another may confirm it; null where nobody needs to. */
  readonly expires: Instant | null;
  /** Alert that it was for, or null. */
  readonly alert: number | null;
  /** What may happen once only: a press of one button, or one episode of an alert. null for a dry run. */
  readonly token: string | null;
  readonly code: number | null;
  /** Milliseconds that it took; null until it has ended. */
  readonly took: number | null;
  /** The beginning of what it printed, without what no chat may show. */
  readonly output: string;
  readonly detail: string;
}

/** An action as people see it. */
export interface ActionView {
  /** Short name of the action as it is configured now, which buttons carry: any change gives another. */
  readonly ref: string;
  readonly target: { readonly id: number; readonly name: string };
  readonly action: SafeAction;
  /** What it does, in words, without what no chat may show. */
  readonly deed: string;
  /** When it was last really done; null: never. */
  readonly last: ActionRun | null;
}

/** What would happen, before anybody confirms it. */
export type ActionPreview =
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'shown';
      readonly view: ActionView;
      /** What its dry run said; null where it has none. */
      readonly dry: ActionRun | null;
      readonly alert: number | null;
      /** What confirms it; null when it may not happen now, for the reason `why`. */
      readonly token: string | null;
      readonly why: string | null;
      /** Newest first. */
      readonly runs: readonly ActionRun[];
    };

/** What became of a press that confirms. */
export type ActionAnswer =
  | { readonly kind: 'refused'; readonly why: string }
  /** Another admin must confirm it. */
  | { readonly kind: 'asked'; readonly target: string; readonly run: ActionRun }
  /** It is being done, and the chat hears of its end. */
  | { readonly kind: 'begun'; readonly target: string; readonly run: ActionRun }
  | { readonly kind: 'ended'; readonly target: string; readonly run: ActionRun };
