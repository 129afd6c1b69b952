import type { Alert, AlertEvent, AlertState } from '../../src/model/alert.ts';
import { NEW_LIFE, RULE } from '../../src/model/alert.ts';
import type { DeliveryReport } from '../../src/model/outbox.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Matcher, Silence } from '../../src/model/silence.ts';
import { ANY } from '../../src/model/silence.ts';
import type { Instant } from '../../src/model/time.ts';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { ANA, alertOf, NOW } from './examples.ts';

export const BEN = { id: 'discord:222', name: 'Ben' };
export const ago = (minutes: number) => NOW - minutes * MINUTE;
export const METRICS = [
  { name: 'system.disk', title: 'Disk', unit: 'percent' },
  { name: 'system.cpu', title: 'CPU', unit: 'percent' },
] as const;

export const event = (
  minutes: number,
  kind: AlertEvent['kind'],
  detail: string,
  channel?: string,
) =>
  ({
    alert: 142,
    at: ago(minutes),
    kind,
    by: kind === 'acknowledged' ? ANA : RULE,
    detail,
    ...(channel === undefined ? {} : { channel }),
  }) as const;

export const EVENTS: readonly AlertEvent[] = [
  event(12, 'pending', 'critical: 95.4 %'),
  event(7, 'fired', 'critical: 96.2 %'),
  event(7, 'told', 'new: alerts, operations'),
  event(7, 'sent', 'card to operations', 'operations'),
  event(6, 'undelivered', 'card to alerts: HTTP 503', 'alerts'),
  event(5, 'sent', 'card to alerts', 'alerts'),
  event(4, 'acknowledged', 'looking at it'),
  event(4, 'held', 'acknowledged: Ana has it'),
];

export const DISK: Rule = {
  name: 'high_disk',
  levels: [
    { severity: 'warning', when: 'system.disk > 85' },
    { severity: 'critical', when: 'system.disk > 95' },
  ],
  for: 5 * MINUTE,
  clear: 'system.disk < 80',
  clearFor: MINUTE,
  cooldown: 15 * MINUTE,
  escalate: 10 * MINUTE,
  remind: 4 * HOUR,
  type: 'resource',
  message: 'Disk {mount} at {value} on {target}',
  labels: {},
  runbook: 'https://wiki.example.org/runbooks/disk',
  targets: null,
  channels: null,
};
export const rule = (
  name: string,
  severity: Rule['levels'][0]['severity'],
  type: string,
): Rule => ({
  ...DISK,
  name,
  type,
  levels: [{ severity, when: 'system.cpu > 90' }],
});

export const TAKEN: Alert = alertOf({
  state: {
    kind: 'acknowledged',
    since: ago(12),
    firedAt: ago(7),
    by: ANA,
    at: ago(4),
    note: 'looking at it',
  },
});

export const KINDS = [
  ['high_disk', 'Disk /var at 96.2 % on'],
  ['high_memory', 'Memory at 87.4 % on'],
  ['api_latency', 'Responses take 2.4 s on'],
  ['container_restarts', 'Container checkout-worker restarted on'],
] as const;

/** Alerts of the last days, some of them over; all of them where they are long ago. */
export function many(count: number, step: number): readonly Alert[] {
  return Array.from({ length: count }, (_, index) => {
    const [name, message] = KINDS[(index * 3) % KINDS.length] ?? KINDS[0];
    const targetName = `web-${(index % 9) + 1}`;
    return alertOf({
      id: 9_842 - index,
      rule: name,
      targetName,
      message: `${message} ${targetName}`,
      severity: index < 3 ? 'critical' : 'warning',
      ...lived(index, NOW - (index + 1) * step, step > HOUR || index % 3 === 2),
    });
  });
}

