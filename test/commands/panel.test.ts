import { describe, expect, test } from 'vitest';
import type { CommandContext } from '../../src/chat/command.ts';
import type { Panel } from '../../src/model/panel.ts';
import { HOUR } from '../../src/model/time.ts';
import { NOON } from '../report/alerts.ts';
import { aTarget, stubDesk } from './stub-context.ts';

const PANELS: readonly Panel[] = [
  {
    name: 'queue',
    title: 'Queue',
    fields: [
      { title: 'Length', metric: 'queue.length', show: 'now' },
      { title: 'Workers', metric: 'queue.workers', show: 'now' },
      { title: 'Each', metric: 'queue.length', show: 'per', other: 'queue.workers' },
      { title: 'Full', metric: 'queue.length', show: 'until', limit: 100 },
    ],
    table: { label: 'name', columns: [{ title: 'Jobs', metric: 'queue.jobs' }] },
    event: 'queue.sample',
  },
  { name: 'other', title: 'Other', fields: [] },
];

interface Measured {
  readonly values?: Readonly<Record<string, number>>;
  readonly jobs?: Readonly<Record<string, number>>;
  readonly rise?: number;
  readonly sample?: string;
  readonly age?: number;
}

/** A bot with panels and a host without, and what was measured of the bot. */
function desk({ values = {}, jobs = {}, rise, sample, age = 1_000 }: Measured = {}) {
  const all = [
    ...Object.entries(values).map(([metric, value]) => ({ metric, labels: {}, value })),
    ...Object.entries(jobs).map(([name, value]) => ({
      ...{ metric: 'queue.jobs', labels: { name }, value },
    })),
  ];
  const series = {
    series: async () => all.map(({ metric, labels }) => ({ metric, labels })),
    points: async (_: number, asked: { metric: string; labels: object }) =>
      all
        .filter(
          (one) =>
            one.metric === asked.metric &&
            JSON.stringify(one.labels) === JSON.stringify(asked.labels),
        )
        .map(({ value }) => ({ at: NOON - age, value })),
  };
  const query = async () => ({
    series:
      rise === undefined ? [] : [{ target: 2, labels: {}, points: [{ at: NOON, value: rise }] }],
    ...{ error: 0, lost: 0, shortened: 0 },
  });
  const body = { json: sample ?? null };
  const event = { target: 2, type: 'queue.sample', at: NOON, tags: {}, body, key: null };
  const events = sample === undefined ? [] : [event];
  return stubDesk({
    targets: [aTarget('host'), aTarget('bot', 2)],
    context: {
      panels: ({ name }) => (name === 'bot' ? PANELS : []),
      metrics: [],
      rules: () => [],
      series,
      samples: { ...series, query },
      events: {
        ask: async () => ({ events, isWhole: true }),
      } as unknown as CommandContext['events'],
    },
  });
}

describe('/panel', () => {
  test('shows figures, a row for each label, and the newest sample', async () => {
    const { answer } = desk({
      values: { 'queue.length': 40, 'queue.workers': 8 },
      jobs: { mail: 3, web: 5 },
      rise: 12,
      sample: '[{"id": "a", "tries": 2}, {"id": "b"}]',
    });
    const text = await answer('/panel queue bot');
    expect(text).toMatch(/bot: Queue/);
    expect(text).toMatch(/Length\W+40/);
    expect(text).toMatch(/Each\W+5/);
    // 2 an hour, and 60 are left.
    expect(text).toMatch(/Full\W+2 an hour, 100 in 1 d 6 h/);
    expect(text).toMatch(/mail\W+3/);
    expect(text).toMatch(/web\W+5/);
    expect(text).toMatch(/a\W+2/);
    expect(text).toMatch(/b\W+-/);
  });

  test('says what was not measured, and shows no zero and nothing old for it', async () => {
    const { answer } = desk({ values: { 'queue.length': 40 }, age: 2 * HOUR });
    const text = await answer('/panel queue bot');
    expect(text.match(/not measured/g)).toHaveLength(4);
    expect(text).not.toContain('40');
    expect(text).toContain('No series of its table were measured.');
    expect(text).toContain('No sample within a week.');
  });

  test('a sample that was cut off breaks nothing', async () => {
    expect(await desk({ sample: '[{"id": "a' }).answer('/panel queue bot')).toContain(
      'It is empty.',
    );
  });

  test.each(['/panel queue bot', '/panel bot queue', '/panel bot', '/panel', '/panel QUEUE'])(
    '%s is understood',
    async (line) => {
      expect(await desk().answer(line)).toContain('bot: Queue');
    },
  );

  test.each([
    ['/panel nothing bot', 'bot has no panel “nothing”. There are: queue, other.'],
    ['/panel queue host', 'host has no panels'],
    ['/panel queue nobody', 'There is no target “nobody”'],
  ])('%s is refused', async (line, says) => {
    expect(await desk().answer(line)).toContain(says);
  });

  test('suggests panels', async () => {
    expect(await desk().complete('panel', 'panel', 'qu')).toEqual([
      { value: 'queue', label: 'Queue' },
    ]);
  });
});
