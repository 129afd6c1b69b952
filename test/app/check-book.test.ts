import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckBook } from '../../src/app/check-book.ts';
import { openLastOk } from '../../src/app/last-ok.ts';
import type { Check, CheckResult, CheckStatus } from '../../src/model/check.ts';
import { MINUTE } from '../../src/model/time.ts';
import { uptime } from '../../src/score/uptime.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { aCheck } from '../check/asking.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const SHOP = aCheck({
  kind: 'tcp',
  interval: 5 * MINUTE,
  options: { host: 'shop.example.com', port: 443 },
});

function seen(status: CheckStatus): CheckResult {
  return { status, latency: 1, reasons: [`it is ${status}`], details: {}, metrics: [] };
}

/** A check on a real store; its clock shows minutes, and moves only by hand. */
function world(checks: { all: readonly Check[] } = { all: [SHOP] }) {
  const file = join(freshFolder(), 'tocsin.db');
  const time = { minute: 0 };
  const now = () => time.minute * MINUTE;
  /** One life of the process; `lived` is the minute of its last round before. */
  async function process(lived: number | null, work: (one: Life) => Promise<void>) {
    time.minute = Math.max(time.minute, (lived ?? 0) + 1);
    await using store = await openStore(file, { now });
    const book = await openCheckBook({
      ...{ store: store.checks, clock: { now }, configured: () => checks.all },
      lived: async () => lived && lived * MINUTE,
      lastOk: await openLastOk(store.settings),
    });
    const [own] = book.all();
    if (own === undefined) throw new Error('there is no check');
    await work({
      book,
      stands: () => [book.state(own).status, book.state(own).since / MINUTE],
      lastOk: () => {
        const at = book.state(own).lastOk;
        return at === null ? null : at / MINUTE;
      },
      async sees(minute, status) {
        time.minute = minute;
        await book.take(own, { ...seen(status), at: now() });
      },
      async changes() {
        const all = await store.checks.history(own.id, 0, 1_000 * MINUTE);
        return all.map(({ at, status }) => [Math.floor(at / MINUTE), status]);
      },
      async figures(to) {
        const all = await store.checks.history(own.id, 0, to * MINUTE);
        const { share, down, unknown, incidents } = uptime(all, { from: 0, to: to * MINUTE });
        return { share, down: minutes(down), unknown: minutes(unknown), incidents };
      },
    });
  }
  return { time, process };
}

const minutes = (span: number) => Math.round(span / MINUTE);

interface Life {
  readonly book: Awaited<ReturnType<typeof openCheckBook>>;
  stands(): unknown;
  lastOk(): number | null;
  sees(minute: number, status: CheckStatus): Promise<void>;
  changes(): Promise<unknown>;
  figures(to: number): Promise<unknown>;
}

describe('over an end of the process', () => {
  test.each([
    { name: 'that was killed', stop: false, from: 13 },
    { name: 'that was stopped', stop: true, from: 12 },
  ])('$name, a failure goes on, and what nobody saw is unknown', async ({ stop, from }) => {
    const { time, process } = world();
    await process(null, async ({ sees, stands, book }) => {
      await sees(0, 'healthy');
      await sees(9, 'unhealthy');
      await sees(10, 'unhealthy');
      await sees(12, 'unhealthy');
      expect(stands()).toEqual(['unhealthy', 10]);
      if (stop) await book.leave(['shop'], 'Tocsin was stopped', 12 * MINUTE);
    });
    time.minute = 20;
    await process(13, async ({ sees, stands, changes, figures }) => {
      expect(stands()).toEqual(['unknown', stop ? 12 + 1 / MINUTE : 13]);
      // One run is enough, though a new failure takes two.
      await sees(21, 'error');
      expect(stands()).toEqual(['error', 10]);
      await sees(30, 'healthy');
      expect(await changes()).toEqual([
        [0, 'healthy'],
        [10, 'unhealthy'],
        [from, 'unknown'],
        [21, 'error'],
        [30, 'healthy'],
      ]);
      const down = from - 10 + 9;
      const unknown = 21 - from;
      const share = expect.closeTo((40 - down - unknown) / (40 - unknown), 4);
      expect(await figures(40)).toEqual({ share, down, unknown, incidents: 1 });
    });
  });

  test('a failure is as old as its beginning after any number of them', async () => {
    const { process } = world();
    await process(null, async ({ sees }) => {
      await sees(1, 'unhealthy');
      await sees(2, 'unhealthy');
    });
    await process(3, async ({ sees }) => sees(5, 'error'));
    await process(6, async ({ stands, sees }) => {
      await sees(8, 'unhealthy');
      expect(stands()).toEqual(['unhealthy', 2]);
    });
  });

  test('what was well and fails afterwards must fail as often as ever', async () => {
    const { process } = world();
    await process(null, async ({ sees }) => sees(1, 'healthy'));
    await process(2, async ({ sees, stands }) => {
      await sees(5, 'unhealthy');
      expect(stands()).toEqual(['unknown', 2]);
      await sees(6, 'unhealthy');
      expect(stands()).toEqual(['unhealthy', 6]);
    });
  });

  test('a change proves that somebody lived, whatever the last round says', async () => {
    const { process } = world();
    await process(null, async ({ sees }) => sees(9, 'healthy'));
    await process(3, async ({ changes }) =>
      expect(await changes()).toEqual([
        [9, 'healthy'],
        [9, 'unknown'],
      ]),
    );
  });
});

