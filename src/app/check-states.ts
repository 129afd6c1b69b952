import { unknownState } from '../check/state.ts';
import type { CheckState } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Reading } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import type { OwnCheck } from './check-book.ts';

/** What a book of checks knows. */
export interface CheckStates {
  /** In the order of the configuration. */
  all: readonly OwnCheck[];
  byName: ReadonlyMap<string, OwnCheck>;
  byTarget: ReadonlyMap<string, readonly OwnCheck[]>;
  readonly states: Map<string, CheckState>;
  /** What the newest look gave of the objective of each check that has one. */
  readonly objectives: Map<string, readonly Reading[]>;
  /** Names that were checks once. */
  readonly former: Set<string>;
  /** Names that stand for something else since the newest refresh, with what is said of that. */
  anew: ReadonlyMap<string, string>;
  /** When checks that were down were well again. */
  readonly recovered: Map<string, Instant>;
  /** Metrics that each check has given. */
  readonly given: Map<string, Set<string>>;
  state(own: OwnCheck): CheckState;
}

export function checkStates(names: readonly string[], clock: Pick<Clock, 'now'>): CheckStates {
  const states = new Map<string, CheckState>();
  return {
    ...{ all: [], byName: new Map(), byTarget: new Map(), states },
    ...{ objectives: new Map(), former: new Set(names), anew: new Map() },
    ...{ recovered: new Map(), given: new Map() },
    state: ({ check }) => states.get(check.name) ?? unknownState(clock.now()),
  };
}

/** What is judged of where a check stands: nothing while that is unknown. */
export function standing(name: string, { status }: CheckState): readonly Reading[] {
  if (status === 'unknown') return [];
  const labels = { name };
  return [
    { metric: 'check.up', labels, value: Number(isUp(status)) },
    { metric: 'check.degraded', labels, value: Number(status === 'degraded') },
  ];
}
