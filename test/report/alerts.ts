import type { Alert, AlertState } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';

export const NOON = Date.UTC(2026, 2, 10, 12);
export const MINUTE = 60_000;
export const ANA = { id: 'discord:111', name: 'Ana' };
export const RULE = { id: 'rule', name: 'rule' };

export const STATES = {
  pending: { kind: 'pending', since: NOON - 5 * MINUTE },
  firing: { kind: 'firing', since: NOON - 20 * MINUTE, firedAt: NOON - 15 * MINUTE },
  acknowledged: {
    kind: 'acknowledged',
    since: NOON - 20 * MINUTE,
    firedAt: NOON - 15 * MINUTE,
    by: ANA,
    at: NOON - 10 * MINUTE,
    note: 'looking',
  },
  resolvedByRule: {
    kind: 'resolved',
    since: NOON - 20 * MINUTE,
    firedAt: NOON - 15 * MINUTE,
    by: RULE,
    at: NOON - 5 * MINUTE,
    note: null,
  },
  resolvedByAna: {
    kind: 'resolved',
    since: NOON - 20 * MINUTE,
    firedAt: NOON - 15 * MINUTE,
    by: ANA,
    at: NOON - 5 * MINUTE,
    note: 'rotated the logs',
  },
  neverFired: {
    kind: 'resolved',
    since: NOON - 20 * MINUTE,
    firedAt: null,
    by: RULE,
    at: NOON - 19 * MINUTE,
    note: null,
  },
} as const satisfies Record<string, AlertState>;

export function anAlert(more: Partial<Alert> = {}): Alert {
  return {
    id: 12,
    fingerprint: 'disk_full/1/mount=/var',
    rule: 'disk_full',
    target: 1,
    targetName: 'web-1',
    labels: { mount: '/var' },
    severity: 'critical',
    state: STATES.firing,
    version: 1,
    message: 'Disk /var at 96 % on web-1',
    evidence: { metric: 'system.disk', value: 96.04, operator: '>', limit: 95 },
    scoreBefore: 85,
    scoreNow: 65,
    previous: null,
    type: 'resource',
    lead: null,
    life: NEW_LIFE,
    ...more,
  };
}
