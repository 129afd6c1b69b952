import { describe, expect, test } from 'vitest';
import type { ChannelView } from '../../../src/model/channel-view.ts';
import type { Service } from '../../../src/model/service.ts';
import { DAY, HOUR } from '../../../src/model/time.ts';
import type { ChecklistFacts } from '../../../src/report/checklist/facts.ts';
import * as looks from '../../../src/report/checklist/looks.ts';
import type { Period } from '../../../src/report/checklist/period.ts';
import { holdsUntil } from '../../../src/report/checklist/period.ts';
import { anAlert, NOON, STATES } from '../alerts.ts';

const target = { name: 'web-1', rules: 20, panels: 0, logs: 1, isHeard: true };
const service = (more: Partial<Service> = {}): Service => ({
  ...{ id: 'shop', name: 'shop', target: 'web-1', kind: 'http', criticality: 'normal' as never },
  ...{ status: 'healthy', latency: 5, at: NOON, lastOk: NOON, reasons: [], details: {} },
  ...more,
});
const channel = (more: Partial<ChannelView> = {}): ChannelView => ({
  ...{ name: 'ops', kind: 'mail', address: 'ops@example.com', off: null, connection: null },
  ...{ waiting: 0, deliveredAt: NOON - DAY, trouble: null },
  ...more,
});

function facts(more: Partial<ChecklistFacts> = {}): ChecklistFacts {
  const { storage } = more;
  return {
    ...{ now: NOON, targets: [target], services: [service()], channels: [channel()] },
    ...{ certificates: [], open: [], fired: { count: 0, noise: 0 } },
    backups: {
      kept: [{ name: 'b', at: NOON - HOUR, bytes: 1_000 }],
      ...{ folder: '/b', keep: 7, makingSince: null, failure: null },
    },
    storage: storage as never,
    ...more,
  };
}

const stored = (limit: number | null) =>
  ({
    parts: { database: 400, samples: 500, logs: 50, backups: 0 },
    ...{ limit, retention: { points: 30 * DAY } },
  }) as never;
const mute = { ...target, isHeard: false };
const lone = anAlert({ state: { ...STATES.firing, firedAt: NOON - DAY - 1 } });

describe('looks', () => {
  test.each<[looks.Look, Partial<ChecklistFacts>, string, string]>([
    [looks.endpointsDeclared, {}, 'done', '1 check looked at'],
    [looks.endpointsDeclared, { services: [service({ status: 'paused' })] }, 'to do', 'no check'],
    [looks.thresholdsSet, {}, 'done', '1 target, each with 20 rules or more'],
    [looks.thresholdsSet, { targets: [] }, 'to do', 'no target is watched'],
    [
      looks.thresholdsSet,
      { targets: [{ ...target, rules: 0 }] },
      'to do',
      'no rule holds for web-1',
    ],
    [looks.channelsTested, {}, 'done', '1 channel, each took a message'],
    [
      looks.channelsTested,
      { channels: [channel({ deliveredAt: null })] },
      'to do',
      'nothing arrived in 30 days at ops',
    ],
    [
      looks.channelsTested,
      { channels: [channel({ deliveredAt: NOON - 31 * DAY })] },
      'to do',
      'nothing arrived',
    ],
    [
      looks.channelsTested,
      { channels: [channel({ trouble: 'refused' })] },
      'to do',
      'something is wrong with ops',
    ],
    [looks.panelsThere, {}, 'unseen', 'no preset'],
    [looks.panelsThere, { targets: [{ ...target, panels: 2 }] }, 'done', 'panels of web-1'],
    [looks.servicesHealthy, {}, 'done', '1 check, none unhealthy'],
    [
      looks.servicesHealthy,
      { services: [service({ status: 'unhealthy' })] },
      'to do',
      'shop is not healthy',
    ],
    [looks.servicesHealthy, { open: [anAlert()] }, 'to do', '1 critical alert open'],
    [looks.servicesHealthy, { open: [anAlert({ severity: 'warning' })] }, 'done', '1 check'],
    [looks.servicesHealthy, { services: [] }, 'unseen', 'no check is looked at'],
    [
      looks.thresholdsFit,
      { fired: { count: 4, noise: 1 } },
      'to do',
      '1 of 4 alerts in 24 h were noise',
    ],
    [looks.thresholdsFit, { fired: { count: 4, noise: 0 } }, 'unseen', '4 alerts in 24 h'],
    [looks.logsArrive, {}, 'done', 'entries of 1 target in 24 h'],
    [looks.logsArrive, { targets: [mute] }, 'to do', 'no entry in 24 h of web-1'],
    [looks.logsArrive, { targets: [{ ...mute, logs: 0 }] }, 'unseen', 'no log is followed'],
    [looks.backedUp, {}, 'done', 'the newest, verified, is 1 h old, 1 kB'],
    [looks.alertsOwned, { open: [anAlert()] }, 'done', '1 alert open'],
    [looks.alertsOwned, { open: [lone] }, 'to do', '1 alert open for a day without an owner'],
    [looks.certificatesValid, {}, 'unseen', 'no check sees a certificate'],
    [
      looks.certificatesValid,
      {
        certificates: [
          { check: 'a', days: 60 },
          { check: 'b', days: 13.9 },
        ],
      },
      'to do',
      'the first ends in 13 days (b)',
    ],
    [
      looks.certificatesValid,
      { certificates: [{ check: 'a', days: 60 }] },
      'done',
      '1 certificate, the first ends in 60 days (a)',
    ],
    [looks.roomLeft, { storage: stored(1_000) }, 'to do', '950 B of 1 kB; points are kept 30 d'],
    [looks.roomLeft, { storage: stored(2_000) }, 'done', '950 B of 2 kB'],
    [looks.roomLeft, { storage: stored(null) }, 'unseen', '950 B without a bound'],
  ])('%#', (look, more, state, text) => {
    const seen = look(facts(more));
    expect(seen.state).toBe(state);
    expect(seen.text).toContain(text);
  });
});

describe('a tick holds', () => {
  test.each<[Period, string, string]>([
    ['release', '2026-03-10T12:00:00Z', '2026-03-17T12:00:00Z'],
    // Clocks in Berlin go forward on 29 March.
    ['day', '2026-03-29T12:00:00Z', '2026-03-29T22:00:00Z'],
    ['day', '2026-03-28T12:00:00Z', '2026-03-28T23:00:00Z'],
    ['week', '2026-03-10T12:00:00Z', '2026-03-15T23:00:00Z'],
    ['week', '2026-03-15T22:59:00Z', '2026-03-15T23:00:00Z'],
    ['week', '2026-03-15T23:00:00Z', '2026-03-22T23:00:00Z'],
    ['month', '2026-12-31T22:00:00Z', '2026-12-31T23:00:00Z'],
    ['month', '2026-03-10T12:00:00Z', '2026-03-31T22:00:00Z'],
    ['quarter', '2026-03-10T12:00:00Z', '2026-03-31T22:00:00Z'],
    ['quarter', '2026-11-10T12:00:00Z', '2026-12-31T23:00:00Z'],
  ])('for a %s from %s until %s', (period, at, until) => {
    const held = holdsUntil(period, 'Europe/Berlin', Date.parse(at));
    expect(new Date(held).toISOString()).toBe(new Date(until).toISOString());
  });
});
