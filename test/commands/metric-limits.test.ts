import { expect, test } from 'vitest';
import { renderForConsole } from '../../src/chat/console/render.ts';
import { render } from '../../src/chat/discord/render.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import type { MetricDefinition } from '../../src/model/metric.ts';
import { NOON } from '../report/alerts.ts';
import { messageProblems } from '../support/discord/limits.ts';
import { parseHtml } from '../support/telegram/html.ts';
import { ruleViolations } from '../support/telegram/rules.ts';
import { aRule, aTarget, stubDesk } from './stub-context.ts';

const LONG = 'Ünïcödé 🔥 <b>*_`[x](y) @everyone `'.repeat(120).slice(0, 4_000);
const METRICS: readonly MetricDefinition[] = Array.from({ length: 2_000 }, (_, index) => ({
  name: `m${index}${index % 2 ? LONG : ''}`,
  title: LONG,
  unit: 'bytes',
  category: `c${index % 40}${index % 3 ? LONG : ''}`,
  tags: [LONG],
  explanation: LONG,
  aliases: Array.from(
    { length: index === 0 ? 500 : 5 },
    (__, alias) => `a${index}.${alias}${LONG.slice(0, 20)}`,
  ),
}));
const FACTORS = Array.from({ length: 100 }, (_, index) => ({
  name: LONG,
  label: LONG,
  when: `m0 > ${index} and ${LONG}`,
  points: index,
  kind: 'issue' as const,
}));

const never = () => Promise.reject(new Error('nobody asked for this'));

const huge = stubDesk({
  targets: Array.from({ length: 200 }, (_, id) => aTarget(`web-${id}-${LONG}`, id + 1)),
  rules: Array.from({ length: 300 }, (_, index) => ({
    rule: aRule({
      name: `r${index}${LONG}`,
      levels: [{ severity: 'critical', when: `m0 > ${index} or ${LONG.slice(0, 900)}` }],
    }),
    targets: Array.from({ length: 2_000 }, () => LONG),
    off: null,
    open: 0,
  })),
  context: {
    metrics: METRICS,
    metricDesk: { registered: () => null, register: never, forget: never, record: never },
    policy: () => ({ name: LONG, factors: FACTORS, multiple: null, bands: [] }),
    series: {
      series: async (target) =>
        METRICS.slice(0, 200)
          .filter((_, index) => index === 0 || target < 3)
          .map(({ name: metric }) => ({ metric, labels: { [LONG]: LONG } })),
      points: async () => [{ at: NOON, value: 1e300 }],
    },
    samples: {
      series: async () => [],
      points: async () => [],
      query: async ({ when }) => ({
        series: Array.from({ length: 3_000 }, (_, index) => ({
          target: (index % 200) + 1,
          labels: { [LONG]: `${index}${LONG}` },
          points: [{ at: 'at' in when ? when.at : when.to, value: 1e300 }],
        })),
        error: 0.01,
        lost: 3,
        shortened: 2,
      }),
    },
  },
});

test.each([
  '/metrics',
  '/metrics page=5',
  '/metrics stats m0 web-1',
  '/metrics history m1 hours=8000',
  '/explain m0',
  '/explain m2',
  '/explain m1999x',
])('%s at its largest is accepted everywhere', async (line) => {
  const reply = await huge.ask(line);
  const body = JSON.parse(JSON.stringify(render(reply)));
  expect(messageProblems(body, { edit: false })).toEqual([]);
  const { text, reply_markup } = renderForTelegram(reply, { now: NOON, zone: 'Europe/Berlin' });
  const params = { chat_id: 1, text, parse_mode: 'HTML', reply_markup };
  expect(ruleViolations('sendMessage', params)).toEqual([]);
  expect(parseHtml(text)).toMatchObject({ kind: 'parsed' });
  const screen = { width: 60, colour: false, zone: 'UTC', now: NOON };
  expect(renderForConsole(reply, screen)).not.toMatch(/undefined|NaN|\[object|failed/);
});
