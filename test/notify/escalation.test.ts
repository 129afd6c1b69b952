import { expect, test, vi } from 'vitest';
import { act } from '../../src/alert/desk.ts';
import { keepSweeping } from '../../src/app/sweeping.ts';
import type { Config } from '../../src/config/config.ts';
import type { Escalation } from '../../src/model/escalation.ts';
import { DAY, HOUR, MINUTE, SECOND, systemClock } from '../../src/model/time.ts';
import type { Channel } from '../../src/notify/channel.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { aPlace, aRoute, openEngine, series, seriesRule, settings, someTargets } from './engine.ts';
import { fakeTime } from './world.ts';

const NAMES = ['ops', 'phone', 'lead'] as const;
/** Alerts that are escalated at once, each of another target. */
const MANY = 12;
const NIGHT: Escalation = {
  name: 'night',
  steps: [
    { after: 5 * MINUTE, to: ['ops'] },
    { after: 10 * MINUTE, to: ['phone'] },
    { after: 90 * SECOND, to: ['lead'] },
  ],
  repeat: 1,
  ackExpires: null,
};
/** When its steps are due, counted from when people first heard. */
const DUE = [300, 900, 990, 1_290, 1_890, 1_980];

interface Heard {
  readonly channel: string;
  /** Seconds since the start of a clock that nobody sets. */
  readonly second: number;
  readonly text: string;
}

/** An engine that sweeps by itself, with what every channel hears; its folder outlives it. */
async function running(folder: string, heard: Heard[], more: Partial<Config> = {}) {
  const begin = performance.now();
  const channels = NAMES.map(
    (name): Channel => ({
      name,
      kind: 'listening',
      async post({ key, reply }) {
        const [first] = reply.blocks;
        const text = first?.kind === 'heading' || first?.kind === 'text' ? String(first.text) : '?';
        heard.push({ channel: name, second: (performance.now() - begin) / SECOND, text });
        return { kind: 'delivered', remoteId: key };
      },
      edit: async (remoteId) => ({ kind: 'delivered', remoteId }),
    }),
  );
  const engine = await openEngine({
    ...{ folder, channels, clock: systemClock },
    config: {
      targets: someTargets(MANY),
      rules: [seriesRule('urgent', 'critical', { escalation: 'night' })],
      routes: [aRoute('info', ['ops'])],
      channels: NAMES.map((name) => aPlace(name)),
      escalations: [NIGHT],
      alerting: settings({ groupBy: 'none', storm: 1_000_000 }),
      ...more,
    },
  });
  engine.send();
  const stop = new AbortController();
  const kept = keepSweeping(engine.sweeping, stop.signal);
  return {
    ...engine,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await kept;
      await engine[Symbol.asyncDispose]();
    },
  };
}

type Running = Awaited<ReturnType<typeof running>>;

async function breaks(engine: Running, targets: number, isBroken = true): Promise<void> {
  for (const name of [...engine.targets.keys()].slice(0, targets)) {
    await engine.measured(name, [series('urgent', name, isBroken)]);
  }
}

/** Lets seconds pass, one by one; what is due in each has happened then. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= SECOND) {
    await vi.advanceTimersByTimeAsync(Math.min(left, SECOND));
    await new Promise(setImmediate);
  }
}

/** Of each alert when its steps were done, in milliseconds since it was first told. */
async function stepsOf({ store }: Running, ids: readonly number[]): Promise<number[][]> {
  return Promise.all(
    ids.map(async (id) => {
      const events = (await store.alerts.get(id))?.events ?? [];
      const told = events.find(({ kind }) => kind === 'told')?.at ?? 0;
      return events.filter(({ kind }) => kind === 'escalated').map(({ at }) => at - told);
    }),
  );
}

