import { expect, test } from 'vitest';
import type { Block } from '../../src/chat/reply.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

/** A minute off: what is measured at midnight itself ends the day before. */
const START = NOON - 10 * DAY + MINUTE;

/** Ten days of two targets: the scores of web-1 are 90, on its last two days 60; those of web-2 are 100. */
async function reporting() {
  const desk = await openDesk({ zone: 'UTC' });
  const [one, two] = [desk.targetNamed('web-1').id, desk.targetNamed('web-2').id];
  for (let at = START; at < NOON; at += 10 * MINUTE) {
    const isBad = at >= NOON - 12 * HOUR - DAY;
    const of = (score: number) => [
      reading('health.score', score),
      reading('system.cpu', isBad ? 80 : 20),
    ];
    await desk.samples.append(one, at, of(isBad ? 60 : 90));
    await desk.samples.append(two, at, of(100));
  }
  desk.at(NOON);
  return desk;
}

function bars(blocks: readonly Block[]) {
  const found = blocks.find(({ kind }) => kind === 'bars');
  return found?.kind === 'bars' ? found.bars.map(({ text }) => text) : [];
}

test('a week of one target: a line a day, its average, and how that changed', async () => {
  const desk = await reporting();
  const reply = await desk.ask('/report week web-1');
  // Seven days up to noon: five and a half of 90 ... the last two days, one of them half, of 60.
  expect(bars(reply.blocks)).toEqual(['90.0', '90.0', '90.0', '90.0', '90.0', '60.0', '60.0']);
  const data = reply.data as { average_score: number; average_score_before: number };
  expect(data.average_score).toBeCloseTo((5 * 144 * 90 + 1.5 * 144 * 60) / (6.5 * 144), 1);
  expect(data.average_score_before).toBeCloseTo(90, 5);
  const text = desk.shown(reply);
  expect(text).toContain('Average Score: 83.1/100');
  expect(text).toContain('RECOMMENDATIONS');
  expect(text).toMatch(/best day 2026-03-04 \(90\.0\), worst day 2026-03-09 \(60\.0\)/);
  expect(text).toMatch(/CPU of web-1 is \d+\.\d points higher than before/);
});

test('of all targets the worst comes first, and the average is that of their averages', async () => {
  const desk = await reporting();
  const text = desk.shown(await desk.ask('/report week'));
  expect(text.indexOf('web-1')).toBeLessThan(text.indexOf('web-2'));
  expect(text).toContain('Average Score: 91.5/100');
});

test('the parts of an analysis stand in their order, the average and RECOMMENDATIONS last', async () => {
  const config = [aTarget({ name: 'web-1', preset: 'calls-bot' })];
  const desk = await openDesk({ zone: 'UTC', targets: config });
  await desk.measured('web-1', NOON - MINUTE, [reading('system.cpu', 20)]);
  desk.at(NOON);
  const { blocks } = await desk.ask('/analyze');
  const titles = blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
  expect(titles).toEqual([
    'Analysis · 2026-03-10',
    'Health trend',
    'Signal quality',
    'Budget efficiency',
    'Resource usage',
    'Feed performance',
    'Anomaly detection',
    'RECOMMENDATIONS',
  ]);
});

test('what happened is named with its time and with what had changed before', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  desk.at(NOON - 5 * HOUR);
  await desk.ask('/mark deploy 1f3c on web-1');
  const disk = (value: number) => [reading('system.disk', value, { mount: '/var' })];
  for (let minute = 2; minute < 60; minute += 2) {
    await desk.measured('web-1', NOON - 5 * HOUR + minute * MINUTE, disk(97));
  }
  for (let minute = 60; minute < 120; minute += 2) {
    await desk.measured('web-1', NOON - 5 * HOUR + minute * MINUTE, disk(40));
  }
  desk.at(NOON);
  const text = desk.shown(await desk.ask('/report'));
  expect(text).toMatch(/web-1\n• Disk \/var at 97 %.* · 2026-03-10 07:02 to 08:00 · 58 min/);
  expect(text).toContain('2 min after deploy 1f3c by Ana');
});

test('the night says what was held back, and the line about Tocsin itself how much', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const full = async (name: string, from: number) => {
    for (let minute = 0; minute < 40; minute += 2) {
      const disk = [reading('system.disk', 97, { mount: '/var' })];
      await desk.measured(name, from + minute * MINUTE, disk);
    }
  };
  desk.at(NOON - 15 * HOUR);
  await desk.ask('/silence web-1 12h deploy');
  await full('web-1', NOON - 10 * HOUR);
  await full('web-2', NOON - 9 * HOUR);
  desk.at(NOON);
  const night = await desk.ask('/report overnight');
  const text = desk.shown(night);
  expect(text).toMatch(/Held back[\s\S]*web-1: .*\/var.* · silenced: .*deploy.* · still open · #1/);
  expect(text).toMatch(/ alerts?, 1 held back, /);
  const { held } = night.data as { held: { alerts: { alert: number; target: string }[] } };
  expect(held.alerts).toMatchObject([{ target: 'web-1', open: true }]);
  const other = desk.shown(await desk.ask('/report overnight 2026-03-09'));
  expect(other).not.toContain('silenced');
});