test('while nobody looks, what a check is is unknown', async () => {
  const { process } = world();
  await process(null, async ({ sees, changes, figures, book }) => {
    await sees(0, 'healthy');
    await book.leave(['shop'], 'the target is paused', 5 * MINUTE);
    await book.leave(['shop'], 'the target is paused', 5 * MINUTE);
    await sees(15, 'healthy');
    expect(await changes()).toEqual([
      [0, 'healthy'],
      [5, 'unknown'],
      [15, 'healthy'],
    ]);
    expect(await figures(20)).toEqual({ share: 1, down: 0, unknown: 10, incidents: 0 });
  });
});

test('a machine that slept did not look', async () => {
  const { process } = world();
  await process(null, async ({ sees, figures }) => {
    for (const minute of [0, 1, 2]) await sees(minute, 'healthy');
    await sees(62, 'healthy');
    expect(await figures(72)).toEqual({ share: 1, down: 0, unknown: 60, incidents: 0 });
  });
});

test('where the clock was set back, what was written of later moments is void', async () => {
  const { process } = world();
  await process(null, async ({ sees, figures }) => {
    for (const minute of [10, 12]) await sees(minute, 'healthy');
    for (const minute of [13, 14, 15]) await sees(minute, 'unhealthy');
    await sees(11, 'unhealthy');
    await sees(13, 'healthy');
    expect(await figures(20)).toEqual({
      ...{ share: expect.closeTo(0.8, 4), down: 2, unknown: 10, incidents: 1 },
    });
  });
});

test('a check that was taken out and comes back was not seen meanwhile', async () => {
  const checks = { all: [SHOP] as readonly Check[] };
  const { time, process } = world(checks);
  await process(null, async ({ sees, book, figures }) => {
    await sees(0, 'healthy');
    time.minute = 10;
    checks.all = [];
    await book.refresh();
    time.minute = 20;
    checks.all = [SHOP];
    await book.refresh();
    await sees(21, 'healthy');
    expect(await figures(30)).toEqual({ share: 1, down: 0, unknown: 11, incidents: 0 });
  });
});

test('when a check that is down was last well is known after a restart too', async () => {
  const { process } = world();
  await process(null, async ({ sees }) => {
    for (const minute of [0, 4]) await sees(minute, 'healthy');
    for (const minute of [5, 6, 7]) await sees(minute, 'unhealthy');
  });
  await process(7, async ({ sees, lastOk }) => {
    expect(lastOk()).toBe(4);
    await sees(9, 'unhealthy');
    expect(lastOk()).toBe(4);
    await sees(10, 'healthy');
    expect(lastOk()).toBe(10);
  });
  // It is not down any more: the next look says more than what was kept of its failure.
  await process(11, async ({ lastOk }) => expect(lastOk()).toBeNull());
});
