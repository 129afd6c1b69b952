import { why } from '../../commands/why.ts';
import type { CommandContext } from '../../src/chat/command.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { ANY } from '../../src/model/silence.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { alertListReply } from '../../src/report/alert-list.ts';
import { alertStats } from '../../src/report/alert-stats.ts';
import { alertReply } from '../../src/report/alert-text.ts';
import { configReply, reloadedReply } from '../../src/report/config-text.ts';
import { deliveryReply } from '../../src/report/delivery-text.ts';
import { quietDigest, silenceEnded } from '../../src/report/digest.ts';
import { maintenanceReply } from '../../src/report/maintenance.ts';
import { ruleTestReply } from '../../src/report/rule-test.ts';
import { ruleReply, rulesReply } from '../../src/report/rule-text.ts';
import { silencesReply } from '../../src/report/silences.ts';
import { statsReply } from '../../src/report/stats-text.ts';
import {
  ago,
  BEN,
  CONFIG,
  DELIVERIES,
  EVENTS,
  METRICS,
  many,
  RULES,
  SILENCES,
  series,
  silence,
  TAKEN,
  WINDOW,
} from './answer-data.ts';
import type { Told } from './examples.ts';
import { alertOf, NOW } from './examples.ts';

async function whyReply(): Promise<Reply> {
  const context = {
    now: NOW,
    metrics: METRICS,
    ruleDesk: { list: async () => RULES },
    silences: { list: async () => [] },
    maintenance: { list: async () => [] },
    alerts: {
      get: async () => ({ alert: TAKEN, events: EVENTS }),
      holds: async () => [
        {
          alert: 142,
          at: ago(4),
          channel: null,
          why: 'acknowledged',
          detail: 'Ana has it',
          until: null,
          silence: null,
        },
      ],
    },
  } as unknown as CommandContext;
  return why.run({ id: 142 }, context);
}

function listReply(total: number, page: number): Reply {
  const open = many(40, 20 * MINUTE).filter(({ state }) => state.kind !== 'resolved');
  return alertListReply({
    alerts: open.slice(0, 20),
    total,
    page,
    state: 'open',
    severity: null,
    target: null,
    silenced: new Set([9_839]),
    severities: [
      { severity: 'critical', count: 12 },
      { severity: 'warning', count: 9_576 },
      { severity: 'info', count: 412 },
    ],
    now: NOW,
  });
}

function stats(): Reply {
  const range = { from: NOW - 7 * DAY, to: NOW };
  return statsReply(alertStats(many(120, 80 * MINUTE), range, 'UTC'), { days: 7, target: null });
}

/** What Tocsin answers. */
export const ANSWERS: Readonly<Record<string, readonly Told[]>> = {
  digest: [
    {
      reply: quietDigest({
        from: NOW - 9 * HOUR,
        to: NOW,
        zone: 'UTC',
        alerts: many(9, 50 * MINUTE),
      }),
    },
  ],
  'silence-ended': [
    {
      reply: silenceEnded(
        silence(7, { target: 'web-1' }, { reason: 'deploy of the new image', hidden: 14 }),
        [alertOf(), alertOf({ id: 151, severity: 'warning', message: 'CPU at 92.8 % on web-1' })],
        { now: NOW, zone: 'UTC' },
      ),
    },
  ],
  why: [{ reply: await whyReply(), asked: '/why 142' }],
  alert: [
    {
      reply: alertReply({
        alert: TAKEN,
        events: EVENTS,
        holds: [],
        members: { alerts: [TAKEN], total: 1 },
        unit: 'percent',
        cause: null,
        actions: [],
        now: NOW,
      }),
      asked: '/alert 142',
    },
  ],
  delivery: [{ reply: deliveryReply(TAKEN, DELIVERIES, NOW), asked: '/alert 142 delivery' }],
  alerts: [{ reply: listReply(10_000, 1), asked: '/alerts' }],
  stats: [{ reply: stats(), asked: '/alerts stats' }],
  silences: [{ reply: silencesReply(SILENCES, NOW), asked: '/silences' }],
  maintenance: [
    {
      reply: maintenanceReply(
        [
          {
            ...WINDOW,
            name: 'backup',
            at: '0 3 * * *',
            matcher: { ...ANY, target: 'db-1' },
            activeUntil: NOW + 108 * MINUTE,
            next: NOW + DAY,
          },
          {
            ...WINDOW,
            name: 'patch day',
            at: '0 22 * * 4',
            by: BEN,
            matcher: { ...ANY, severity: 'warning' },
            activeUntil: null,
            next: NOW + 19 * HOUR,
          },
        ],
        NOW,
      ),
      asked: '/maintenance',
    },
  ],
  rules: [{ reply: rulesReply(RULES), asked: '/rules' }],
  'rules-show': [{ reply: ruleReply(RULES[0]), asked: '/rules show high_disk' }],
  'rules-test': [
    {
      reply: ruleTestReply(
        'high_disk',
        [series('web-1', '/var', 96.2), series('web-2', '/', 41.8), series('db-1', '/data', 88)],
        { metrics: METRICS, isRule: true },
      ),
      asked: '/rules test high_disk',
    },
  ],
  config: [{ reply: configReply(CONFIG), asked: '/config' }],
  'config-reload': [
    {
      reply: reloadedReply({
        kind: 'unconfirmed',
        changes: [
          { kind: 'removed', what: 'target web-2', detail: '' },
          { kind: 'added', what: 'target web-3', detail: 'kind: ssh, interval: 30 s' },
          { kind: 'changed', what: 'rule high_disk', detail: 'for: 5 min → 10 min' },
        ],
      }),
      asked: '/config reload',
    },
    {
      reply: reloadedReply({
        kind: 'applied',
        changes: [{ kind: 'changed', what: 'rule high_disk', detail: 'for: 5 min → 10 min' }],
        restart: ['Discord token'],
      }),
      asked: '/config reload',
    },
    {
      reply: reloadedReply({
        kind: 'refused',
        problems: [
          'tocsin.yaml:14 rules.2.when: `system.dsk` is no metric; did you mean `system.disk`?',
        ],
      }),
      asked: '/config reload',
    },
  ],
};
