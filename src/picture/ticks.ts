import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';

export interface Tick {
  readonly at: Instant;
  readonly text: string;
}

/** Labels that a phone has room for. */
const MOST = 5;
const STEPS = [
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY],
];

/** Round moments of the zone between two instants, with what its clocks or calendar show then. */
export function ticksOf(zone: string, from: Instant, to: Instant): readonly Tick[] {
  const span = to - from;
  const step = STEPS.find((one) => span / one <= MOST) ?? span / MOST;
  const show = formatOf(zone, step);
  const first = Math.ceil((from + offsetOf(zone, from)) / step) * step;
  const ticks: Tick[] = [];
  for (let local = first; ticks.length <= MOST; local += step) {
    const at = instantOf(zone, local);
    if (at > to) break;
    ticks.push({ at, text: show.format(at) });
  }
  return ticks;
}

function formatOf(zone: string, step: number): Intl.DateTimeFormat {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { day: 'numeric', month: 'short' } as const;
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...(step >= DAY ? date : clock) });
}

/** The instant at which clocks of the zone show `local`, milliseconds as if they were UTC. */
function instantOf(zone: string, local: number): Instant {
  const near = local - offsetOf(zone, local);
  return local - offsetOf(zone, near);
}

/** Milliseconds that clocks of the zone are ahead of UTC. */
function offsetOf(zone: string, at: Instant): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  } as Intl.DateTimeFormatOptions).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(
    ...([part('year'), part('month') - 1, part('day')] as const),
    ...([part('hour'), part('minute'), part('second')] as const),
  );
  return shown - Math.floor(at / 1_000) * 1_000;
}
