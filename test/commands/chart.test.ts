import { describe, expect, test } from 'vitest';
import type { Block, Reply } from '../../src/chat/reply.ts';
import type { Chart } from '../../src/model/chart.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { NOON, openDesk, reading } from '../support/desk.ts';

const STEP = 5 * MINUTE;

/** web-1 was measured for as long as asked, web-2 for an hour. */
async function charted(span = 6 * HOUR) {
  const desk = await openDesk();
  const [one, two] = [desk.targetNamed('web-1'), desk.targetNamed('web-2')];
  for (let at = NOON - span; at <= NOON; at += STEP) {
    const hour = Math.floor(at / HOUR) % 24;
    await desk.samples.append(one.id, at, [
      reading('system.cpu', 10 + hour),
      reading('system.disk', 40, { mount: '/' }),
      reading('system.disk', 70, { mount: '/var' }),
    ]);
    if (at > NOON - HOUR) await desk.samples.append(two.id, at, [reading('system.cpu', 50)]);
  }
  return desk;
}

function drawn({ blocks }: Reply): Extract<Chart, { kind: 'time' }> {
  const found = blocks.find(
    (block): block is Extract<Block, { kind: 'chart' }> => block.kind === 'chart',
  );
  if (found?.chart.kind !== 'time') throw new Error('no chart');
  return found.chart;
}

