import type { Alert, AlertState } from '../../src/model/alert.ts';
import { NEW_LIFE } from '../../src/model/alert.ts';
import type { AlertChange, AlertContent, Queued } from '../../src/model/alert-change.ts';
import type { OutboxEntry } from '../../src/model/outbox.ts';
import type { NewTarget, Store } from '../../src/store/ports.ts';

export const RULE = { id: 'rule', name: 'rule' };
export const ANA = { id: 'discord:111', name: 'Ana' };

export function aTarget(more: Partial<NewTarget> = {}): NewTarget {
  const plain = { kind: 'local', interval: 30_000, labels: {}, preset: 'base' } as const;
  return { name: 'web-1', ...plain, ssh: null, parent: null, ...more };
}

/** Stores one target and answers with its id. */
export async function withTarget(store: Store, name = 'web-1'): Promise<number> {
  const [target] = await store.targets.sync([aTarget({ name })], 0);
  if (!target) throw new Error('no target');
  return target.id;
}

export const pending = (since: number): AlertState => ({ kind: 'pending', since });
export const firing = (since: number): AlertState => ({ kind: 'firing', since, firedAt: since });
export const acknowledged = (since: number, at: number): AlertState => {
  return { kind: 'acknowledged', since, firedAt: since, by: ANA, at, note: 'mine' };
};
export const resolved = (since: number, at: number): AlertState => {
  return { kind: 'resolved', since, firedAt: since, by: RULE, at, note: null };
};
export const cancelled = (since: number, at: number): AlertState => {
  return { kind: 'resolved', since, firedAt: null, by: RULE, at, note: null };
};

export function content(more: Partial<AlertContent> & { target: number }): AlertContent {
  return {
    fingerprint: 'disk_full web-1 mount=/var',
    rule: 'disk_full',
    labels: { mount: '/var' },
    severity: 'warning',
    state: firing(1_000),
    message: 'Disk /var is 91 % full',
    evidence: { metric: 'system.disk', value: 91, operator: '>', limit: 90 },
    scoreBefore: 95,
    scoreNow: 80,
    previous: null,
    type: 'resource',
    lead: null,
    life: NEW_LIFE,
    ...more,
  };
}

/** Opens a new episode unless `on` names the alert it changes. */
export function change(
  alert: AlertContent,
  more: { on?: Alert; messages?: readonly Queued[] } & Partial<AlertChange> = {},
): AlertChange {
  const { on, messages = [], events = [], ...rest } = more;
  const expect = on ? { id: on.id, version: on.version } : null;
  return { expect, alert, events, messages, ...rest };
}

/** Applies one change that must win. */
export async function win(store: Store, one: AlertChange, at = 1_000): Promise<Alert> {
  const [result] = await store.alerts.apply([one], at);
  if (result?.kind !== 'applied') throw new Error('the change lost');
  return result.alert;
}

export function card(channel = 'ops', more: Partial<Queued> = {}): Queued {
  return { channel, kind: 'card', body: null, ...more };
}

export function note(channel = 'ops', more: Partial<Queued> = {}): Queued {
  return { channel, kind: 'note', body: '{"blocks":[]}', ...more };
}

/** The channel's next entry, taken to be sent. */
export async function claimOne(store: Store, channel = 'ops', now = 1_000): Promise<OutboxEntry> {
  const [entry] = await store.outbox.claim(channel, { now, lease: 60_000, limit: 1 });
  if (!entry) throw new Error(`nothing is due for ${channel}`);
  return entry;
}

/** A receipt of a message that was posted. */
export function receipt(at = 3_000, more: { posted?: boolean; remoteId?: string } = {}) {
  return { remoteId: '7', at, posted: true, ...more };
}
