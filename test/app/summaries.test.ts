import { describe, expect, test } from 'vitest';
import { summaryJobs } from '../../src/app/summaries.ts';
import { heading, type Reply, reply } from '../../src/chat/reply.ts';
import type { ReportConfig } from '../../src/config/config.ts';
import { HOUR } from '../../src/model/time.ts';
import { aTarget } from '../store/fixtures.ts';
import { freshStore } from './fresh-store.ts';

const { signal } = new AbortController();

/** Runs the job of one report as planned at `time` and gives what was queued. */
async function summaries(report: Partial<ReportConfig>, ...times: readonly string[]) {
  const { store } = await freshStore();
  await store.targets.sync([aTarget()], 0);
  const plain = {
    period: 'daily',
    at: '0 23 * * *',
    zone: 'Europe/Berlin',
    to: ['ops'],
    linked: false,
  } as const;
  let now = 0;
  let woken = 0;
  const [job] = summaryJobs({
    config: { reports: [{ ...plain, ...report }] },
    store,
    report: async ({ kind, date }) => reply([heading(`${kind} ${date}`)]),
    now: () => now,
    linked: () => ['telegram-1'],
    reached: (name) => ({ '@ops': ['@Ana'], '@night': [] })[name] ?? [name],
    queued: () => {
      woken += 1;
    },
  });
  for (const time of times) {
    now = Date.parse(time) + HOUR;
    await job?.run(Date.parse(time), signal);
  }
  const titles: string[] = [];
  for (const channel of [...(report.to ?? ['ops']), '@Ana', 'telegram-1']) {
    const waiting = await store.outbox.claim(channel, { now: now + 1, lease: 1, limit: 10 });
    for (const { body } of waiting) {
      const [first] = (JSON.parse(body ?? '') as Reply).blocks;
      titles.push(`${channel}: ${first?.kind === 'heading' ? first.text : ''}`);
    }
  }
  return { titles, woken, job };
}

describe('the report of the calendar', () => {
  test.each([
    { name: 'in the evening is of this day', at: '2030-01-15T22:00:00Z', date: '2030-01-15' },
    { name: 'at noon is of this day', at: '2030-01-15T11:00:00Z', date: '2030-01-15' },
    { name: 'in the morning is of the day before', at: '2030-01-15T07:00:00Z', date: '2030-01-14' },
    { name: 'at midnight is of the day before', at: '2030-01-14T23:00:00Z', date: '2030-01-14' },
    {
      name: 'at noon of a short day is of that day',
      at: '2030-03-31T10:00:00Z',
      date: '2030-03-31',
    },
    { name: 'after a short day is of that day', at: '2030-04-01T06:00:00Z', date: '2030-03-31' },
    { name: 'right after a short day is of it', at: '2030-03-31T22:10:00Z', date: '2030-03-31' },
    { name: 'after a long day is of that day', at: '2030-10-28T07:00:00Z', date: '2030-10-27' },
  ])('$name', async ({ at, date }) => {
    const { titles } = await summaries({}, at);
    expect(titles).toEqual([`ops: day ${date}`]);
  });

  test('is queued once for each of its channels, and sending is woken', async () => {
    const { titles, woken } = await summaries({ to: ['ops', 'phone'] }, '2030-01-15T22:00:00Z');
    expect(titles).toEqual(['ops: day 2030-01-15', 'phone: day 2030-01-15']);
    expect(woken).toBe(1);
  });

  test('goes to linked chats too, unless its channels were chosen', async () => {
    const { titles } = await summaries({ linked: true }, '2030-01-15T22:00:00Z');
    expect(titles).toEqual(['ops: day 2030-01-15', 'telegram-1: day 2030-01-15']);
  });

  test('goes to people, and to whoever is on call', async () => {
    const { titles } = await summaries({ to: ['@ops', '@night'] }, '2030-01-15T22:00:00Z');
    expect(titles).toEqual(['@Ana: day 2030-01-15']);
  });

  test('made again for the same day changes nothing', async () => {
    const at = '2030-01-15T22:00:00Z';
    const { titles } = await summaries({}, at, at, '2030-01-16T22:00:00Z');
    expect(titles).toEqual(['ops: day 2030-01-15', 'ops: day 2030-01-16']);
  });

  test.each([
    { period: 'overnight', at: '2030-01-15T07:00:00Z', title: 'ops: overnight 2030-01-15' },
    { period: 'weekly', at: '2030-01-14T07:00:00Z', title: 'ops: week 2030-01-13' },
    { period: 'monthly', at: '2030-02-01T07:00:00Z', title: 'ops: month 2030-01-31' },
  ] as const)('$period of a morning ends with the right day', async ({ period, at, title }) => {
    const { titles } = await summaries({ period }, at);
    expect(titles).toEqual([title]);
  });

  test('runs when and where it is configured', async () => {
    const { job } = await summaries({ at: '30 7 * * 1', zone: 'Asia/Tokyo' });
    expect(job).toMatchObject({ at: '30 7 * * 1', zone: 'Asia/Tokyo' });
  });
});
