import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { renderForConsole } from '../../src/chat/console/render.ts';
import { render } from '../../src/chat/discord/render.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { renderForTelegram } from '../../src/chat/telegram/render.ts';
import type { AlertEvent } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { WouldBe } from '../../src/model/backtest.ts';
import { ANY } from '../../src/model/silence.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { backtestReply } from '../../src/report/backtest-text.ts';
import { bundleOf } from '../../src/report/bundle-card.ts';
import { alertCard, alertNote } from '../../src/report/card.ts';
import { quietDigest, silenceEnded } from '../../src/report/digest.ts';
import { adviceReply } from '../../src/report/rule-advice-text.ts';
import { runbookReply } from '../../src/report/runbook-text.ts';
import { anAlert, NOON, STATES } from '../report/alerts.ts';
import { messageProblems } from '../support/discord/limits.ts';
import { parseHtml } from '../support/telegram/html.ts';
import { ruleViolations } from '../support/telegram/rules.ts';
import { aRule, aSilence, aTarget, stubDesk } from './stub-context.ts';

const LONG = 'Ünïcödé 🔥 <b>*_`[x](y) @everyone `'.repeat(120).slice(0, 4_000);
const WHO = { id: 'telegram:222', name: LONG };

const ALERTS = Array.from({ length: 10_000 }, (_, index) =>
  anAlert({
    id: 900_000_000 + index,
    message: `${index} ${LONG}`,
    targetName: `target-${index}-${LONG}`,
    rule: `rule-${index % 500}-${LONG}`,
    severity: (['info', 'warning', 'error', 'critical', 'emergency'] as const)[index % 5] ?? 'info',
    state:
      [STATES.firing, { ...STATES.acknowledged, by: WHO, note: LONG }][index % 2] ?? STATES.firing,
    lead: 900_000_000,
    life: {
      ...NEW_LIFE,
      taken: { by: WHO, at: NOON, note: LONG },
      flappingSince: NOON,
      changes: Array.from({ length: 20 }, (__, minute) => NOON - (20 - minute) * MINUTE),
      noise: WHO,
    },
  }),
);
const FIRST = ALERTS[0] ?? anAlert();
const EVENTS = Array.from(
  { length: 300 },
  (_, index): AlertEvent => ({
    alert: FIRST.id,
    at: NOON - index,
    kind: (['note', 'told', 'held', 'sent', 'escalated', 'failover'] as const)[index % 6] ?? 'note',
    by: WHO,
    detail: LONG,
    channel: 'ops',
  }),
);
const HOLDS = Array.from({ length: 40 }, () => ({
  alert: FIRST.id,
  at: NOON,
  channel: null,
  why: 'silenced' as const,
  detail: LONG,
  until: NOON + MINUTE,
  silence: 999_999_999,
}));

/** Everything at its largest. */
const huge = stubDesk({
  alerts: ALERTS,
  events: EVENTS,
  holds: HOLDS,
  deliveries: Array.from({ length: 500 }, (_, index) => ({
    channel: LONG,
    kind: 'card' as const,
    state: (['queued', 'dead'] as const)[index % 2] ?? 'dead',
    attempts: 1_000_000,
    createdAt: NOON,
    settledAt: NOON,
    dueAt: NOON,
    reason: LONG,
  })),
  silences: Array.from({ length: 1_000 }, (_, id) =>
    aSilence({
      id: 999_000_000 + id,
      matcher: { ...ANY, target: LONG, labels: { [LONG]: LONG } },
      reason: LONG,
      by: WHO,
      endsAt: id % 2 ? null : NOON,
    }),
  ),
  windows: Array.from({ length: 500 }, (_, index) => ({
    name: `${index}${LONG}`,
    at: LONG,
    zone: 'Europe/Berlin',
    duration: MINUTE,
    matcher: { ...ANY, rule: LONG },
    by: WHO,
    activeUntil: null,
    next: NOON,
  })),
  rules: Array.from({ length: 500 }, (_, index) => ({
    rule: aRule({
      name: `r${index}`,
      type: `${index}${LONG}`,
      levels: [
        { severity: 'warning', when: LONG },
        { severity: 'critical', when: LONG },
      ],
      clear: LONG,
      message: LONG,
      runbook: LONG,
      channels: [LONG],
      labels: { [LONG]: LONG },
    }),
    targets: Array.from({ length: 2_000 }, () => LONG),
    off: { rule: `r${index}`, by: WHO, at: NOON, reason: LONG },
    open: 10_000,
  })),
  targets: Array.from({ length: 500 }, (_, id) => aTarget(`web-${id}`, id + 1)),
  context: {
    config: {
      show: async () => ({ [LONG]: LONG, targets: ALERTS, people: { [LONG]: LONG } }),
      reload: async ({ confirm }) =>
        confirm
          ? { kind: 'refused', problems: ALERTS.map(({ message }) => message) }
          : {
              kind: 'applied',
              changes: ALERTS.map(({ message }) => ({
                kind: 'changed',
                what: message,
                detail: LONG,
              })),
              restart: [LONG],
            },
    },
  },
});

