import { dirname } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openAlerting } from '../../src/app/alerting.ts';
import type { AuditDeps } from '../../src/app/audit.ts';
import { auditOnce, keepAuditing } from '../../src/app/audit.ts';
import { openLive } from '../../src/app/live.ts';
import { openWatching } from '../../src/app/watching.ts';
import { solo } from '../../src/cluster/solo.ts';
import { openLog } from '../../src/log/log.ts';
import type { Round } from '../../src/model/sample.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { NO_SAMPLES } from '../notify/engine.ts';
import { fakeTime, pass } from '../notify/world.ts';
import { aConfig, aTarget } from '../support/desk.ts';
import { auditing } from './auditing.ts';
import { freshStore } from './fresh-store.ts';
import { UNSEEN } from './unseen.ts';
import { NO_LOGS, UNTOLD } from './untold.ts';

/** Targets that are asked and never judged to the end, so that no further round of theirs comes. */
const stuck = new Set<number>();

vi.mock('../../src/app/collecting.ts', () => ({
  openCollectors: async () => ({
    of: () => ({ collect: async () => [] }),
    missing: () => [],
    prepare: async () => {},
    release: async () => {},
    async [Symbol.asyncDispose]() {},
  }),
}));

beforeEach(() => stuck.clear());

/** Targets with a round every 20 ms, and both clocks as far ahead as a test sets them. */
async function checking(...names: readonly string[]) {
  const { store, file } = await freshStore();
  const ahead = { wall: 0, monotonic: 0 };
  const clock = {
    now: () => Date.now() + ahead.wall,
    monotonic: () => performance.now() + ahead.monotonic,
  };
  const configWith = (all: readonly string[]) =>
    aConfig(dirname(file), { targets: all.map((name) => aTarget({ name, interval: 20 })) });
  const live = await openLive(configWith(names), { store, clock });
  const listeners = () => [{ name: 'console', kind: 'console' }];
  const alerting = await openAlerting(live, { store, clock, listeners });
  const watched = await openWatching({
    ...{ live, alerting, store, samples: NO_SAMPLES, telling: UNTOLD, containers: UNSEEN, clock },
    logs: NO_LOGS,
    network: {
      blamesUs: ({ target }) =>
        stuck.has(target) ? new Promise(() => {}) : Promise.resolve(false),
      isLost: () => false,
    },
    cluster: solo(),
    log: openLog({ level: 'silent', secrets: [], file: null, show: null }),
    queued: () => {},
    judged: () => {},
  });
  onTestFinished(() => Promise.race([watched[Symbol.asyncDispose](), Promise.resolve()]));
  const found: Round[] = [];
  const deps: AuditDeps = {
    ...{ live, alerting, store, clock, fetch, folder: dirname(file) },
    network: { isLost: () => false },
    lastRound: watched.lastRound,
    ...{ ruleErrors: () => 0, clockJump: () => 0, undelivered: () => 0, forwardOldest: () => 0 },
    storage: async () => ({}),
    take: async (round) => found.push(round) > 0,
    ...{ failed: () => {}, worked: () => {} },
  };
  const idOf = (name: string) => live.targets().find((one) => one.name === name)?.id ?? 0;
  const began = clock.monotonic();
  return {
    ahead,
    idOf,
    /** Every target but the stuck ones has a round that begins now or later. */
    async checked() {
      const from = clock.now();
      for (const { id } of live.targets()) {
        if (stuck.has(id)) continue;
        await vi.waitFor(async () =>
          expect((await store.rounds.last(id))?.at).toBeGreaterThanOrEqual(from),
        );
      }
    },
    async put(...all: readonly string[]) {
      await live.put(configWith(all));
      await watched.refresh();
    },
    /** How many targets the audit calls unchecked. */
    async unchecked(awakeSince = began) {
      await auditOnce(deps, awakeSince);
      return uncheckedIn(found.at(-1));
    },
  };
}

function uncheckedIn(round: Round | undefined): number | undefined {
  const readings = round?.kind === 'measured' ? round.readings : [];
  return readings.find(({ metric }) => metric === 'self.unchecked_targets')?.value;
}

test.each([HOUR, DAY, -HOUR])(
  'a clock that jumps by %d ms leaves nothing unchecked',
  async (by) => {
    const one = await checking('web-1', 'web-2');
    one.ahead.monotonic += 10 * MINUTE;
    await one.checked();
    one.ahead.wall += by;
    expect(await one.unchecked()).toBe(0);
  },
);

test('a target that a reload adds has its time to begin', async () => {
  const one = await checking('web-1');
  one.ahead.monotonic += HOUR;
  await one.checked();
  await one.put('web-1', 'web-2');
  expect(await one.unchecked()).toBe(0);
});

test('a target that gets no rounds is unchecked, and once it is watched no more it is not', async () => {
  const one = await checking('web-1', 'web-2');
  await one.checked();
  stuck.add(one.idOf('web-2'));
  // Its round that is under way may still end.
  await new Promise((resolve) => setTimeout(resolve, 100));
  one.ahead.monotonic += 10 * MINUTE;
  one.ahead.wall += 10 * MINUTE;
  await one.checked();
  expect(await one.unchecked()).toBe(1);
  void one.put('web-1');
  await vi.waitFor(async () => expect(await one.unchecked()).toBe(0));
});

test('a machine that slept has checked nothing, and is given its time anew', async () => {
  const one = await auditing();
  fakeTime();
  let monotonic = 0;
  const found: (number | undefined)[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  void keepAuditing(
    {
      ...one.deps,
      clock: { now: one.clock.now, monotonic: () => monotonic },
      lastRound: () => 0,
      take: async (round) => found.push(uncheckedIn(round)) > 0,
    },
    stop.signal,
  );
  for (const [index, by] of [HOUR, MINUTE, MINUTE, MINUTE].entries()) {
    monotonic += by;
    await pass(MINUTE);
    // The disk is looked at in real time.
    while (found.length <= index) await new Promise(setImmediate);
    await pass(0);
  }
  expect(found).toEqual([0, 0, 0, 2]);
});
