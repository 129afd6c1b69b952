import type { ActionRun } from '../model/action.ts';
import type { Alert, AlertEvent, Doer, Severity } from '../model/alert.ts';
import type { AlertChange, Applied, RuleState, StoredHold } from '../model/alert-change.ts';
import type { AppEvent } from '../model/event.ts';
import type { EventReader } from '../model/event-question.ts';
import type { JobRun } from '../model/job.ts';
import type { LogBatch, LogReader } from '../model/log.ts';
import type { RegisteredMetric } from '../model/metric-said.ts';
import type {
  ChannelTraffic,
  DeliveryReport,
  OutboxEntry,
  PostedMessage,
} from '../model/outbox.ts';
import type { Actor, Role } from '../model/person.ts';
import type { Gap, Labels, Point, Round } from '../model/sample.ts';
import type { Score } from '../model/score.ts';
import type { Maintenance, RuleSwitch, Silence } from '../model/silence.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { CauseStore } from './cause-port.ts';
import type { CheckStore } from './check-port.ts';
import type { ForecastStore } from './forecast-port.ts';
import type { MarkStore } from './marks-port.ts';
import type { OncallStore } from './oncall-port.ts';
import type { EventsTaken, EventUsage } from './samples/events/port.ts';
import type {
  Ingested,
  IngestOptions,
  SampleAnswer,
  SamplePolicy,
  SampleQuery,
  SampleRow,
  SampleStats,
  SampleUsage,
} from './samples/port.ts';

/** Every method of every port here is one whole unit of work: done completely and durably, or not at all. */

/** A target that has no id yet. What the store has no place for is given back by `sync` and not stored. */
export type NewTarget = Omit<Target, 'id'>;

export interface TargetStore {
  /** Makes the watched targets exactly these, by name; ids are kept for ever, also of targets that return. Passwords and passphrases are not stored. */
  sync(targets: readonly NewTarget[], at: Instant): Promise<readonly Target[]>;
  /** Watched targets, by name. */
  list(): Promise<readonly Target[]>;
  /** The target that stands for the monitor itself; it is never among the watched ones. */
  self(at: Instant): Promise<Target>;
}

export interface RoundStore {
  /**
   * Stores the round's outcome (latest per target, an hourly count, a gap that opens or closes) with its score. The
   * newest score is kept per target; history gets a row only when score, status, factor names or unknowns changed.
   */
  record(round: Round, score: Score | null): Promise<void>;
  last(target: number): Promise<{ at: Instant; ok: boolean; detail: string } | null>;
  /** Nobody looks any more: a gap that is open ends at `at`. */
  endGap(target: number, at: Instant): Promise<void>;
  /** Gaps that touch [from, to). */
  gaps(target: number, from: Instant, to: Instant): Promise<readonly Gap[]>;
  count(target: number, from: Instant, to: Instant): Promise<{ measured: number; missed: number }>;
}

export interface ScoreStore {
  latest(target: number): Promise<Score | null>;
  /** Newest score at or before `at`. */
  at(target: number, at: Instant): Promise<Score | null>;
  /** Changes of the score in [from, to), oldest first. The even series is the metric `health.score` in the samples. */
  history(target: number, from: Instant, to: Instant): Promise<readonly Score[]>;
  /**
   * Adds scores of the past, oldest first, beside what is there: a moment that has one keeps it, and one that says what
   * the one before said adds nothing. The newest score is replaced only by a newer one.
   */
  add(scores: readonly Score[]): Promise<void>;
}

