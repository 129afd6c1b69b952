import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

async function watched() {
  const desk = await openDesk();
  for (let at = NOON - 2 * HOUR; at <= NOON; at += 5 * MINUTE) {
    await desk.measured('web-1', at, [
      reading('system.cpu', 99),
      reading('system.memory', 40),
      reading('check.latency_ms', 80, { check: 'site' }),
    ]);
  }
  await desk.events.take(
    ['ana', 'ana', 'ben'].map((user, index) => ({
      ...{ target: desk.targetNamed('web-1').id, type: 'message', at: NOON - index * MINUTE },
      ...{ tags: { channel: 'help' }, body: { user }, key: null },
    })),
  );
  const answer = async (line: string) => desk.shown(await desk.ask(line));
  return { ...desk, answer };
}

test('/overview says how a target is, in sections that a menu changes in place', async () => {
  const desk = await watched();
  const first = await desk.ask('/overview web-1');
  const text = desk.shown(first);
  expect(text).toContain('web-1: overview');
  expect(text).toMatch(/Score \d+, [A-Z]+ · 0 open alerts/);
  expect(text).toMatch(/CPU\W+99.%/);
  const select = first.blocks.find((block) => block.kind === 'select');
  expect(select).toMatchObject({ command: 'overview', replaces: true, options: { length: 5 } });
  const others = (select?.kind === 'select' ? select.options : []).map(({ input }) => input);
  expect(others).toEqual(
    ['overview', 'performance', 'users', 'system', 'history'].map((one) => `${one} web-1`),
  );
  expect(await desk.answer('/overview performance web-1')).toContain('Slowest: Time of a check');
  expect(await desk.answer('/overview web-1 users')).toMatch(/ana.*67% 2/);
  expect(await desk.answer('/overview system web-1')).toMatch(/Memory\W+40.%/);
  expect(await desk.answer('/overview history web-1')).toMatch(
    /CPU: now 99.%, 99.% to 99.% in 7.d/,
  );
});

test('/overview of what was never measured says so', async () => {
  const desk = await watched();
  expect(await desk.answer('/overview web-2')).toContain('Nothing of this was measured.');
  expect(await desk.answer('/overview history web-2')).toContain('within a week');
  expect(await desk.answer('/overview users web-2')).toContain('No events in 7d.');
  expect(await desk.answer('/overview')).toContain(
    'An overview is of one target: write /overview overview web-1. Targets: web-1, web-2. /status',
  );
});

test('/activity ranks types, people and places, with shares', async () => {
  const desk = await watched();
  const answer = await desk.ask('/activity');
  const text = desk.shown(answer);
  expect(text).toContain('3 events in 7d');
  expect(text).toMatch(/Most active by user \(3\)/);
  expect(text).toMatch(/ana.*67% 2/);
  expect(text).toMatch(/help.*100% 3/);
  expect(answer.blocks.find((block) => block.kind === 'chart')).toMatchObject({
    chart: {
      kind: 'rank',
      rows: [
        { name: 'ana', value: 2 },
        { name: 'ben', value: 1 },
      ],
    },
  });
  expect(await desk.answer('/activity by=endpoint')).toContain('None of them says endpoint.');
  expect(await desk.answer('/activity 24h web-2')).toContain('No events on web-2 in 24h.');
  desk.at(NOON + 30 * DAY);
  expect(await desk.answer('/activity')).toContain('No events in 7d.');
});
