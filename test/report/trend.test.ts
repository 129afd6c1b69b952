import { describe, expect, test } from 'vitest';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Point } from '../../src/model/sample.ts';
import { trendReply } from '../../src/report/trend.ts';

const NOW = 1_000_000;
const TARGET = {
  id: 1,
  name: 'web-1',
  kind: 'local',
  interval: 30_000,
  labels: {},
  preset: 'base',
  ssh: null,
  parent: null,
} as const;

async function shown(values: readonly number[], many = 1): Promise<string> {
  const points: Point[] = values.map((value, index) => ({ at: index * 1_000, value }));
  const series = Array.from({ length: many }, (_, index) => ({
    target: TARGET,
    series: { metric: 'system.disk', labels: many === 1 ? {} : { mount: `/${index}` } },
  }));
  const reply = await trendReply(
    {
      points: async () => points,
      query: async () => ({ series: [], error: 0, lost: 0, shortened: 0 }),
    },
    {
      metric: 'system.disk',
      unit: 'percent',
      window: '6h',
      range: { from: 0, to: values.length * 1_000 },
      series,
      zone: 'UTC',
    },
  );
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: 'UTC', now: NOW });
}

describe('a trend in words', () => {
  test.each([
    [[10, 10, 10, 10], 'now 10 %, min 10 %, average 10 %, max 10 %, steady'],
    [[10, 20, 30, 40], 'now 40 %, min 10 %, average 25 %, max 40 %, ▲ rising by 30 %'],
    [[40, 30, 20, 10], 'now 10 %, min 10 %, average 25 %, max 40 %, ▼ falling by 30 %'],
    [[100, 100, 101, 101], 'steady'],
    [[0, 0, 0, 0], 'steady'],
    [[5], 'now 5 %, min 5 %, average 5 %, max 5 %, steady'],
    [[], 'no data in this window'],
  ])('%j', async (values, text) => {
    expect(await shown(values)).toContain(text);
    expect(await shown(values)).toContain('● system.disk · last 6h');
  });

  test('eight series are shown, and the others counted', async () => {
    const text = await shown([1, 2], 11);
    expect(text).toContain('web-1 mount=/7: now 2 %');
    expect(text).not.toContain('mount=/8');
    expect(text).toContain('3 more series: name a target to see them.');
  });
});
