import type { Block, Inline, Reply } from '../chat/reply.ts';
import { code, heading, line, reply, say, strong, time } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { Maintenance } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { iso } from './data.ts';
import { matcherText } from './silences.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Windows in one answer. */
const SHOWN = 20;

/** A maintenance window as it stands now. */
export interface WindowView extends Maintenance {
  readonly activeUntil: Instant | null;
  readonly next: Instant | null;
}

const HOW =
  '/maintenance add backup 2h web-1 0 3 * * 0 makes one: name, how long, which target or rule (or all), and when.';

/** The maintenance windows: those that are open first, then the ones to come. */
export function maintenanceReply(windows: readonly WindowView[], now: Instant): Reply {
  const sorted = windows.toSorted((a, b) => orderOf(a) - orderOf(b));
  const data = { windows: sorted.map(windowData) };
  if (sorted.length === 0) return say(`There are no maintenance windows. ${HOW}`, 'info', data);
  const active = sorted.filter(({ activeUntil }) => activeUntil !== null).length;
  const open = active === 0 ? 'none open now' : `${grouped(active)} open now`;
  const rest = sorted.length - SHOWN;
  const blocks: Block[] = [
    heading(`${counted(sorted.length, 'maintenance window')}, ${open}`),
    ...sorted.slice(0, SHOWN).map((one) => line(windowText(one))),
    ...(rest > 0 ? [line(`and ${grouped(rest)} more`, 'muted')] : []),
  ];
  return reply(blocks, { data, asOf: now });
}

function orderOf({ activeUntil, next }: WindowView): number {
  return activeUntil === null ? (next ?? Number.MAX_SAFE_INTEGER) : 0;
}

function windowText(window: WindowView): Inline[] {
  const { name, duration, at, zone, matcher, by } = window;
  const who = by === null ? 'from the configuration' : `by ${by.name}`;
  return [
    strong(shortened(name, 60)),
    ': ',
    ...whenText(window),
    `; ${matcherText(matcher)} for ${formatDuration(duration)} at `,
    code(shortened(at, 100)),
    ` (${zone}), ${who}`,
  ];
}

function whenText({ activeUntil, next }: WindowView): Inline[] {
  if (activeUntil !== null) return ['open now, until ', time(activeUntil, 'full')];
  if (next === null) return ['not within a month'];
  return ['next ', time(next, 'full'), ' (', time(next), ')'];
}

/** What a person is told of a window they made. */
export function addedText(window: Omit<Maintenance, 'by'>): Inline[] {
  return [
    `Maintenance ${window.name}: nobody is told of ${matcherText(window.matcher)} for ${formatDuration(window.duration)} at `,
    code(window.at),
    ` (${window.zone}). /maintenance shows when it opens next.`,
  ];
}

/** A window for programs. */
function windowData(window: WindowView) {
  const { target, rule, severity, labels, fingerprint } = window.matcher;
  return {
    name: window.name,
    at: window.at,
    zone: window.zone,
    duration_seconds: window.duration / SECOND,
    matcher: { target, rule, severity, labels, fingerprint },
    by: window.by?.name ?? null,
    active_until: iso(window.activeUntil),
    next: iso(window.next),
  };
}
