import { SECOND } from '../../model/time.ts';
import type { Intake } from './intake.ts';
import { lastDayOver, seal, spill } from './seal.ts';
import type { Shelf } from './shelf.ts';

/** How often days that are over are looked for. */
const UPKEEP = 30 * SECOND;
/** Points in memory after which they are spilled: 16 bytes each, and more when there are many series. */
const MOST_POINTS = 500_000;
const POINTS_A_SERIES = 60;
const MOST_OF_ALL = 4_000_000;

/** Spilling, sealing and taking over: one at a time, by the clock or when memory fills. */
export function longWork(shelf: Shelf, taking: Intake, report: (line: string) => void) {
  let tail: Promise<unknown> = Promise.resolve();
  let relieving = false;
  let sealedUntil = Number.NEGATIVE_INFINITY;

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work);
    tail = next.catch(() => {});
    return next;
  };
  const settle = async () => {
    await taking.commit();
    await spill(shelf);
    const last = lastDayOver(shelf.now());
    const sealed = await seal(shelf, last);
    sealedUntil = last;
    return { sealed };
  };
  let reported = '';
  /** What goes on failing is tried every half minute, and told once. */
  const attempted = (work: () => Promise<unknown>) =>
    void alone(work).then(
      () => {
        reported = '';
      },
      ({ message }: Error) => {
        if (!shelf.closing && message !== reported) report(`samples wait: ${message}`);
        reported = message;
      },
    );
  const upkeep = () => {
    if (lastDayOver(shelf.now()) > sealedUntil) attempted(settle);
  };
  const timer = setInterval(upkeep, UPKEEP);
  if (shelf.old) attempted(async () => shelf.old?.takeOver(shelf).then(settle));
  return {
    alone,
    settle,
    relieve(): void {
      const most = Math.max(MOST_POINTS, POINTS_A_SERIES * shelf.book.size);
      if (relieving || shelf.headPoints < Math.min(most, MOST_OF_ALL)) return;
      relieving = true;
      attempted(() => spill(shelf).finally(() => (relieving = false)));
    },
    async close(): Promise<void> {
      clearInterval(timer);
      await tail;
    },
  };
}
