import { type Alert, RULE } from '../model/alert.ts';
import type { Applied } from '../model/alert-change.ts';
import type { Labels, Reading, Round } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import type { Entry } from './record.ts';
import { recordNow } from './record.ts';
import { resolved } from './state.ts';

/** Ends alerts whose rule or target is configured no more, so that nothing stays open for ever. */
export async function retire(
  deps: AnnounceDeps,
  known: { at: Instant; rules: (alert: Alert) => boolean; note?: string },
): Promise<readonly Applied[]> {
  const gone = () => [...deps.book.open(null)].filter((alert) => !known.rules(alert));
  const note = known.note ?? 'its rule or target is configured no more';
  return endAlerts(deps, gone, { at: known.at, note });
}

/** How long a series must be missing, while others of its metric are reported, before its alert is over. */
export const GONE_AFTER = 10 * MINUTE;

interface VanishedDeps extends AnnounceDeps {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Whether a series that is missing is known to be no more. */
  isGone?(target: number, metric: string, labels: Labels): boolean;
}

/**
 * Ends alerts whose series is reported no more, such as that of a disk that was taken out: nothing would ever clear them.
 * A metric that is missing altogether stays unknown, unless it is known to be no more.
 */
export function vanishedSeries(deps: VanishedDeps) {
  const missingSince = new Map<number, number>();
  /** Since when the series of an alert is missing; null while it is there. */
  function since(alert: Alert, readings: readonly Reading[], now: number): number | null {
    if (isGone(alert) && !hasSeries(alert, readings)) return Number.NEGATIVE_INFINITY;
    if (!isMissing(alert, readings)) {
      missingSince.delete(alert.id);
      return null;
    }
    const first = missingSince.get(alert.id) ?? now;
    missingSince.set(alert.id, first);
    return first;
  }

  const isGone = ({ target, evidence, labels }: Alert) =>
    evidence.metric !== null && deps.isGone?.(target, evidence.metric, labels) === true;

  return async (round: Extract<Round, { kind: 'measured' }>): Promise<readonly Applied[]> => {
    const { book, clock } = deps;
    const now = clock.monotonic();
    for (const id of missingSince.keys()) if (book.byId(id) === null) missingSince.delete(id);
    const gone = [...book.open(round.target)].filter((alert) => {
      const first = since(alert, round.readings, now);
      return first !== null && now - first >= GONE_AFTER;
    });
    if (gone.length === 0) return [];
    const stillOpen = () => gone.flatMap(({ id }) => book.byId(id) ?? []);
    return endAlerts(deps, stillOpen, { at: round.at, note: 'its series is reported no more' });
  };
}

type OfSeries = Pick<Alert, 'evidence' | 'labels'>;
type Named = Omit<Reading, 'value'>;

/** Whether other series of its metric are reported, and its own is not. */
export function isMissing(alert: OfSeries, readings: readonly Named[]): boolean {
  const isReported = readings.some(({ metric }) => metric === alert.evidence.metric);
  return isReported && !hasSeries(alert, readings);
}

function hasSeries({ evidence, labels }: OfSeries, readings: readonly Named[]): boolean {
  return readings.some(
    (one) =>
      one.metric === evidence.metric &&
      Object.entries(one.labels).every(([key, value]) => labels[key] === value),
  );
}

interface End {
  readonly at: Instant;
  readonly note: string;
}

/** `alerts` is asked when nothing else is in work, so that no end loses against, say, an acknowledgement. */
export function endAlerts(
  deps: AnnounceDeps,
  alerts: () => readonly Alert[],
  how: End,
): Promise<readonly Applied[]> {
  return recordNow(deps, () => alerts().map((before) => ended(before, how)), how.at);
}

function ended(before: Alert, { at, note }: End): Entry {
  const state = resolved(before.state, { by: RULE, at, note });
  const fired = state.kind === 'resolved' && state.firedAt !== null;
  return {
    alert: { ...before, state },
    before,
    occasion: fired ? 'resolved' : 'changed',
    events: [{ at, by: RULE, kind: fired ? 'resolved' : 'cancelled', detail: note }],
    ruleState: null,
  };
}