/** Every fourth was taken, every fifth was noise. */
function lived(index: number, firedAt: Instant, isOver: boolean): Pick<Alert, 'state' | 'life'> {
  const span = { since: firedAt - 5 * MINUTE, firedAt };
  const taken = { by: ANA, at: firedAt + (2 + (index % 5)) * MINUTE, note: null };
  const isTaken = index % 4 === 1;
  const over = { by: RULE, at: firedAt + (1 + (index % 30)) * MINUTE, note: null };
  const open: AlertState = isTaken
    ? { kind: 'acknowledged', ...span, ...taken }
    : { kind: 'firing', ...span };
  return {
    state: isOver ? { kind: 'resolved', ...span, ...over } : open,
    life: { ...NEW_LIFE, taken: isTaken ? taken : null, noise: index % 5 === 0 ? BEN : null },
  };
}

export const SILENCES: readonly Silence[] = [
  silence(7, { target: 'web-1' }, { reason: 'deploy of the new image', hidden: 14 }),
  silence(
    6,
    { rule: 'high_disk', labels: { mount: '/var' } },
    { by: BEN, endsAt: null, hidden: 1_204 },
  ),
  silence(4, { severity: 'warning' }, { endsAt: ago(90), createdAt: ago(600), hidden: 3 }),
];

export function silence(
  id: number,
  matcher: Partial<Matcher>,
  more: Partial<Silence> = {},
): Silence {
  return {
    id,
    matcher: { ...ANY, ...matcher },
    by: ANA,
    reason: '',
    createdAt: ago(120),
    endsAt: Date.UTC(2026, 10, 26, 8),
    ended: null,
    hidden: 0,
    ...more,
  };
}

export const delivery = (channel: string, more: Partial<DeliveryReport> = {}): DeliveryReport => ({
  channel,
  kind: 'card',
  state: 'sent',
  attempts: 1,
  createdAt: ago(7),
  settledAt: ago(7) + 0.4 * SECOND,
  dueAt: null,
  reason: null,
  ...more,
});

export const DELIVERIES = [
  delivery('operations'),
  delivery('alerts', { attempts: 3, settledAt: ago(5), reason: 'HTTP 503 Service Unavailable' }),
  delivery('operations', { kind: 'note' }),
  delivery('duty-phone', {
    state: 'queued',
    attempts: 4,
    settledAt: null,
    dueAt: NOW + 40 * SECOND,
    reason: 'Telegram does not answer within 10 s',
  }),
];

export const RULES = [
  { rule: DISK, targets: ['web-1', 'web-2', 'db-1'], off: null, open: 2 },
  { rule: rule('high_memory', 'warning', 'resource'), targets: ['web-1'], off: null, open: 1 },
  {
    rule: rule('container_restarts', 'error', 'health'),
    targets: ['web-1', 'web-2'],
    off: { rule: 'container_restarts', by: BEN, at: ago(90), reason: 'noisy since the update' },
    open: 0,
  },
  { rule: rule('target_unreachable', 'critical', 'health'), targets: ['db-1'], off: null, open: 0 },
] as const;

export const series = (target: string, mount: string, value: number) =>
  ({
    target,
    labels: { mount },
    value: value > 85,
    severity: value > 95 ? 'critical' : 'warning',
    evidence: { metric: 'system.disk', value, operator: '>', limit: 85 },
  }) as const;

export const CONFIG = {
  timezone: 'Europe/Berlin',
  targets: ['web-1', 'web-2', 'db-1'].map((name) => ({ name, kind: 'ssh' })),
  rules: RULES.map(({ rule: { name } }) => ({ name })),
  channels: [{ name: 'alerts' }, { name: 'operations' }, { name: 'duty-phone' }],
  routes: [{}, {}],
  people: [{ name: 'Ana' }, { name: 'Ben' }],
  quiet: null,
  settings: { groupWait: 30_000, stormAt: 50, failOverAfter: 120_000 },
  limits: { targets: 500, seriesPerTarget: 1_000 },
};

export const WINDOW = { zone: 'Europe/Berlin', duration: 2 * HOUR, by: null } as const;
