import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { AlertEvent, AlertLife, AlertState, Evidence } from '../../model/alert.ts';
import type { Role, Surface } from '../../model/person.ts';
import type { Labels } from '../../model/sample.ts';
import type { Factor } from '../../model/score.ts';
import type { SshAddress, TargetKind } from '../../model/target.ts';
import { json, severity } from './columns.ts';

/** Moments are epoch milliseconds; flags, labels and evidence are JSON or 0 and 1. */

/** One row: the proof that a file is Tocsin's, and what makes message keys differ between installations. */
export const installation = sqliteTable('installation', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: integer('created_at').notNull(),
  openedAt: integer('opened_at').notNull(),
});

export const targets = sqliteTable('targets', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  name: text('name').notNull().unique(),
  kind: text('kind').$type<TargetKind>().notNull(),
  interval: integer('interval').notNull(),
  labels: json<Labels>('labels').notNull(),
  preset: text('preset').notNull(),
  /** Without its password. */
  ssh: json<SshAddress>('ssh'),
  watched: integer('watched', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  parent: text('parent'),
});

const targetId = () =>
  integer('target')
    .notNull()
    .references(() => targets.id);

export const roundsLatest = sqliteTable('rounds_latest', {
  target: targetId().primaryKey(),
  at: integer('at').notNull(),
  ok: integer('ok', { mode: 'boolean' }).notNull(),
  took: real('took').notNull(),
  detail: text('detail').notNull(),
});

/** Rounds per hour of the clock; `hour` is the hour's start. */
export const roundCounts = sqliteTable(
  'round_counts',
  {
    target: targetId(),
    hour: integer('hour').notNull(),
    measured: integer('measured').notNull(),
    missed: integer('missed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.target, t.hour] }), index('round_counts_hour').on(t.hour)],
);

export const gaps = sqliteTable(
  'gaps',
  {
    id: integer('id').primaryKey(),
    target: targetId(),
    from: integer('from').notNull(),
    to: integer('to'),
    reason: text('reason').notNull(),
  },
  (t) => [
    uniqueIndex('gaps_open').on(t.target).where(sql`${t.to} is null`),
    index('gaps_target').on(t.target, t.from),
    index('gaps_end').on(t.to),
  ],
);

const scoreColumns = () => ({
  at: integer('at').notNull(),
  score: real('score'),
  status: text('status').notNull(),
  factors: json<readonly Factor[]>('factors').notNull(),
  unknown: json<readonly string[]>('unknown').notNull(),
});

/** One row per change. */
export const scores = sqliteTable(
  'scores',
  { id: integer('id').primaryKey(), target: targetId(), ...scoreColumns() },
  (t) => [index('scores_target').on(t.target, t.at), index('scores_at').on(t.at)],
);

export const latestScores = sqliteTable('latest_scores', {
  target: targetId().primaryKey(),
  ...scoreColumns(),
});

export const ruleStates = sqliteTable(
  'rule_states',
  {
    fingerprint: text('fingerprint').primaryKey(),
    rule: text('rule').notNull(),
    target: targetId(),
    mutedUntil: integer('muted_until'),
    mutedAlert: integer('muted_alert'),
  },
  (t) => [index('rule_states_target').on(t.target)],
);

export const alerts = sqliteTable(
  'alerts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    fingerprint: text('fingerprint').notNull(),
    rule: text('rule').notNull(),
    target: targetId(),
    labels: json<Labels>('labels').notNull(),
    severity: severity('severity').notNull(),
    state: text('state').$type<AlertState['kind']>().notNull(),
    since: integer('since').notNull(),
    firedAt: integer('fired_at'),
    /** Who acknowledged or resolved it, when and why; null while nobody has. */
    byId: text('by_id'),
    byName: text('by_name'),
    actedAt: integer('acted_at'),
    note: text('note'),
    version: integer('version').notNull(),
    message: text('message').notNull(),
    evidence: json<Evidence>('evidence').notNull(),
    scoreBefore: real('score_before'),
    scoreNow: real('score_now'),
    previous: integer('previous'),
    type: text('type').notNull().default('custom'),
    lead: integer('lead'),
    /** When the episode that this pending one would go on with had cleared. */
    clearedAt: integer('cleared_at'),
    life: json<AlertLife>('life'),
  },
  (t) => [
    uniqueIndex('alerts_open').on(t.fingerprint).where(sql`${t.state} <> 'resolved'`),
    index('alerts_open_target').on(t.target).where(sql`${t.state} <> 'resolved'`),
    index('alerts_fingerprint').on(t.fingerprint, t.id),
    index('alerts_list')
      .on(t.state, sql`${t.severity} desc`, t.since, t.id)
      .where(sql`${t.firedAt} is not null`),
    index('alerts_fired').on(t.firedAt),
    index('alerts_lead').on(t.lead).where(sql`${t.lead} is not null`),
    index('alerts_resolved').on(t.actedAt).where(sql`${t.state} = 'resolved'`),
  ],
);

export const alertEvents = sqliteTable(
  'alert_events',
  {
    id: integer('id').primaryKey(),
    alert: integer('alert')
      .notNull()
      .references(() => alerts.id),
    at: integer('at').notNull(),
    kind: text('kind').$type<AlertEvent['kind']>().notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    detail: text('detail').notNull(),
    channel: text('channel'),
  },
  (t) => [index('alert_events_alert').on(t.alert, t.id), index('alert_events_at').on(t.at)],
);

export const inbox = sqliteTable(
  'inbox',
  {
    source: text('source').notNull(),
    id: integer('id').notNull(),
    body: text('body').notNull(),
    receivedAt: integer('received_at').notNull(),
    doneAt: integer('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.id] }),
    index('inbox_pending').on(t.source, t.id).where(sql`${t.doneAt} is null`),
    index('inbox_done').on(t.doneAt),
  ],
);

export const inboxOffsets = sqliteTable('inbox_offsets', {
  source: text('source').primaryKey(),
  offset: integer('offset').notNull(),
});

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  role: text('role').$type<Role>().notNull(),
  createdAt: integer('created_at').notNull(),
});

export const pairedChannels = sqliteTable('paired_channels', {
  name: text('name').primaryKey(),
  kind: text('kind').$type<Surface>().notNull(),
  address: text('address').notNull(),
  thread: text('thread'),
  createdAt: integer('created_at').notNull(),
});

export const pairingCodes = sqliteTable('pairing_codes', {
  /** SHA-256 of the code, hex. */
  hash: text('hash').primaryKey(),
  expires: integer('expires').notNull(),
});

export const jobRuns = sqliteTable(
  'job_runs',
  {
    job: text('job').notNull(),
    slot: integer('slot').notNull(),
    claimedAt: integer('claimed_at').notNull(),
    finishedAt: integer('finished_at'),
    error: text('error'),
  },
  (t) => [primaryKey({ columns: [t.job, t.slot] })],
);

export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});
