import type { AlertChange, Applied } from '../../model/alert-change.ts';
import type { Instant } from '../../model/time.ts';
import type { AlertStore } from '../ports.ts';
import { alertQueries } from './alert-queries.ts';
import { toAlert, toRow } from './alert-row.ts';
import { alertStatements } from './alert-statements.ts';
import type { Context } from './context.ts';
import { messageKey } from './message-key.ts';

const LOST: Applied = { kind: 'lost' };

/** Where a change is written: a new row (`id` null), a blip's row taken again, or the row it expects. */
interface Place {
  readonly id: number | null;
  readonly version: number;
}

export function alertStore(context: Context): AlertStore {
  const { installation, write } = context;
  const statements = alertStatements(context.db);

  return {
    apply: (changes, at) =>
      write('store alerts', () => changes.map((change) => applyOne(change, at))),

    forget: (fingerprint) =>
      write('forget a rule', () => {
        statements.forget.run({ fingerprint });
      }),

    ...alertQueries(context),
  };

  function applyOne(change: AlertChange, at: Instant): Applied {
    const place = placeFor(change);
    if (!place) return LOST;
    const version = place.version + 1;
    const row = statements.save.get(toRow(change.alert, place.id, version));
    const target = statements.target.get({ id: change.alert.target });
    if (!(row && target)) throw new Error(`alert of ${change.alert.fingerprint} was not stored`);
    record(change, row.id, version, at);
    return { kind: 'applied', alert: toAlert(row, target.name) };
  }

  function placeFor({ expect, alert }: AlertChange): Place | null {
    const { fingerprint } = alert;
    const open = statements.open.get({ fingerprint });
    if (expect) {
      const stored = statements.version.get({ id: expect.id });
      const taken = open && open.id !== expect.id && alert.state.kind !== 'resolved';
      return stored?.version === expect.version && !taken ? expect : null;
    }
    if (open) return null;
    const newest = statements.newest.get({ fingerprint });
    return newest?.firedAt === null ? newest : { id: null, version: 0 };
  }

  function record(change: AlertChange, alert: number, version: number, at: Instant): void {
    for (const { by, ...event } of change.events) {
      statements.event.run({ ...event, alert, byId: by.id, byName: by.name });
    }
    for (const [index, { channel, kind, body }] of change.messages.entries()) {
      const key = messageKey(installation, alert, version, kind, channel, index);
      statements.message.run({ key, channel, kind, alert, version, body, at });
    }
    recordRuleState(change);
  }

  function recordRuleState({ ruleState, alert }: AlertChange): void {
    if (ruleState === undefined) return;
    if (ruleState === null) {
      statements.forget.run({ fingerprint: alert.fingerprint });
      return;
    }
    const { fingerprint, rule, target, muted } = ruleState;
    const mutedUntil = muted?.until ?? null;
    const mutedAlert = muted?.alert ?? null;
    statements.ruleState.run({ fingerprint, rule, target, mutedUntil, mutedAlert });
  }
}
