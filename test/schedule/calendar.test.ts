import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Job } from '../../src/schedule/calendar.ts';
import { calendar } from '../../src/schedule/calendar.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const NOON = '2030-01-15T12:00:00Z';
/** Each second that passes is looked at: tests begin shortly before what they are about. */
const EVENING = '2030-01-15T22:58:00Z';
const nightly = { at: '0 23 * * *', zone: 'UTC' };

/** Moves every clock and timer, node-cron's among them. */
async function until(time: string): Promise<void> {
  await vi.advanceTimersByTimeAsync(Date.parse(time) - Date.now());
}

/** A calendar on a real store; `ran` says when each slot was planned and when it ran. */
async function running(
  start: string,
  jobs: readonly (Partial<Job> & { name: string })[],
  file = join(freshFolder(), 'tocsin.db'),
) {
  vi.useFakeTimers({ now: Date.parse(start), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = await openStore(file, { now: Date.now });
  const ran: string[] = [];
  const failed: string[] = [];
  let refusals = 0;
  const refuse = (times: number) => {
    refusals = times;
  };
  const one = calendar({
    jobs: jobs.map((job) => ({
      ...nightly,
      async run(planned) {
        const late = Math.round((Date.now() - planned) / MINUTE);
        const slot = new Date(planned).toISOString().slice(0, 16);
        ran.push(`${job.name} ${slot}${late === 0 ? '' : ` ${late} min late`}`);
      },
      ...job,
    })),
    log: {
      ...store.jobs,
      ...store.settings,
      async claim(...args) {
        if (refusals-- > 0) throw new Error('the disk is full');
        return store.jobs.claim(...args);
      },
    },
    now: Date.now,
    failed: (name, error) => failed.push(`${name}: ${(error as Error).message}`),
    signal: new AbortController().signal,
  });
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await one[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  onTestFinished(close);
  one.restart();
  await vi.advanceTimersByTimeAsync(0);
  return { file, ran, failed, store, restart: one.restart, refuse, close };
}

describe('a slot', () => {
  test('runs at its minute, once a day', async () => {
    const { ran } = await running(EVENING, [{ name: 'a' }]);
    await until('2030-01-16T23:30:00Z');
    expect(ran).toEqual(['a 2030-01-15T23:00', 'a 2030-01-16T23:00']);
  });

  test('runs once across a restart at its minute', async () => {
    const first = await running(EVENING, [{ name: 'a' }]);
    await until('2030-01-15T23:00:05Z');
    await first.close();
    const second = await running('2030-01-15T23:00:10Z', [{ name: 'a' }], first.file);
    await until('2030-01-16T02:00:00Z');
    expect([...first.ran, ...second.ran]).toEqual(['a 2030-01-15T23:00']);
  });

  test.each([
    {
      name: 'runs late within two hours',
      back: '2030-01-16T00:59:00Z',
      ran: ['a 2030-01-15T23:00 119 min late'],
    },
    { name: 'does not run after two hours', back: '2030-01-16T01:00:00Z', ran: [] },
  ])('that was missed $name', async ({ back, ran }) => {
    const first = await running(NOON, [{ name: 'a' }]);
    await first.close();
    const second = await running(back, [{ name: 'a' }], first.file);
    expect(second.ran).toEqual(ran);
  });

  test('that passed before the first start is not caught up on', async () => {
    const { ran } = await running('2030-01-15T23:30:00Z', [{ name: 'a' }]);
    await until('2030-01-16T02:00:00Z');
    expect(ran).toEqual([]);
  });

  test('that a dying process had begun runs again', async () => {
    let end = () => {};
    const stuck = () =>
      new Promise<void>((resolve) => {
        end = resolve;
      });
    const first = await running('2030-01-15T22:59:00Z', [{ name: 'a', run: stuck }]);
    await until('2030-01-15T23:00:05Z');
    await first.store[Symbol.asyncDispose]();
    const second = await running('2030-01-15T23:05:00Z', [{ name: 'a' }], first.file);
    expect(second.ran).toEqual(['a 2030-01-15T23:00 5 min late']);
    end();
  });
});

describe('the clock of Berlin', () => {
  const job = { name: 'a', at: '30 2 * * *', zone: 'Europe/Berlin' };

  test('an hour that is left out has its slot once, at its end', async () => {
    const { ran } = await running('2030-03-31T00:00:00Z', [job]);
    await until('2030-04-01T01:00:00Z');
    expect(ran).toEqual(['a 2030-03-31T01:00', 'a 2030-04-01T00:30']);
  });

  test('an hour that comes twice has its slot once', async () => {
    const { ran } = await running('2030-10-26T23:00:00Z', [job]);
    await until('2030-10-28T02:00:00Z');
    expect(ran).toEqual(['a 2030-10-27T00:30', 'a 2030-10-28T01:30']);
  });

  test('the slot of an hour that comes twice runs once across a restart between the two', async () => {
    const first = await running('2030-10-26T23:00:00Z', [job]);
    await until('2030-10-27T00:31:00Z');
    await first.close();
    const second = await running('2030-10-27T01:30:00Z', [job], first.file);
    await until('2030-10-27T12:00:00Z');
    expect([...first.ran, ...second.ran]).toEqual(['a 2030-10-27T00:30']);
  });
});

describe('a clock that is set', () => {
  test('forward over a slot: it runs late; and back again: not twice', async () => {
    const { ran, restart } = await running('2030-01-15T22:30:00Z', [{ name: 'a' }]);
    vi.setSystemTime(Date.now() + HOUR);
    restart();
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(ran).toEqual(['a 2030-01-15T23:00 30 min late']);
    vi.setSystemTime(Date.now() - HOUR);
    restart();
    await until('2030-01-16T23:30:00Z');
    expect(ran).toEqual(['a 2030-01-15T23:00 30 min late', 'a 2030-01-16T23:00']);
  });

  test('back over a slot that ran: not twice, and the next one is not lost', async () => {
    const { ran, restart } = await running('2030-01-15T22:30:00Z', [{ name: 'a' }]);
    await until('2030-01-15T23:10:00Z');
    vi.setSystemTime(Date.now() - HOUR);
    restart();
    await until('2030-01-16T23:10:00Z');
    expect(ran).toEqual(['a 2030-01-15T23:00', 'a 2030-01-16T23:00']);
  });

  test('back right after the first start: what comes then is not taken for past', async () => {
    const { ran, restart } = await running('2030-01-15T23:10:00Z', [{ name: 'a' }]);
    vi.setSystemTime(Date.now() - HOUR);
    restart();
    await until('2030-01-15T23:30:00Z');
    expect(ran).toEqual(['a 2030-01-15T23:00']);
  });
});

describe('a job that fails', () => {
  test('is told and recorded, and stops neither the others nor its next run', async () => {
    const broken = () => Promise.reject(new Error('no disk'));
    const { ran, failed, store } = await running(EVENING, [
      { name: 'bad', run: broken },
      { name: 'good' },
    ]);
    await until('2030-01-16T23:30:00Z');
    expect(failed).toEqual(['bad: no disk', 'bad: no disk']);
    expect(ran).toEqual(['good 2030-01-15T23:00', 'good 2030-01-16T23:00']);
    expect((await store.jobs.lastRun('bad'))?.slot).toBe(Date.parse('2030-01-16T23:00:00Z'));
  });

  test('a slot that could not be claimed is claimed a minute later', async () => {
    const { ran, failed, refuse } = await running('2030-01-15T22:59:00Z', [{ name: 'a' }]);
    refuse(3);
    await until('2030-01-15T23:10:00Z');
    expect(failed).toEqual(Array.from({ length: 3 }, () => 'a: the disk is full'));
    expect(ran).toEqual(['a 2030-01-15T23:00 3 min late']);
  });
});

test('nothing runs once it was closed', async () => {
  const one = await running(NOON, [{ name: 'a' }]);
  await one.close();
  await vi.advanceTimersByTimeAsync(DAY);
  expect(one.ran).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