test('words come in any order, and what is no word of it is refused', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const title = async (line: string) => desk.shown(await desk.ask(line)).split('\n')[0];
  expect(await title('/report web-1 week')).toContain(
    'Weekly report · 2026-03-04 to 2026-03-10 · web-1',
  );
  expect(await title('/report week 2026-03-01 web-1')).toContain(
    '2026-02-23 to 2026-03-01 · web-1',
  );
  const kinds = async (line: string) =>
    (await desk.ask(line)).blocks.flatMap((one) => (one.kind === 'attachment' ? [one.name] : []));
  const named = await kinds('/report week format=html');
  expect(named).toEqual([expect.stringMatching(/\.html$/)]);
  expect(await kinds('/report week html')).toEqual(named);
  expect(await kinds('/report HTML web-1 week')).toEqual(named);
  expect(await kinds('/report week web-1 file')).toHaveLength(2);
  expect(await title('/report overnight')).toContain('Overnight · night to 2026-03-10');
  expect(await title('/report fortnight')).toContain('write day, overnight, week, month');
  expect(await title('/report 2026-02-30')).toContain('is no day');
});

test('an alert that fired before the period and lasts on is told of, and drawn', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const disk = [reading('system.disk', 97, { mount: '/var' })];
  for (let at = NOON - 3 * DAY; at <= NOON; at += 20 * MINUTE) {
    await desk.measured('web-1', at, disk);
  }
  const text = desk.shown(await desk.ask('/report'));
  expect(text).toMatch(/Disk \/var at 97 %.* · 2026-03-07 12:00 until now · 12 h/);
  expect(text).not.toContain('All clear');
  expect(text).not.toContain('no alert fired');
  const chart = await desk.ask('/chart system.disk web-1 6h');
  expect(chart.data).toMatchObject({ alerts: [expect.any(Number)] });
});

test('a name that every object has is no period', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const text = desk.shown(await desk.ask('/report constructor'));
  expect(text).toContain('is no period, day or target');
});

test('a week of which only hours are kept has its figures', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  const { id } = desk.targetNamed('web-1');
  for (let at = NOON - 20 * DAY + MINUTE; at < NOON; at += 10 * MINUTE) {
    const value = at < NOON - 6.5 * DAY ? 80 : 90;
    await desk.samples.append(id, at, [reading('health.score', value)]);
  }
  await desk.samples.settle();
  await desk.samples.prune(NOON - 10 * DAY);
  desk.at(NOON);
  const figures = async (line: string) => (await desk.ask(line)).data as object;
  // Of its raw points none are left.
  expect(await figures('/report week 2026-02-27 web-1')).toMatchObject({ average_score: 80 });
  expect(await figures('/report week web-1')).toMatchObject({
    ...{ average_score: 90, average_score_before: 80 },
  });
});

test('what comes back again and again is one thing since its first firing, and two at once are open once', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  desk.at(NOON - 5 * HOUR);
  await desk.ask('/mark deploy 1f3c on web-1');
  // Both are full from 2 to 20, 24 to 44, 48 to 68 and 72 to 92: four times, 78 minutes of 90.
  for (let minute = 2; minute < 96; minute += 2) {
    const value = minute % 24 < 20 ? 97 : 40;
    const disk = (mount: string) => reading('system.disk', value, { mount });
    const at = NOON - 5 * HOUR + minute * MINUTE;
    await desk.measured('web-1', at, [disk('/var'), disk('/home')]);
  }
  desk.at(NOON);
  const reply = await desk.ask('/report');
  expect(desk.shown(reply)).toContain('2 min after deploy 1f3c by Ana');
  expect(reply.data).toMatchObject({
    happened: [
      {
        ...{ from: '2026-03-10T07:02:00.000Z', to: '2026-03-10T08:32:00.000Z' },
        ...{ count: 8, open_s: 78 * 60 },
      },
    ],
  });
  expect(desk.shown(reply)).toContain('8 times, open 1 h 18 min in all');
});

test('a report of a day that is not over says how old its newest score is', async () => {
  const desk = await openDesk({ zone: 'UTC' });
  await desk.measured('web-1', NOON - 3 * HOUR, [reading('system.cpu', 20)]);
  desk.at(NOON);
  expect((await desk.ask('/report web-1')).asOf).toBe(NOON - 3 * HOUR);
});
