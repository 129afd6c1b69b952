import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AlertChange } from '../../src/model/alert-change.ts';
import type { Store } from '../../src/store/ports.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { card, change, content, note, RULE, resolved, withTarget } from './fixtures.ts';
import { freshFolder } from './fresh-folder.ts';

const CHANGES = 1_000;
const BATCH = 50;
/** 10,000 alerts in 10 s. */
const GOAL = 1_000;

/** Microseconds of each change, and the milliseconds of the longest batch. */
async function measure(store: Store, changes: readonly AlertChange[]) {
  const batches: number[] = [];
  for (let from = 0; from < changes.length; from += BATCH) {
    const start = performance.now();
    const results = await store.alerts.apply(changes.slice(from, from + BATCH), from);
    batches.push(performance.now() - start);
    expect(results.every(({ kind }) => kind === 'applied')).toBe(true);
  }
  const total = batches.reduce((sum, one) => sum + one, 0);
  return { each: Math.round((total * 1_000) / changes.length), longest: Math.max(...batches) };
}

function say(what: string, { each, longest }: { each: number; longest: number }): void {
  process.stdout.write(`${what}: ${each} µs per change, longest batch ${longest.toFixed(1)} ms\n`);
}

test('a storm is recorded much faster than it comes', async () => {
  await using store = await openStore(join(freshFolder(), 'tocsin.db'), { now: Date.now });
  const target = await withTarget(store);
  const events = ['fired', 'told'].map((kind) => ({ at: 1, kind, by: RULE, detail: '91 > 90' }));
  const messages = [card('ops'), note('phone')];
  const all = { events, messages } as Partial<AlertChange>;
  const opening = Array.from({ length: CHANGES }, (_, n) =>
    change(content({ target, fingerprint: `series ${n}` }), all),
  );
  const opened = await measure(store, opening);
  say(`${CHANGES} alerts that open, with 2 events and 2 messages each`, opened);
  const open = await store.alerts.open(null);
  const over = open.map((alert) =>
    change({ ...alert, state: resolved(1_000, 2_000) }, { ...all, on: alert }),
  );
  const closed = await measure(store, over);
  say(`${CHANGES} alerts that resolve, with 2 events and 2 messages each`, closed);
  expect(opened.each).toBeLessThan(GOAL);
  expect(closed.each).toBeLessThan(GOAL);
});
