import { type Alert, type AlertState, RULE } from '../model/alert.ts';
import type { AlertChange, Applied } from '../model/alert-change.ts';
import type { Reading, Round } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { EvaluateDeps } from './evaluate.ts';

/** Ends alerts whose rule or target is configured no more, so that nothing stays open for ever. */
export async function retire(
  deps: EvaluateDeps,
  known: { at: Instant; rules: (alert: Alert) => boolean },
): Promise<readonly Applied[]> {
  const gone = (await deps.log.open(null)).filter((alert) => !known.rules(alert));
  return end(deps, gone, { at: known.at, note: 'its rule or target is configured no more' });
}

/** How long a series must be missing, while others of its metric are reported, before its alert is over. */
const GONE_AFTER = 10 * MINUTE;

/**
 * Ends alerts whose series is reported no more, such as that of a disk that was taken out: nothing would ever clear them.
 * A metric that is missing altogether stays unknown.
 */
export function vanishedSeries(deps: EvaluateDeps & { readonly clock: Pick<Clock, 'monotonic'> }) {
  const missingSince = new Map<number, number>();
  return async (round: Extract<Round, { kind: 'measured' }>): Promise<readonly Applied[]> => {
    const now = deps.clock.monotonic();
    const open = await deps.log.open(round.target);
    const missing = open.filter((alert) => isMissing(alert, round.readings));
    for (const { id } of open.filter((alert) => !missing.includes(alert))) missingSince.delete(id);
    for (const { id } of missing) missingSince.set(id, missingSince.get(id) ?? now);
    const gone = missing.filter(({ id }) => now - (missingSince.get(id) ?? now) >= GONE_AFTER);
    for (const { id } of gone) missingSince.delete(id);
    return end(deps, gone, { at: round.at, note: 'its series is reported no more' });
  };
}

function isMissing({ evidence, labels }: Alert, readings: readonly Reading[]): boolean {
  const series = readings.filter(({ metric }) => metric === evidence.metric);
  const has = (reading: Reading) =>
    Object.entries(reading.labels).every(([key, value]) => labels[key] === value);
  return series.length > 0 && !series.some(has);
}

async function end(
  deps: EvaluateDeps,
  alerts: readonly Alert[],
  { at, note }: { at: Instant; note: string },
): Promise<readonly Applied[]> {
  const changes: AlertChange[] = [];
  for (const alert of alerts) {
    changes.push(retiring(deps, alert, { at, note, told: await deps.log.told(alert.id) }));
  }
  return changes.length === 0 ? [] : deps.log.apply(changes, at);
}

function retiring(
  deps: EvaluateDeps,
  alert: Alert,
  { at, note, told }: { at: Instant; note: string; told: readonly string[] },
): AlertChange {
  const { since, kind } = alert.state;
  const firedAt = kind === 'pending' ? null : alert.state.firedAt;
  const state: AlertState = { kind: 'resolved', since, firedAt, by: RULE, at, note };
  const content = { ...alert, state };
  return {
    expect: { id: alert.id, version: alert.version },
    alert: content,
    events: [{ at, by: RULE, kind: firedAt === null ? 'cancelled' : 'resolved', detail: note }],
    messages: firedAt === null ? [] : deps.tell(content, 'resolved', told),
    ruleState: null,
  };
}