function fits(reply: Reply): void {
  const body = JSON.parse(JSON.stringify(render(reply)));
  expect(messageProblems(body, { edit: false })).toEqual([]);
  const moment = { now: NOON, zone: 'Europe/Berlin' };
  const { text, reply_markup } = renderForTelegram(reply, moment);
  const params = { chat_id: 1, text, parse_mode: 'HTML', reply_markup };
  expect(ruleViolations('sendMessage', params)).toEqual([]);
  expect(parseHtml(text)).toMatchObject({ kind: 'parsed' });
  const screen = { width: 60, colour: false, zone: 'UTC', now: NOON };
  expect(renderForConsole(reply, screen)).not.toMatch(/undefined|NaN|\[object/);
}

describe('what commands answer at their largest is accepted everywhere', () => {
  test.each([
    '/alerts',
    '/alerts critical',
    '/alerts page=500',
    '/alerts stats 30',
    '/alert 900000000',
    '/alert 900000000 history',
    '/alert 900000000 delivery',
    `/alert create emergency web-1 ${LONG.slice(0, 1_900)}`,
    '/why 900000000',
    '/ack 900000000',
    '/ack 900000000*',
    '/resolve 900000000 900000001 900000002 900000003',
    `/note 900000000 ${LONG.slice(0, 900)}`,
    '/noise 900000000 undo',
    `/silence 900000000 2h ${LONG.slice(0, 400)}`,
    `/silence ${LONG}`,
    '/silences',
    '/unsilence 999000000 999000001 999000002',
    '/maintenance',
    '/rules',
    '/rules show r1',
    '/rules off r1',
    '/rules test r1',
    '/config',
    '/config reload',
    '/config reload confirm',
    '/help',
    ...commands.map(({ name }) => `/help ${name}`),
  ])('%.40s', async (line) => {
    fits(await huge.ask(line));
  });
});

describe('a backtest at its largest', () => {
  const one = (index: number): WouldBe => ({
    ...{ target: LONG, labels: { [LONG]: LONG }, severity: 'critical', lasted: 1e12, again: 1e9 },
    firedAt: NOON - index * MINUTE,
    endedAt: index % 2 === 0 ? null : NOON,
    flapped: true,
    worst: { metric: LONG, value: -1e300, operator: '>', limit: 1e300 },
  });
  const fired = Array.from({ length: 20_000 }, (_, index) => one(20_000 - index));
  const tried = { fired, tooShort: 1e9, judged: 1e9, unknown: 1e9 - 1 };
  const rule = aRule({
    name: LONG.slice(0, 63),
    levels: [{ severity: 'warning', when: `${LONG} > 1e300` }],
    clear: LONG,
  });
  test.each([7, 14, 31])('%i days', (days) => {
    const tested = {
      ...({ from: NOON - days * DAY, to: NOON, until: NOON - MINUTE, cut: 'time' } as const),
      ...{ exactFrom: NOON - days * DAY + HOUR, first: NOON - DAY },
      targets: Array.from({ length: 200 }, () => LONG),
      unmeasured: Array.from({ length: 100 }, () => LONG),
      tried: Array.from({ length: 5 }, () => tried),
    };
    const live = { fired: 1e9, taken: 1e9, noise: 1e9 };
    const limits = [-1.5e300, 1e-9, 1e300, 5];
    const words = { metrics: [], zone: 'Europe/Berlin', hint: LONG };
    fits(backtestReply({ rule, test: tested, limits, live }, words));
  });
});

test.each([
  { kind: 'too few', needed: 5 },
  { kind: 'no noise' },
  { kind: 'nothing better', tried: 19 },
  { kind: 'better', days: 30, dropped: 1e9, firedNow: 1e9, firedThen: 1e9 },
] as const)('advice at its largest: $kind', (advice) => {
  const rule = aRule({ name: LONG.slice(0, 63), clear: LONG });
  const next = { ...rule, for: 90_000, clear: `${LONG} x` };
  const marks = { fired: 1e9, noise: 1e9, useful: 1e9 };
  const better = advice.kind === 'better' ? { ...advice, rule: next } : advice;
  fits(adviceReply(rule, { ...better, marks }));
  const metrics = [
    { name: 'system.disk', title: LONG, unit: 'percent', explanation: LONG },
  ] as const;
  fits(runbookReply({ ...rule, runbook: LONG }, { metrics, isAdmin: true }));
});

describe('what is sent without being asked too', () => {
  const view = {
    alert: FIRST,
    events: EVENTS,
    unit: 'percent',
    trend: Array.from({ length: 200 }, (_, index) => index),
    clear: LONG,
    runbook: LONG,
    holds: HOLDS,
    members: null,
    channel: 'ops',
  } as const;
  const storm = anAlert({ ...FIRST, life: { ...FIRST.life, storm: true } });
  const members = bundleOf(ALERTS);
  const silence = aSilence({ matcher: ANY, by: WHO, reason: LONG, hidden: 10_000 });
  test.each<[string, () => Reply]>([
    ['a card', () => alertCard(view)],
    ['a group', () => alertCard({ ...view, members })],
    ['a storm', () => alertCard({ ...view, alert: storm, members })],
    ['a note', () => alertNote(FIRST, 'flapping')],
    ['the end of a bundle', () => alertNote(FIRST, 'resolved', { members })],
    ['a digest', () => quietDigest({ from: 0, to: NOON, zone: 'UTC', alerts: ALERTS })],
    ['the end of a silence', () => silenceEnded(silence, ALERTS, { now: NOON, zone: 'UTC' })],
  ])('%s', (_, make) => {
    fits(make());
  });
});
