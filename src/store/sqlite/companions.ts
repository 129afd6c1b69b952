import type { AlertChange, Hold, Queued } from '../../model/alert-change.ts';
import type { Instant } from '../../model/time.ts';
import type { Stored } from './alert-statements.ts';
import { changeStatements } from './change-statements.ts';
import type { Context } from './context.ts';
import { messageKey } from './message-key.ts';

/** Writes what comes with a change of an alert: its history, its messages, what is held back and its rule's state. */
export function companions({ raw, installation }: Pick<Context, 'raw' | 'installation'>) {
  const statements = changeStatements(raw);

  return {
    record(change: AlertChange, stored: Stored, at: Instant): void {
      for (const { by, channel = null, ...event } of change.events) {
        const who = { byId: by.id, byName: by.name };
        statements.event.run({ ...event, ...who, channel, alert: stored.id });
      }
      for (const [index, message] of change.messages.entries()) {
        queue(message, { ...stored, index, at });
      }
      if (change.holds) hold(change.holds, stored.id, at);
      recordRuleState(change);
    },

    forget(fingerprint: string): void {
      statements.forget.run(fingerprint);
    },
  };

  function queue(message: Queued, cause: Stored & { index: number; at: Instant }): void {
    const { channel, kind, body, on = cause.id, silent = false, wait = 0 } = message;
    const { id, version, index, at } = cause;
    const row = {
      // Named after the alert that changed: several changes may say something on one alert.
      key: messageKey(installation, id, version, kind, channel, index),
      channel,
      kind,
      alert: on,
      version,
      body,
      silent: silent ? 1 : 0,
      at,
      dueAt: at + wait,
    } as const;
    if (kind === 'card' && statements.joinCard.run(row).changes > 0) return;
    statements.message.run(row);
  }

  function hold(holds: readonly Hold[], alert: number, at: Instant): void {
    statements.release.run(alert);
    for (const { channel, why, detail, until, silence } of holds) {
      statements.hold.run({ alert, channel: channel ?? '', why, detail, until, silence, at });
      if (silence !== null) statements.hit.run({ silence, alert });
    }
  }

  function recordRuleState({ ruleState, alert }: AlertChange): void {
    if (ruleState === undefined) return;
    if (ruleState === null) {
      statements.forget.run(alert.fingerprint);
      return;
    }
    const { fingerprint, rule, target, muted } = ruleState;
    const mutedUntil = muted?.until ?? null;
    const mutedAlert = muted?.alert ?? null;
    statements.ruleState.run({ fingerprint, rule, target, mutedUntil, mutedAlert });
  }
}