test('while it runs no step of many alerts comes early, or more than two seconds late', async () => {
  fakeTime();
  const heard: Heard[] = [];
  await using engine = await running(freshFolder(), heard);
  await vi.advanceTimersByTimeAsync(400);
  await breaks(engine, MANY);
  await pass(35 * MINUTE);
  const ids = Array.from({ length: MANY }, (_, index) => index + 1);
  const steps = await stepsOf(engine, ids);
  const late = steps.flatMap((times) =>
    times.map((time, index) => time - (DUE[index] ?? 0) * SECOND),
  );
  expect(late).toHaveLength(MANY * DUE.length);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...late)).toBeLessThanOrEqual(2 * SECOND);
  const first = heard.filter(({ channel, text }) => channel === 'lead' && text.includes('web-1>'));
  expect(first.map(({ second }) => Math.floor(second / 10) * 10)).toEqual([
    990, 1_290, 1_890, 1_980,
  ]);
  console.log(`${late.length} steps of escalations, at most ${Math.max(...late)} ms late`);
});

test.each([HOUR, -HOUR, DAY, -DAY])(
  'a clock that is set by %d ms hastens no step, and delays none',
  async (by) => {
    fakeTime();
    const heard: Heard[] = [];
    await using engine = await running(freshFolder(), heard);
    await breaks(engine, 1);
    for (const minute of [2, 10]) {
      await pass(minute * MINUTE - (minute === 10 ? 2 * MINUTE : 0));
      vi.setSystemTime(Date.now() + by);
    }
    await pass(25 * MINUTE);
    const seconds = heard
      .filter(({ channel, text }) => channel === 'ops' && text.startsWith('Escalated'))
      .map(({ second }) => second);
    expect(seconds).toHaveLength(DUE.length);
    for (const [index, second] of seconds.entries()) {
      expect(second - (DUE[index] ?? 0)).toBeGreaterThanOrEqual(0);
      expect(second - (DUE[index] ?? 0)).toBeLessThan(4);
    }
  },
);

test.each([
  { name: 'between two steps', after: 6 * MINUTE, away: MINUTE, next: DUE.slice(1), left: 0 },
  { name: 'over one step', after: 6 * MINUTE, away: 9.25 * MINUTE, next: [931, 1_021], left: 0 },
  { name: 'over two steps', after: MINUTE, away: 15 * MINUTE, next: [977, 1_067], left: 1 },
])(
  'after a restart $name the newest step that is due comes once, and the next after its time',
  async ({ after, away, next, left }) => {
    fakeTime();
    const begin = performance.now();
    const folder = freshFolder();
    const before: Heard[] = [];
    {
      await using engine = await running(folder, before);
      await breaks(engine, 1);
      await pass(after);
    }
    await vi.advanceTimersByTimeAsync(away);
    const heard: Heard[] = [];
    const opened = (performance.now() - begin) / SECOND;
    await using engine = await running(folder, heard);
    await pass(30 * MINUTE);
    const seconds = heard
      .filter(({ channel, text }) => channel === 'ops' && text.startsWith('Escalated'))
      .map(({ second }) => second + opened);
    for (const [index, second] of next.entries()) {
      expect(Math.abs((seconds[index] ?? 0) - second)).toBeLessThanOrEqual(2);
    }
    const events = (await engine.store.alerts.get(1))?.events ?? [];
    expect(events.filter(({ detail }) => detail.includes('came due while nobody'))).toHaveLength(
      left,
    );
  },
);

test('what a person takes in the first seconds after a start, as who wrote meanwhile, is not escalated', async () => {
  fakeTime();
  const folder = freshFolder();
  {
    await using engine = await running(folder, []);
    await breaks(engine, 2);
    await pass(MINUTE);
  }
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  const heard: Heard[] = [];
  await using engine = await running(folder, heard);
  await pass(10 * SECOND);
  await act(engine.alerting, 'acknowledge', [1], { by: { id: 'x:1', name: 'Ana' }, note: null });
  await pass(30 * SECOND);
  const escalated = heard.filter(({ text }) => text.startsWith('Escalated'));
  expect(escalated.map(({ text }) => / on (web-\d)/.exec(text)?.[1])).toEqual(['web-2']);
});