export interface AlertStore {
  /** All changes in one transaction; each wins or loses by itself. Results in the order of the changes. */
  apply(changes: readonly AlertChange[], at: Instant): Promise<readonly Applied[]>;
  /** Open alerts (pending, firing, acknowledged) of one target, or of all. */
  open(target: number | null): Promise<readonly Alert[]>;
  /** Strongest first, then oldest; `state` null or 'open' means the open ones; alerts that never fired only with 'pending'. */
  list(filter: {
    state: 'open' | 'pending' | 'firing' | 'acknowledged' | 'resolved' | null;
    severity: Severity | null;
    target: number | null;
    limit: number;
  }): Promise<{ alerts: readonly Alert[]; total: number }>;
  get(id: number): Promise<{ alert: Alert; events: readonly AlertEvent[] } | null>;
  /** Alerts that fired or were resolved in [from, to), oldest first; never those that did not fire. */
  between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  /** Alerts that were open at some time in [from, to), whenever they fired and ended, oldest first; never pending ones. */
  touching(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  ruleStates(target: number): Promise<readonly RuleState[]>;
  /** Channels that were told of the alert, or are about to be. */
  told(id: number): Promise<readonly string[]>;
  /** Forgets a rule's state. */
  forget(fingerprint: string): Promise<void>;
  /** Alerts that ended by themselves at or after `since`: their condition may come back. */
  recent(since: Instant): Promise<readonly Alert[]>;
  /** Alerts that are shown in the message of alert `lead`, itself included: the open ones first, strongest first. */
  members(lead: number, limit: number): Promise<{ alerts: readonly Alert[]; total: number }>;
  /** What is held back, of one alert or of all. */
  holds(alert: number | null): Promise<readonly StoredHold[]>;
}

/** Silences of which at least one was made. Alerts that they hide are noted by `AlertStore.apply`. */
export interface SilenceStore {
  add(silence: {
    matcher: Silence['matcher'];
    by: Doer;
    reason: string;
    createdAt: Instant;
    endsAt: Instant | null;
  }): Promise<Silence>;
  /** Those that have not ended. */
  active(): Promise<readonly Silence[]>;
  /** Newest first, also those that have ended. */
  list(limit: number): Promise<readonly Silence[]>;
  /** What it has hidden so far, and which of that is still open; null when there is no such silence. */
  effect(id: number): Promise<{ silence: Silence; open: readonly number[] } | null>;
  /** Ends it; null when there is no such silence or it has ended already. `open` are the alerts it hid that are still open. */
  end(
    id: number,
    how: { at: Instant; by: Doer },
  ): Promise<{ silence: Silence; open: readonly number[] } | null>;
}

/** What people changed about rules and maintenance in a chat. */
export interface AdjustmentStore {
  maintenance(): Promise<readonly Maintenance[]>;
  /** False when the name is taken. */
  addMaintenance(window: Maintenance & { by: Doer }, at: Instant): Promise<boolean>;
  removeMaintenance(name: string): Promise<boolean>;
  switches(): Promise<readonly RuleSwitch[]>;
  switchOff(rule: RuleSwitch): Promise<void>;
  switchOn(rule: string): Promise<boolean>;
}

/** What people and programs said of metrics while the monitor ran, one of each name. */
export interface DefinitionStore {
  /** By name. */
  list(): Promise<readonly RegisteredMetric[]>;
  /** Each takes the place of what was said of that name before. */
  put(all: readonly RegisteredMetric[]): Promise<void>;
  /** False when nothing was said of it. */
  remove(name: string): Promise<boolean>;
}

/** What was done on targets, would be done, or was asked for; the last is kept until it is answered. */
export interface ActionStore {
  /** Writes one down; null when there is one of that token. */
  add(run: Omit<ActionRun, 'id'>): Promise<ActionRun | null>;
  /** What has become of one, unless it is in another state than `from` by now: then false. */
  change(
    id: number,
    from: ActionRun['state'],
    to: Partial<Omit<ActionRun, 'id' | 'target' | 'action' | 'token'>>,
  ): Promise<boolean>;
  get(id: number): Promise<ActionRun | null>;
  /** That of a token, or null. */
  byToken(token: string): Promise<ActionRun | null>;
  /** Newest first; `since` leaves out what began before. */
  list(
    of: { readonly target: number; readonly action: string | null; readonly since?: Instant },
    limit: number,
  ): Promise<readonly ActionRun[]>;
}

/** How far a look for overdue messages went. */
export interface Looked {
  readonly from: Instant;
  /** What has this id or a smaller one needs no look any more. */
  readonly beyond: number;
}

export interface Overdue {
  readonly entries: readonly (OutboxEntry & { readonly reason: string | null })[];
  readonly looked: Looked;
}

export interface OutboxStore {
  /** Queues a message that belongs to no alert; a `key` that exists already changes nothing. */
  queue(message: { key: string; channel: string; body: string }, at: Instant): Promise<void>;
  /**
   * Leases the channel's next due entries, oldest first. An entry whose lease has run out is due again. Never two
   * entries of one alert at once, and never one while an older entry of the same alert waits for its retry.
   */
  claim(
    channel: string,
    options: { now: Instant; lease: number; limit: number },
  ): Promise<readonly OutboxEntry[]>;
  /**
   * The channel took it. Remembers a card's `remoteId` and, when it was posted and not edited, when; appends a `sent`
   * event to the alert. Cards of the alert and channel that were queued before this one was claimed are done too.
   */
  sent(
    id: number,
    receipt: { remoteId: string; at: Instant; posted: boolean; remark?: string },
  ): Promise<void>;
  /** Nothing needs to be sent any more, because another message says it. */
  skip(id: number, options: { reason: string; at: Instant }): Promise<void>;
  retry(id: number, options: { notBefore: Instant; reason: string }): Promise<void>;
  /** Gives up; kept and shown, with an `undelivered` event on the alert. */
  dead(id: number, options: { reason: string; at: Instant }): Promise<void>;
  /** Forgets where a card stands, because it is gone. */
  unpost(alert: number, channel: string): Promise<void>;
  /**
   * What is sent to the channel goes to `place` from now on; true when that is another than the last one was. Then no
   * card stands there any more, and each alert that was told of in the channel gets a new one at its next change.
   */
  arrive(channel: string, place: string): Promise<boolean>;
  /** Where an alert's card stands in a channel. */
  posted(alert: number, channel: string): Promise<PostedMessage | null>;
  /** Lets nothing of the channel wait beyond `latest`: after the clock was set back. */
  hasten(channel: string, latest: Instant): Promise<void>;
  /** What failed before is due at `now`: the channel is there again. */
  again(channel: string, now: Instant): Promise<void>;
  /** Channels for which something waits. */
  waiting(): Promise<readonly string[]>;
  /** When the channel's next entry is due, or null. */
  nextDue(channel: string): Promise<Instant | null>;
  /** How each message of an alert fared, oldest first. */
  deliveries(alert: number): Promise<readonly DeliveryReport[]>;
  /**
   * Notes and cards of alerts that have waited since before `before`, oldest first, without those that were among them
   * at the `former` look. `looked` is for the next look, which then costs only what came since.
   */
  overdue(before: Instant, former: Looked | null): Promise<Overdue>;
  /** When the oldest was queued of all that has waited since before `before`, or null. */
  oldestSince(before: Instant): Promise<Instant | null>;
  /** Messages with a sound that were queued for the channel at or after `since`; edits make none. */
  pushes(channel: string, since: Instant): Promise<number>;
  /** How a message of `queue` fared; null when there is none of that key. */
  fate(message: { key: string; channel: string }): Promise<DeliveryReport | null>;
  /** Every channel that something was queued for. */
  traffic(): Promise<readonly ChannelTraffic[]>;
  /** Entries by state, for `about` and tests. */
  counts(): Promise<{ queued: number; sending: number; sent: number; dead: number }>;
}

/** What arrived from outside and must be handled once. */
export interface InboxStore {
  /** Stores updates that are new (unique on source and id) and the source's next offset, in one transaction. */
  add(
    source: string,
    updates: readonly { id: number; body: string }[],
    offset: number,
    at: Instant,
  ): Promise<void>;
  offset(source: string): Promise<number>;
  /** Unhandled updates, oldest first. */
  pending(source: string): Promise<readonly { id: number; body: string; receivedAt: Instant }[]>;
  done(source: string, id: number, at: Instant): Promise<void>;
}

export interface StoredPerson {
  /** `discord:111`, `telegram:222`. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface PairedChannel {
  readonly name: string;
  readonly kind: 'discord' | 'telegram' | 'console';
  readonly address: string;
  readonly thread: string | null;
}

export interface PeopleStore {
  person(id: string): Promise<StoredPerson | null>;
  channels(): Promise<readonly PairedChannel[]>;
  /** Keeps a pairing code as its SHA-256, hex. */
  addCode(hash: string, expires: Instant): Promise<void>;
  /** Uses up the code and, when it is good, stores person and channel; one transaction. */
  pair(
    hash: string,
    options: { actor: Actor; channel: PairedChannel; at: Instant },
  ): Promise<'paired' | 'unknown' | 'expired'>;
}

export interface JobStore {
  /** True for exactly one caller per (job, slot). `slot` is the planned time, epoch ms. */
  claim(job: string, slot: Instant, at: Instant): Promise<boolean>;
  finish(job: string, slot: Instant, result: { at: Instant; error: string | null }): Promise<void>;
  /** Newest run of a job, or null. */
  lastRun(job: string): Promise<(JobRun & { readonly slot: Instant }) | null>;
}

export interface SettingStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

/** The state of one installation. */
export interface Store extends AsyncDisposable {
  readonly targets: TargetStore;
  readonly checks: CheckStore;
  readonly rounds: RoundStore;
  readonly scores: ScoreStore;
  readonly alerts: AlertStore;
  readonly outbox: OutboxStore;
  readonly silences: SilenceStore;
  readonly adjustments: AdjustmentStore;
  readonly definitions: DefinitionStore;
  readonly actions: ActionStore;
  readonly inbox: InboxStore;
  readonly people: PeopleStore;
  readonly oncall: OncallStore;
  readonly forecasts: ForecastStore;
  readonly marks: MarkStore;
  readonly causes: CauseStore;
  readonly jobs: JobStore;
  readonly settings: SettingStore;
  /** Deletes what is older than `before` from rounds, scores, inbox, job runs, settled outbox entries, and what resolved alerts leave behind. */
  prune(before: Instant): Promise<void>;
  /** Bytes on disk. */
  size(): Promise<number>;
}

/** Series of numbers, in their own file. */
export interface Samples extends AsyncDisposable {
  /**
   * Appends; a point that is there already is left alone, and what `ingest` would refuse is left out. What was appended
   * is seen by every later question at once. It is on the disk within five seconds; `flush` waits for that.
   *
   * @throws StoreError when the samples had to be shed.
   */
  append(
    target: number,
    at: Instant,
    readings: readonly { metric: string; labels: Labels; value: number }[],
  ): Promise<void>;
  /** Appends rows of any targets and times, each by itself: bad ones do not keep out good ones. Throws as `append` does. */
  ingest(rows: readonly SampleRow[], options?: IngestOptions): Promise<Ingested>;
  /** Everything that was appended before is on the disk. Throws as `append` does. */
  flush(): Promise<void>;
  series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  /** Points in [from, to), oldest first; more than `limit` are averaged into `limit` equal spans. */
  points(
    target: number,
    series: { metric: string; labels: Labels },
    range: { from: Instant; to: Instant; limit: number },
  ): Promise<readonly Point[]>;
  /**
   * Answers a question about one metric.
   *
   * @throws RangeError when the question makes no sense, with what is wrong.
   */
  query(question: SampleQuery): Promise<SampleAnswer>;
  /** Takes over other limits and another retention, the latter from the next pruning on. */
  keep(policy: SamplePolicy): Promise<void>;
  /** Forgets points older than `before`, as far as their metric has no retention of its own, and hours after a year. */
  prune(before: Instant): Promise<void>;
  usage(): Promise<SampleUsage>;
  stats(): Promise<SampleStats>;
  size(): Promise<number>;
}

/** What happened in applications. */
export interface Events extends EventReader {
  /**
   * Takes events, each by itself. A key that its target has sent before is a duplicate for as long as that event is kept.
   * What was taken is in the file.
   *
   * @throws StoreError when none could be written.
   */
  take(events: readonly AppEvent[]): Promise<EventsTaken>;
  /** Forgets events older than `before`. */
  prune(before: Instant): Promise<void>;
  usage(): Promise<EventUsage>;
}

/** Entries of followed logs, in their own file. */
export interface Logs extends LogReader {
  /** Where to go on in each log of a target, by its name, in the words of whoever follows it. */
  states(target: number): Promise<Readonly<Record<string, string>>>;
  /**
   * Stores entries together with where to go on.
   *
   * @throws StoreError when that cannot be written; then nothing of it is there.
   */
  take(batch: LogBatch): Promise<void>;
  /** Forgets entries from before an instant, and the oldest until the rest takes at most `most` bytes. */
  prune(limit: { readonly before: Instant; readonly most: number }): Promise<void>;
  /** Bytes on the disk. */
  size(): Promise<number>;
}

/** The store cannot be opened; `message` is one line that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
