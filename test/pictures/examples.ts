import type { Reply } from '../../src/chat/reply.ts';
import type { Alert, AlertEvent, Severity } from '../../src/model/alert.ts';
import { NEW_LIFE, RULE } from '../../src/model/alert.ts';
import type { Hold } from '../../src/model/alert-change.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { bundleOf } from '../../src/report/bundle-card.ts';
import type { CardView } from '../../src/report/card.ts';
import { alertCard, alertNote } from '../../src/report/card.ts';

/** A night in which somebody is woken, UTC. */
export const NOW = Date.UTC(2026, 10, 26, 3, 12);
export const ANA = { id: 'telegram:111', name: 'Ana' };

/** One message of a conversation. */
export interface Told {
  readonly reply: Reply;
  /** The command that it answers. */
  readonly asked?: string;
  /** It stands under the first message, as a reply to it. */
  readonly under?: true;
  readonly silent?: true;
}

const ago = (minutes: number) => NOW - minutes * MINUTE;

const STATES = {
  firing: { kind: 'firing', since: ago(12), firedAt: ago(7) },
  acknowledged: {
    kind: 'acknowledged',
    since: ago(12),
    firedAt: ago(7),
    by: ANA,
    at: ago(4),
    note: null,
  },
  resolved: { kind: 'resolved', since: ago(12), firedAt: ago(7), by: RULE, at: ago(1), note: null },
} as const;

/** A disk that fills up, unless something else is given. */
export function alertOf(more: Partial<Alert> = {}): Alert {
  return {
    id: 142,
    fingerprint: 'high_disk/1/mount=/var',
    rule: 'high_disk',
    target: 1,
    targetName: 'web-1',
    labels: { mount: '/var' },
    severity: 'critical',
    state: STATES.firing,
    version: 1,
    message: 'Disk /var at 96.2 % on web-1',
    evidence: { metric: 'system.disk', value: 96.2, operator: '>', limit: 95 },
    scoreBefore: 85,
    scoreNow: 65,
    previous: null,
    type: 'resource',
    lead: null,
    life: NEW_LIFE,
    ...more,
  };
}

const FIRING = alertOf();
const TAKEN = alertOf({ state: STATES.acknowledged });
const OVER = alertOf({ state: STATES.resolved, scoreNow: 85 });

const STEP: readonly AlertEvent[] = [
  { alert: 142, at: ago(7), kind: 'fired', by: RULE, detail: '96.2 %' },
  { alert: 142, at: ago(4), kind: 'acknowledged', by: ANA, detail: '' },
  { alert: 142, at: ago(3), kind: 'note', by: ANA, detail: 'old core dumps, deleting them' },
];

export function card(more: Partial<CardView> = {}): Reply {
  return alertCard({
    alert: FIRING,
    events: STEP.slice(0, 1),
    unit: 'percent',
    trend: Array.from({ length: 30 }, (_, index) => 70 + index ** 1.7 / 12),
    clear: 'system.disk < 90',
    runbook: 'https://wiki.example.org/runbooks/disk',
    holds: [],
    members: null,
    channel: 'alerts',
    ...more,
  });
}

const SILENCED: Hold = {
  channel: null,
  why: 'silenced',
  detail: 'silence #7 by Ana: deploy of the new image',
  until: Date.UTC(2026, 10, 26, 8),
  silence: 7,
};

const FLAPPING = alertOf({
  life: {
    ...NEW_LIFE,
    flappingSince: ago(2),
    changes: [11, 9, 8, 6, 5, 3, 2].map(ago),
  },
});

const KINDS: readonly (readonly [string, Severity, string])[] = [
  ['high_disk', 'critical', 'Disk /var at 96.2 % on'],
  ['high_memory', 'warning', 'Memory at 87.4 % on'],
  ['high_cpu', 'warning', 'CPU at 92.8 % on'],
];

/** Alerts of one message, of three rules in turn. */
function members(count: number, targets: number): readonly Alert[] {
  return Array.from({ length: count }, (_, index) => {
    const [rule, severity, message] = KINDS[index % KINDS.length] ?? KINDS[0] ?? ['', 'info', ''];
    const targetName = targets === 1 ? 'web-1' : `web-${(index % targets) + 1}`;
    const state = index % 7 === 1 ? STATES.acknowledged : STATES.firing;
    return alertOf({
      id: 142 + index,
      rule,
      severity: index % 9 === 0 ? severity : 'warning',
      targetName,
      message: `${message} ${targetName}`,
      state: index % 11 === 5 ? STATES.resolved : state,
    });
  });
}

const STORM = alertOf({ life: { ...NEW_LIFE, storm: true } });
const bundle = (count: number, targets: number, alert = FIRING) =>
  card({ alert, members: bundleOf(members(count, targets)) });

/** As `deliver` marks what comes late. */
function delayed(): Reply {
  const reply = card({ alert: TAKEN, events: STEP });
  const mark = {
    kind: 'text',
    text: 'Delayed 4 min: it could not be sent before.',
    tone: 'muted',
  } as const;
  const [first, ...rest] = reply.blocks;
  return { ...reply, blocks: first ? [first, mark, ...rest] : [mark] };
}

const FAILOVER: AlertEvent = {
  alert: 142,
  at: ago(3),
  kind: 'failover',
  by: RULE,
  channel: 'alerts',
  detail: 'Sent here since ops-discord is unreachable for 4 min',
};

const note = (alert: Alert, ...[what]: [Parameters<typeof alertNote>[1]]): Told => ({
  reply: alertNote(alert, what, { now: NOW }),
  under: true,
});

/** What Tocsin says of its own accord. */
export const ALERTS: Readonly<Record<string, readonly Told[]>> = {
  firing: [{ reply: card() }],
  acknowledged: [{ reply: card({ alert: TAKEN, events: STEP }), silent: true }],
  resolved: [
    { reply: card({ alert: OVER, events: STEP }) },
    { ...note(OVER, 'resolved'), silent: true },
  ],
  silenced: [{ reply: card({ holds: [SILENCED] }), silent: true }],
  flapping: [{ reply: card({ alert: FLAPPING }) }, note(FLAPPING, 'flapping')],
  'group-3': [{ reply: bundle(3, 1) }],
  'group-20': [{ reply: bundle(20, 6) }],
  storm: [{ reply: bundle(412, 38, STORM) }],
  failover: [{ reply: card({ events: [...STEP.slice(0, 1), FAILOVER] }) }],
  delayed: [{ reply: delayed() }],
  notes: [
    { reply: card({ events: STEP.slice(0, 1) }) },
    note(FIRING, 'raised'),
    note(alertOf({ state: { ...STATES.firing, firedAt: NOW - 4 * HOUR } }), 'reminder'),
    note(FIRING, 'escalated'),
    note(OVER, 'resolved'),
    note(FIRING, 'again'),
    note(OVER, 'settled'),
  ],
};
