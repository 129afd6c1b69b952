import { expect, test } from 'vitest';
import type { AlertEvent } from '../../src/model/alert.ts';
import type { Chart } from '../../src/model/chart.ts';
import type { DeliveryReport } from '../../src/model/outbox.ts';
import { MINUTE } from '../../src/model/time.ts';
import { ANA, anAlert, NOON, RULE, STATES } from '../report/alerts.ts';
import { stubDesk } from './stub-context.ts';

const fired = NOON - 15 * MINUTE;
const told = (
  at: number,
  kind: AlertEvent['kind'],
  more: Partial<AlertEvent> = {},
): AlertEvent => ({
  ...{ alert: 12, at, kind, by: RULE, detail: '' },
  ...more,
});
const events = [
  told(fired, 'fired', { detail: 'critical, 96 %' }),
  told(fired + 2_000, 'sent', { channel: 'ops', detail: 'card to ops' }),
  told(fired + 5 * MINUTE, 'acknowledged', { by: ANA, detail: '<b>looking</b> | *now*' }),
  told(fired + 10 * MINUTE, 'resolved', { by: ANA, detail: 'rotated the logs' }),
];
const deliveries: readonly DeliveryReport[] = [
  {
    ...({ channel: 'ops', kind: 'card', state: 'sent', attempts: 1 } as const),
    ...{ createdAt: fired, settledAt: fired + 2_000, dueAt: null, reason: null },
  },
];
const series = {
  series: async () => [{ metric: 'system.disk', labels: { mount: '/var' } }],
  points: async (_: number, __: unknown, { from }: { from: number }) =>
    [90, 96, 94].map((value, index) => ({ at: from + index * 30 * MINUTE, value })),
};

async function written(more: Parameters<typeof stubDesk>[0] = {}) {
  const alerts = [anAlert({ state: STATES.resolvedByAna })];
  const context = { series, zone: 'Europe/Berlin' };
  const reply = await stubDesk({ alerts, events, deliveries, context, ...more }).ask('/writeup 12');
  const file = reply.blocks.find(({ kind }) => kind === 'attachment');
  return file?.kind === 'attachment' ? file : undefined;
}

test('a write-up tells an alert from its first sign to its end, in the reader’s zone', async () => {
  const file = await written();
  expect(file).toMatchObject({ name: 'incident-12.md', mediaType: 'text/markdown' });
  const text = file?.content ?? '';
  expect(text).toContain('# Incident #12: Disk /var at 96 % on web-1\n');
  expect(text).toContain('| Until the first message arrived | 2 s |');
  expect(text).toContain('| Until somebody had it | 5 min |');
  expect(text).toContain('| Until it was over | 10 min |');
  expect(text).toContain('- **2026-03-10 12:45** fired: critical, 96 %');
  expect(text).toContain('- **2026-03-10 12:55** resolved by Ana: rotated the logs');
  expect(text).toContain('Between 90 % and 96 %, on average 93.3 %.');
  expect(text).toContain('| ops | 1 | 2 s | 0 |');
  expect(text).toContain('## Cause\n\n_To be written._');
});

test('words of people are text, whatever they look like', async () => {
  const text = (await written())?.content;
  expect(text).toContain('acknowledged by Ana: \\<b\\>looking\\</b\\> \\| \\*now\\*');
});

test('what happened at the same time is named, and the alert itself is not', async () => {
  const alerts = [
    anAlert({ state: STATES.resolvedByAna }),
    anAlert({ id: 13, lead: 12, message: 'CPU at 99 % on web-1' }),
  ];
  const text = (await written({ alerts }))?.content ?? '';
  expect(text).toContain('## At the same time\n\n- **2026-03-10 12:45** #13 CPU at 99 % on web-1');
  expect(text.match(/#12/g)).toHaveLength(1);
});

test('an alert that goes on says so, and nothing that was not measured is invented', async () => {
  const none = { series: async () => [], points: async () => [] };
  const text = (await written({ alerts: [anAlert()], context: { series: none, zone: 'UTC' } }))
    ?.content;
  expect(text).toContain('| Open for | 15 min |');
  expect(text).not.toContain('## Measured');
});

test('the same write-up is an HTML file, and one alone where it is asked for', async () => {
  const alerts = [anAlert({ state: STATES.resolvedByAna })];
  const ask = (line: string) =>
    stubDesk({ alerts, events, deliveries, context: { series, zone: 'UTC' } }).ask(line);
  const both = (await ask('/writeup 12')).blocks.filter(({ kind }) => kind === 'attachment');
  expect(both).toMatchObject([{ name: 'incident-12.md' }, { name: 'incident-12.html' }]);
  const { blocks, data } = await ask('/writeup 12 html');
  const [file, ...others] = blocks.filter((block) => block.kind === 'attachment');
  expect(others).toEqual([]);
  expect(file?.content).toContain(
    '<h1 class="info">Incident #12: Disk /var at 96\u00a0% on web-1</h1>',
  );
  expect(data).toMatchObject({ name: 'incident-12.html', content: file?.content });
});

test('the page has the picture of what was measured, with its limit and how long it fired', async () => {
  const asked: Chart[] = [];
  const pictures = {
    async svg(chart: Chart, theme: string) {
      asked.push(chart);
      return `<svg>${theme}</svg>`;
    },
  };
  const alerts = [anAlert({ state: STATES.resolvedByAna })];
  const context = { series, zone: 'UTC', pictures };
  const { blocks } = await stubDesk({ alerts, events, deliveries, context }).ask(
    '/writeup 12 html',
  );
  const file = blocks.find((block) => block.kind === 'attachment');
  expect(file?.content).toContain('alt="system.disk. Between 90\u00a0% and 96\u00a0%');
  expect(file?.content).toContain('data:image/svg+xml,%3Csvg%3Edark%3C/svg%3E');
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({
    ...{ kind: 'time', title: 'web-1: system.disk', unit: 'percent' },
    limits: [{ value: 95, label: '95 %' }],
    spans: [{ from: fired, to: NOON - 5 * MINUTE, label: '#12' }],
  });
});
