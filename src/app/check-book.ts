import type { Needs } from '../alert/inhibit.ts';
import type { Expectations } from '../check/expect.ts';
import type { CheckKind } from '../check/kind.ts';
import type { Alert } from '../model/alert.ts';
import type { Check, CheckResult, CheckState, CheckView } from '../model/check.ts';
import type { Fact, Labels, Reading } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import type { CheckStore } from '../store/check-port.ts';
import { checkChanges } from './check-changes.ts';
import { checkStates } from './check-states.ts';
import type { CheckSwitches } from './check-switches.ts';
import { checkViews } from './check-views.ts';
import { formerStates } from './former-states.ts';
import type { LastOk } from './last-ok.ts';

/** A configured check with all that running it needs. */
export interface OwnCheck {
  readonly id: number;
  readonly check: Check;
  readonly kind: CheckKind;
  readonly expectations: Expectations;
}

/** What a result changes. */
export interface CheckTaken {
  readonly own: OwnCheck;
  readonly before: CheckState;
  readonly after: CheckState;
  /** What is stored and judged of it. */
  readonly readings: readonly Reading[];
}

type AboutCheck = Pick<Alert, 'evidence' | 'labels'>;

/** How every configured check stands. */
export interface CheckBook {
  /** Checks as they would be taken over now. */
  configured(): readonly Check[];
  /** In the order of the configuration. */
  all(): readonly OwnCheck[];
  find(name: string): OwnCheck | null;
  state(own: OwnCheck): CheckState;
  views(): readonly CheckView[];
  view(own: OwnCheck): CheckView;
  /** Takes in what a run gave; a confirmed change is on the disk when it answers. */
  take(own: OwnCheck, result: CheckResult & { readonly at: Instant }): Promise<CheckTaken>;
  /** From now on, or since `since`, nobody looks at these: what they are is unknown. */
  leave(names: readonly string[], reason: string, since?: Instant): Promise<void>;
  /** How a check changed; see `CheckStore`. */
  readonly history: CheckStore['history'];
  /** How the checks of a target stand, for its score and its rules. */
  facts(target: string): readonly Fact[];
  /** Without what the check that an alert is about cannot work; null when it is about something else. */
  needsOf(alert: AboutCheck & Pick<Alert, 'targetName'>): Needs | null;
  /** Why an alert about a check is over by the newest `refresh`; null when it is not, or is about something else. */
  overBecause(alert: AboutCheck): string | null;
  /** Whether a series belongs to a check that is not run any more. */
  isGone(metric: string, labels: Labels): boolean;
  /** Takes over the checks that are configured now. */
  refresh(): Promise<void>;
}

export interface CheckBookDeps {
  readonly store: CheckStore;
  readonly clock: Pick<Clock, 'now'>;
  configured(): readonly Check[];
  /** The last moment at which a process is known to have looked before this one; null: none is known. */
  lived(): Promise<Instant | null>;
  /** Kinds of checks beside those of the configuration; there are none unless given. */
  readonly kinds?: readonly CheckKind[];
  /** Keeps when checks were last well over restarts; nothing does unless given. */
  readonly lastOk?: LastOk;
  /** None is switched off by people unless given. */
  readonly switches?: Pick<CheckSwitches, 'of' | 'applied'>;
}

export async function openCheckBook(deps: CheckBookDeps): Promise<CheckBook> {
  const { store, clock } = deps;
  const book = checkStates(await store.names(), clock);
  const stored = await formerStates(store, { now: clock.now(), lived: await deps.lived() });
  const changes = checkChanges(book, deps, stored);
  await changes.refresh();
  return {
    ...changes,
    ...checkViews(book, deps),
    all: () => book.all,
    find: (name) => book.byName.get(name) ?? null,
    state: book.state,
    history: store.history,
  };
}
