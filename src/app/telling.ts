import type { Told, ToldBook, ToldReading } from '../collect/told.ts';
import { toldBook } from '../collect/told.ts';
import { formatDuration } from '../model/format.ts';
import type { Labels, Reading } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import { newestPoints } from './newest-points.ts';

/** How far back the last word of a target is looked for at the start. */
const LOOK_BACK = 30 * DAY;
/** Its own rounds make these: they are no word of it. */
const OURS = new Set(['target.reachable', 'health.score']);

/** What applications told by themselves, for rounds and for alerts. */
export interface Telling extends Pick<ToldBook, 'latest' | 'keep' | 'derived'> {
  /** Something of a target was taken; `note` says in words why a check is as it is. */
  took(target: Target, row: Taken): void;
  /** Words behind a value, for the alert that it makes; null where there are none. */
  note(target: number, metric: string, labels: Labels): string | null;
}

export interface Taken {
  readonly at: Instant;
  readonly readings: readonly Reading[];
  readonly note: string | null;
}

export function openTelling(deps: {
  readonly samples: Pick<Samples, 'series' | 'query'>;
  readonly clock: Clock;
}): Telling {
  const book = toldBook({ clock: deps.clock, load: (target) => lastWords(deps, target) });
  const notes = new Map<string, string>();
  const noteKey = (target: number, metric: string, labels: Labels) =>
    `${target} ${metric} ${labelText(labels)}`;
  return {
    ...book,
    took(target, { at, readings, note }) {
      if (target.kind === 'push') {
        book.arrived(
          target.id,
          readings.map((one) => ({ ...one, at })),
        );
      }
      for (const { metric, labels } of readings) {
        const key = noteKey(target.id, metric, labels);
        if (note === null) notes.delete(key);
        else notes.set(key, note);
      }
    },
    note(target, metric, labels) {
      if (metric !== 'target.reachable') return notes.get(noteKey(target, metric, labels)) ?? null;
      const silence = book.silence(target);
      return silence === null ? null : `nothing has arrived for ${formatDuration(silence)}`;
    },
  };
}

/** What is stored of a target from before the process started. */
async function lastWords(
  { samples, clock }: Parameters<typeof openTelling>[0],
  target: number,
): Promise<Told | null> {
  const now = clock.now();
  const metrics = new Set((await samples.series(target)).map(({ metric }) => metric));
  const newest: ToldReading[] = [];
  for (const metric of metrics) {
    if (OURS.has(metric)) continue;
    // Clocks of applications may be ahead, as far as rows are taken.
    const asked = { metric, target, window: LOOK_BACK, at: now + 5 * MINUTE };
    newest.push(...(await newestPoints(samples, asked)).map((one) => ({ metric, ...one })));
  }
  if (newest.length === 0) return null;
  const last = Math.max(...newest.map(({ at }) => at));
  return { silence: Math.max(0, now - last), newest };
}
