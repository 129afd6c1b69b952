import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBook } from '../../src/alert/book.ts';
import { failOver } from '../../src/alert/fail-over.ts';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, note, withTarget } from '../store/fixtures.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const BATCH = 500;
/** Milliseconds that a second's look may take. */
const GOAL = 5;
const SECONDS = 40;

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1];

test.each([
  { severity: 'warning', waiting: 20_000 },
  { severity: 'critical', waiting: 4_000 },
] as const)(
  'a second of a long outage with $waiting waiting messages of $severity alerts costs little',
  { timeout: 120_000 },
  async ({ severity, waiting }) => {
    await using store = await openStore(join(freshFolder(), 'tocsin.db'), { now: Date.now });
    const target = await withTarget(store);
    const messages = [card('ops'), note('ops')];
    const fire = (from: number, count: number, at: number) => {
      const changes = Array.from({ length: count }, (_, n) =>
        change(content({ target, severity, fingerprint: `series ${from + n}` }), { messages }),
      );
      return store.alerts.apply(changes, at);
    };
    for (let n = 0; n < waiting / 2; n += BATCH) await fire(n, BATCH, n);
    const book = await openBook(store.alerts, [target], 0);
    const { overdue, posted } = store.outbox;
    const deps = { book, overdue, posted, backups: () => ['phone', 'console'] };
    const start = performance.now();
    const over = await failOver(deps, { at: 3 * MINUTE, after: 2 * MINUTE });
    const first = performance.now() - start;
    expect(over).toBe(severity === 'critical' ? waiting / 2 : 0);
    const times: number[] = [];
    for (let second = 1; second <= SECONDS; second++) {
      const at = 3 * MINUTE + second * SECOND;
      const begin = performance.now();
      await failOver(deps, { at, after: 2 * MINUTE });
      times.push(performance.now() - begin);
    }
    process.stdout.write(
      `${severity}: the first look ${first.toFixed(0)} ms, each second after it ` +
        `${median(times)?.toFixed(2)} ms, at most ${Math.max(...times).toFixed(2)} ms\n`,
    );
    expect(median(times)).toBeLessThan(GOAL);
  },
);