describe('/chart', () => {
  test('shows each series in text with its numbers, and the picture', async () => {
    const desk = await charted();
    const answer = await desk.ask('/chart system.cpu web-1 6h');
    const text = desk.shown(answer);
    expect(text).toContain('system.cpu · web-1 · last 6h');
    // 6:00 to 12:00 in UTC, in which the value is the hour and 10.
    expect(text).toMatch(/web-1: now 22.%, min 16.%, average 18\.6.%, max 22.%, ▲ rising by/);
    expect(answer.blocks.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['sparkline', 'chart', 'buttons', 'select']),
    );
    const chart = drawn(answer);
    expect(chart).toMatchObject({ look: 'line', unit: 'percent', zone: 'Europe/Berlin' });
    expect(chart.series.map(({ name }) => name)).toEqual(['web-1']);
    expect(chart.series[0]?.points.length).toBeLessThanOrEqual(240);
    expect(chart.limits.map(({ label }) => label)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^critical > /)]),
    );
    expect(answer.data).toMatchObject({
      metric: 'system.cpu',
      window: '6h',
      series: [{ target: 'web-1', min: 16, max: 22, last: 22 }],
    });
  });

  test.each([
    '/chart web-1 cpu 6h',
    '/chart 6h cpu web-1',
    '/chart cpu 6h target=web-1',
    '/chart 6h metric:cpu web-1',
    '/chart SYSTEM.CPU 6h WEB-1',
    '/chart metric=cpu window=6h target=web-1',
  ])('%s means the same', async (line) => {
    const desk = await charted(HOUR);
    expect(desk.shown(await desk.ask(line))).toContain('system.cpu · web-1 · last 6h');
  });

  test('draws every target and every series unless some are named', async () => {
    const desk = await charted(HOUR);
    const names = async (line: string) =>
      drawn(await desk.ask(line)).series.map(({ name }) => name);
    expect(await names('/chart cpu 1h')).toEqual(['web-1', 'web-2']);
    expect(await names('/chart cpu web-* 1h')).toEqual(['web-1', 'web-2']);
    expect(await names('/chart system.disk 1h')).toEqual(['web-1 mount=/', 'web-1 mount=/var']);
    expect(await names('/chart system.disk mount=/var 1h')).toEqual(['web-1 mount=/var']);
  });

  test('lays the same hours of last week under it, moved by the clocks', async () => {
    const desk = await charted(7 * DAY + HOUR);
    for (const words of ['vs last-week', 'vs last week', 'last-week', 'vs=last-week']) {
      const answer = await desk.ask(`/chart cpu web-1 1h ${words}`);
      const [before, now] = drawn(answer).series;
      expect(before).toMatchObject({ name: 'web-1 last week', isBefore: true });
      expect(before?.points[0]?.[0]).toBe(now?.points[0]?.[0]);
      expect(desk.shown(answer)).toMatch(/average as last week \(21/);
    }
    const other = await desk.ask('/chart cpu web-1 1h vs before');
    expect(desk.shown(other)).toMatch(/average 5.% more than before \(20/);
  });

  test.each(['/chart preset:system web-1', '/chart system web-1', '/chart web-1 preset=system'])(
    '%s draws what the preset names, in its colours',
    async (line) => {
      const desk = await charted(HOUR);
      const { id } = desk.targetNamed('web-1');
      await desk.samples.append(id, NOON, [reading('system.memory', 61)]);
      const chart = drawn(await desk.ask(line));
      expect(chart.bounds).toEqual([0, 100]);
      expect(chart.series.map(({ name, colour }) => [name, colour])).toEqual([
        ['CPU', '#ff6384'],
        ['Memory', '#36a2eb'],
      ]);
    },
  );

  test('a gap is a gap, and no data are said', async () => {
    const desk = await openDesk();
    const { id } = desk.targetNamed('web-1');
    for (const minutes of [55, 50, 45, 40, 10, 5, 0]) {
      await desk.samples.append(id, NOON - minutes * MINUTE, [reading('system.cpu', 20)]);
    }
    const points = drawn(await desk.ask('/chart cpu web-1 1h')).series[0]?.points ?? [];
    expect(points.filter(([, value]) => value === null)).toHaveLength(1);
    desk.at(NOON + 2 * DAY);
    expect(desk.shown(await desk.ask('/chart cpu web-1 1h'))).toContain(
      'Nothing was measured in this window.',
    );
  });

  test('presses ask for the same another way, in its place', async () => {
    const desk = await charted(HOUR);
    const { blocks } = await desk.ask('/chart system.disk mount=/var web-1 6h');
    const [row] = blocks.filter((block) => block.kind === 'buttons');
    expect(row?.buttons.map(({ label, input }) => [label, input])).toEqual([
      ['1 h', 'system.disk web-1 mount=/var 1h'],
      ['6 h', 'system.disk web-1 mount=/var 6h'],
      ['24 h', 'system.disk web-1 mount=/var 24h'],
      ['7 d', 'system.disk web-1 mount=/var 7d'],
      ['30 d', 'system.disk web-1 mount=/var 30d'],
      ['vs last week', 'system.disk web-1 mount=/var 6h vs last-week'],
    ]);
    expect(row?.buttons.every(({ replaces }) => replaces)).toBe(true);
    const [select] = blocks.filter((block) => block.kind === 'select');
    expect(select?.options).toContainEqual({ label: 'CPU', input: 'system.cpu web-1 6h' });
  });

  test('marks, alerts and limits are drawn in, and an alert has a chart of its own', async () => {
    const desk = await charted(HOUR);
    desk.at(NOON);
    await desk.ask('/mark deploy 1f3c');
    for (let minute = 0; minute <= 20; minute += 1) {
      await desk.measured('web-1', NOON + minute * MINUTE, [reading('system.cpu', 99)]);
    }
    const chart = drawn(await desk.ask('/chart cpu web-1 1h'));
    expect(chart.marks).toEqual([{ at: NOON, label: 'deploy 1f3c' }]);
    expect(chart.spans).toMatchObject([{ to: null, label: expect.stringMatching(/^#\d+$/) }]);
    const id = chart.spans[0]?.label ?? '';
    const own = await desk.ask(`/chart ${id}`);
    expect(desk.shown(own)).toContain(`system.cpu · web-1 · around ${id}`);
    expect(drawn(own).from).toBeLessThan(NOON);
  });

  test.each([
    ['/chart', 'Which metric? Write e.g. /chart system.cpu 24h.'],
    ['/chart cpu vs tomorrow', '“tomorrow” is nothing to compare with: write vs last-week'],
    ['/chart cpuu web-1', '“cpuu” is no target, metric, window or comparison. Did you mean'],
    ['/chart cpu web-9', '“web-9” is no target'],
    ['/chart cpu memory', 'There are two metrics here'],
    ['/chart cpu 1h 6h', 'There are two windows here'],
    ['/chart cpu 999d', 'at most 366d'],
    ['/chart #77', 'There is no alert #77.'],
    ['/chart system.swap', 'Nobody has reported system.swap'],
  ])('%s says what to write', async (line, says) => {
    const desk = await charted(HOUR);
    expect(desk.shown(await desk.ask(line))).toContain(says);
  });
});
