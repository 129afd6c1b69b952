import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { auditOnce, hourly, isWell, tally } from '../../src/app/audit.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { NOON } from '../support/desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { auditing } from './auditing.ts';

vi.mock('node:fs/promises', { spy: true });

type Audited = Awaited<ReturnType<typeof auditing>>;

/** A disk with so many bytes left. */
function free(bytes: number): void {
  vi.mocked(statfs).mockResolvedValue({ bavail: bytes / 1_000, bsize: 1_000 } as StatsFs);
}

beforeEach(() => free(5e12));

/** Looks once, so many minutes after noon; the process began at noon. */
async function look({ deps, at }: Audited, minute: number): Promise<boolean> {
  at(NOON + minute * MINUTE);
  return auditOnce(deps, NOON);
}

/** Both targets were checked just now. */
async function checked({ measured }: Audited, minute: number): Promise<void> {
  for (const name of ['web-1', 'web-2']) await measured(name, NOON + minute * MINUTE, []);
}

interface Finding {
  readonly name: string;
  readonly alert: string;
  happens(one: Audited): unknown;
  ends(one: Audited): unknown;
}

const FINDINGS: readonly Finding[] = [
  {
    name: 'a message that no channel takes',
    alert: 'tocsin: messages_overdue error',
    happens: ({ store }) => store.outbox.queue({ key: 'a', channel: 'ops', body: '{}' }, NOON),
    async ends({ store }) {
      const claim = { now: NOON + HOUR, lease: 1, limit: 9 };
      for (const { id } of await store.outbox.claim('ops', claim)) {
        await store.outbox.skip(id, { reason: 'no more', at: NOON + HOUR });
      }
    },
  },
  {
    name: 'samples that their destination does not take',
    alert: 'tocsin: exports_overdue warning',
    happens: ({ found }) => Object.assign(found, { forwardOldest: 901 }),
    ends: ({ found }) => Object.assign(found, { forwardOldest: 0 }),
  },
  {
    name: 'rounds that could not be judged',
    alert: 'tocsin: rules_failing error',
    happens: ({ found }) => Object.assign(found, { ruleErrors: 2 }),
    ends: ({ found }) => Object.assign(found, { ruleErrors: 0 }),
  },
  {
    name: 'a clock that was set forward',
    alert: 'tocsin: clock_jumped warning',
    happens: ({ found }) => Object.assign(found, { clockJump: HOUR }),
    ends: ({ found }) => Object.assign(found, { clockJump: 0 }),
  },
  {
    name: 'a clock that was set back',
    alert: 'tocsin: clock_jumped warning',
    happens: ({ found }) => Object.assign(found, { clockJump: -HOUR }),
    ends: ({ found }) => Object.assign(found, { clockJump: 0 }),
  },
  {
    name: 'little space for the data',
    alert: 'tocsin: data_disk_low warning',
    happens: () => free(9e8),
    ends: () => free(5e12),
  },
  {
    name: 'hardly any space for the data',
    alert: 'tocsin: data_disk_low critical',
    happens: () => free(1e8),
    ends: () => free(5e12),
  },
  {
    name: 'a network that is gone',
    alert: 'tocsin: monitor_offline critical',
    happens: ({ found }) => Object.assign(found, { offline: true }),
    ends: ({ found }) => Object.assign(found, { offline: false }),
  },
  {
    name: 'messages that were given up',
    alert: 'tocsin: messages_undelivered error',
    happens: ({ found }) => Object.assign(found, { undelivered: 3 }),
    ends: ({ found }) => Object.assign(found, { undelivered: 0 }),
  },
];

describe('what the audit finds', () => {
  test.each(FINDINGS)('$name is an alert of its own, and clears', async (finding) => {
    const one = await auditing();
    await look(one, 0);
    expect(one.open()).toEqual([]);
    expect(isWell(one.deps)).toBe(true);
    await finding.happens(one);
    await checked(one, 10);
    expect(await look(one, 10)).toBe(true);
    expect(one.open()).toEqual([finding.alert]);
    expect(isWell(one.deps)).toBe(finding.alert.endsWith(' warning'));
    await finding.ends(one);
    await checked(one, 11);
    await look(one, 11);
    await checked(one, 12);
    await look(one, 12);
    expect(one.open()).toEqual([]);
    expect(isWell(one.deps)).toBe(true);
  });

  test('targets that were not checked for three intervals, once the process runs for longer', async () => {
    const one = await auditing();
    const late = 3 * 30 * SECOND + MINUTE;
    one.at(NOON + late);
    await auditOnce(one.deps, NOON);
    expect(one.open()).toEqual([]);
    one.at(NOON + late + 1);
    await auditOnce(one.deps, NOON);
    expect(one.open()).toEqual(['tocsin: targets_unchecked critical']);
    expect(one.shown(await one.ask('alerts'))).toMatch(/2 targets have not been checked/);
    await checked(one, 5);
    await look(one, 5);
    expect(one.open()).toEqual([]);
  });

  test('a target that misses its rounds was checked all the same', async () => {
    const one = await auditing();
    for (const name of ['web-1', 'web-2']) await one.missed(name, NOON + 9 * MINUTE);
    await look(one, 10);
    expect(one.open()).toEqual([]);
  });

  test('a message that waits by intention, or for less than a minute, is no finding', async () => {
    const one = await auditing();
    await one.store.outbox.queue({ key: 'a', channel: 'ops', body: '{}' }, NOON);
    one.at(NOON + 59 * SECOND);
    await auditOnce(one.deps, NOON);
    const [last] = await one.samples.points(
      one.live.self.id,
      { metric: 'self.outbox_oldest_s', labels: {} },
      { from: NOON, to: NOON + HOUR, limit: 10 },
    );
    expect(last?.value).toBe(0);
  });

  test('an alert that a person made on the monitor is no finding', async () => {
    const one = await auditing();
    await one.ask('alert create the lift is stuck');
    expect(one.open()).toEqual(['tocsin: by_hand warning']);
    expect(isWell(one.deps)).toBe(true);
  });

  test('what cannot be judged is said to its caller', async () => {
    const one = await auditing();
    one.found.judged = false;
    expect(await look(one, 0)).toBe(false);
  });
});

test('what happened is counted for an hour, and what adds up until it is asked', async () => {
  const clock = fakeClock();
  const given = hourly(clock);
  given.add();
  await clock.advance(HOUR - 1);
  given.add();
  expect(given.count()).toBe(2);
  await clock.advance(1);
  expect(given.count()).toBe(1);
  const sum = tally();
  sum.add(2);
  sum.add(-5);
  expect([sum.take(), sum.take()]).toEqual([-3, 0]);
});
