import type { AlertEvent } from '../../model/alert.ts';
import type { OutboxKind } from '../../model/outbox.ts';
import type { Instant } from '../../model/time.ts';
import type { Context } from './context.ts';

interface EventRow {
  readonly alert: number;
  readonly at: Instant;
  readonly kind: AlertEvent['kind'];
  readonly byId: string;
  readonly byName: string;
  readonly detail: string;
  readonly channel: string | null;
}

interface MessageRow {
  readonly key: string;
  readonly channel: string;
  readonly kind: OutboxKind;
  readonly alert: number;
  readonly version: number;
  readonly body: string | null;
  readonly silent: 0 | 1;
  readonly at: Instant;
  readonly dueAt: Instant;
}

interface HoldRow {
  readonly alert: number;
  readonly channel: string;
  readonly why: string;
  readonly detail: string;
  readonly until: Instant | null;
  readonly silence: number | null;
  readonly at: Instant;
}

interface RuleStateRow {
  readonly fingerprint: string;
  readonly rule: string;
  readonly target: number;
  readonly mutedUntil: Instant | null;
  readonly mutedAlert: number | null;
}

/** What is written beside the alert itself, prepared once. */
export function changeStatements(raw: Context['raw']) {
  return { ...messages(raw), ...holds(raw), ...ruleStates(raw), event: eventStatement(raw) };
}

/** Appends to an alert's history. */
export function eventStatement(raw: Context['raw']) {
  return raw.prepare<EventRow>(
    `insert into alert_events (alert, at, kind, by_id, by_name, detail, channel)
     values (@alert, @at, @kind, @byId, @byName, @detail, @channel)`,
  );
}

function messages(raw: Context['raw']) {
  return {
    message: raw.prepare<MessageRow>(
      `insert into outbox
         (key, channel, kind, alert, version, body, state, attempts, silent, due_at, first_due_at, created_at)
       values
         (@key, @channel, @kind, @alert, @version, @body, 'queued', 0, @silent, @dueAt, @dueAt, @at)`,
    ),
    /**
     * A card that waits shows the newest state anyway: it is only made as loud and as early as the new one would be,
     * but never earlier than a channel asked for after a try. It shows nothing when another is under way whose receipt
     * will count for it: that one was made before this change.
     */
    joinCard: raw.prepare<MessageRow>(
      `update outbox set
         due_at = case attempts when 0 then min(due_at, @dueAt) else due_at end,
         first_due_at = min(coalesce(first_due_at, created_at), @dueAt),
         silent = min(silent, @silent)
       where alert = @alert and channel = @channel and kind = 'card' and state = 'queued'
         and settled_at is null
         and not exists (
           select 1 from outbox sending
           where sending.alert = @alert and sending.channel = @channel and sending.kind = 'card'
             and sending.state = 'sending' and sending.claimed_after >= outbox.id)`,
    ),
  };
}

function holds(raw: Context['raw']) {
  return {
    release: raw.prepare<[number]>('delete from holds where alert = ?'),
    hold: raw.prepare<HoldRow>(
      `insert into holds (alert, channel, why, detail, until, silence, at)
       values (@alert, @channel, @why, @detail, @until, @silence, @at)
       on conflict (alert, channel) do nothing`,
    ),
    hit: raw.prepare<{ readonly silence: number; readonly alert: number }>(
      `insert into silence_hits (silence, alert) values (@silence, @alert)
       on conflict (silence, alert) do nothing`,
    ),
  };
}

function ruleStates(raw: Context['raw']) {
  return {
    ruleState: raw.prepare<RuleStateRow>(
      `insert into rule_states (fingerprint, rule, target, muted_until, muted_alert)
       values (@fingerprint, @rule, @target, @mutedUntil, @mutedAlert)
       on conflict (fingerprint) do update set
         rule = excluded.rule, target = excluded.target,
         muted_until = excluded.muted_until, muted_alert = excluded.muted_alert`,
    ),
    forget: raw.prepare<[string]>('delete from rule_states where fingerprint = ?'),
  };
}
