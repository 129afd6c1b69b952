import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, say, strong, time } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { Check, CheckChange } from '../model/check.ts';
import { formatDuration } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import type { Incident, Span } from '../score/uptime.ts';
import { incidents, LONGEST_WINDOW, spells } from '../score/uptime.ts';
import { iso } from './data.ts';
import { counted, shortened } from './state-text.ts';

/** A failure of a check, and its alert. */
export interface CheckIncident extends Incident {
  readonly check: Pick<Check, 'name' | 'target'>;
  readonly alert: Alert | null;
}

/** What incidents are made from. */
export interface IncidentReaders {
  readonly checks: {
    history(check: number, from: Instant, to: Instant): Promise<readonly CheckChange[]>;
  };
  readonly alerts: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  };
}

/** Incidents that one answer shows, and characters of a reason. */
const MOST = 20;
const MOST_REASON = 160;
/** A rule may judge a failure so long after it was seen. */
const LATE = 5 * MINUTE;

/** Failures of checks that touch a span: those that last first, then the newest. */
export async function incidentsOf(
  { checks, alerts }: IncidentReaders,
  wanted: readonly { readonly id: number; readonly check: Pick<Check, 'name' | 'target'> }[],
  { from, to }: Span,
): Promise<readonly CheckIncident[]> {
  // One may have begun long before.
  const span = { from: to - LONGEST_WINDOW, to };
  const found: CheckIncident[] = [];
  for (const { id, check } of wanted) {
    const all = incidents(spells(await checks.history(id, span.from, to), span));
    const touching = all.filter((one) => one.to === null || one.to > from);
    found.push(...touching.map((one) => ({ ...one, check, alert: null })));
  }
  if (found.length === 0) return [];
  const first = Math.min(...found.map((one) => one.from));
  const about = (await alerts.between(first, to + LATE, null)).filter(
    ({ evidence }) => evidence.metric === 'check.up',
  );
  return found
    .map((one) => ({ ...one, alert: about.find((alert) => isAbout(alert, one)) ?? null }))
    .toSorted((a, b) => Number(b.to === null) - Number(a.to === null) || b.from - a.from);
}

function isAbout(
  { labels, targetName, state }: Alert,
  { check, from, to }: CheckIncident,
): boolean {
  if (labels['name'] !== check.name || targetName !== check.target) return false;
  return state.since >= from && state.since <= (to ?? Number.POSITIVE_INFINITY) + LATE;
}

export function incidentsReply(
  all: readonly CheckIncident[],
  {
    window,
    now,
    target = null,
  }: { readonly window: string; readonly now: Instant; readonly target?: string | null },
): Reply {
  const data = { window, incidents: all.map(incidentData) };
  const of = target === null ? '' : ` of ${target}`;
  if (all.length === 0) return say(`No check${of} failed in the last ${window}.`, 'good', data);
  const open = all.filter(({ to }) => to === null).length;
  const title = `${counted(all.length, 'incident')}${of} in ${window}${open === 0 ? '' : `, ${open} open`}`;
  const blocks: Block[] = [
    heading(title, open === 0 ? 'info' : 'critical'),
    ...all.slice(0, MOST).map((one) => incidentLine(one, now)),
  ];
  if (all.length > MOST) blocks.push(line(`… and ${all.length - MOST} more.`, 'muted'));
  return reply(blocks, { asOf: now, data });
}

/** One of several: which check, for how long, since when, why, and who had it. */
export function incidentLine(one: CheckIncident, now: Instant): Block {
  const { from, to, unknown, reason, check, alert } = one;
  const took = formatDuration((to ?? now) - from);
  const text: Inline[] = [
    strong(check.name),
    to === null ? `: down for ${took}, since ` : `: ${took}, from `,
    time(from, 'full'),
  ];
  if (unknown > 0) text.push(`, ${formatDuration(unknown)} of it not seen`);
  if (reason !== '') text.push(`: ${shortened(reason, MOST_REASON)}`);
  if (alert !== null) text.push(` (${alertText(one, alert)})`);
  return line(text, to === null ? 'critical' : 'good');
}

function alertText({ to }: CheckIncident, alert: Alert): string {
  const by = takenBy(alert);
  return by === null ? `#${alert.id}` : `#${alert.id}, ${by} ${to === null ? 'has' : 'had'} it`;
}

function takenBy({ state, life }: Alert): string | null {
  return state.kind === 'acknowledged' ? state.by.name : (life.taken?.by.name ?? null);
}

/** A failure for programs. */
export function incidentData(one: CheckIncident) {
  return {
    check: one.check.name,
    target: one.check.target,
    from: iso(one.from),
    to: iso(one.to),
    down_seconds: Math.round(one.down / SECOND),
    unknown_seconds: Math.round(one.unknown / SECOND),
    reason: one.reason,
    alert: one.alert?.id ?? null,
    acknowledged_by: one.alert === null ? null : takenBy(one.alert),
  };
}
