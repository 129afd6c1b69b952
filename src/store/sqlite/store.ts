import { randomBytes } from 'node:crypto';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Instant } from '../../model/time.ts';
import { attempt, connect, type Database, SYNCHRONOUS } from '../database.ts';
import { prepareFile } from '../database-file.ts';
import { type Store, StoreError } from '../ports.ts';
import { actionStore } from './actions.ts';
import { adjustmentStore } from './adjustments.ts';
import { alertStore } from './alerts.ts';
import { causeStore } from './causes.ts';
import { checkStore } from './checks.ts';
import type { Context } from './context.ts';
import { definitionStore } from './definitions.ts';
import { forecastStore } from './forecasts.ts';
import { inboxStore } from './inbox.ts';
import { jobStore, settingStore } from './jobs.ts';
import { markStore } from './marks.ts';
import { findMigrations, migrate, readMigrations } from './migrate.ts';
import { oncallStore } from './oncall.ts';
import { outboxStore } from './outbox.ts';
import { peopleStore } from './people.ts';
import { prune } from './prune.ts';
import { roundStore } from './rounds.ts';
import { scoreStore } from './scores.ts';
import { silenceStore } from './silences.ts';
import { targetStore } from './targets.ts';

export interface StoreOptions {
  /** Wall clock. */
  readonly now: () => Instant;
  /** Folder of generated migrations; found from the program's own place unless given. */
  readonly migrations?: string;
  /** What a power cut takes can be made again: then no unit of work waits for the disk. */
  readonly isReplaceable?: boolean;
}

/**
 * Opens the state of one installation, or makes a new one. The caller holds the lock of the data directory: what an
 * earlier process was sending is due again at once, and so is a job that it was doing; an action is never done again.
 *
 * @returns the store; `notices` has one line per damaged or foreign file that was moved aside.
 * @throws StoreError with one line that says what to do.
 */
export async function openStore(
  file: string,
  { now, migrations: folder = findMigrations(), isReplaceable = false }: StoreOptions,
): Promise<Store & { readonly notices: readonly string[] }> {
  const migrations = readMigrations(folder);
  const kind = {
    scan: 'always',
    ours: (raw: Database['raw']) =>
      raw.prepare('select 1 from installation where id = 1').get() !== undefined,
    create: (raw: Database['raw']) => {
      migrate(raw, migrations);
      raw
        .prepare('insert into installation (id, name, created_at, opened_at) values (1, ?, ?, ?)')
        .run(BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36), now(), now());
    },
  } as const;
  const notices = prepareFile(file, kind, now());
  const database = connect(file, 'FULL');
  try {
    attempt(`update ${file}`, () => migrate(database.raw, migrations));
    const installation = await begin(database, now());
    if (isReplaceable) database.raw.pragma('synchronous = NORMAL');
    return { ...ports({ ...database, db: drizzle(database.raw), installation }), notices };
  } catch (error) {
    database.raw.close();
    throw error;
  }
}

/** The first write of a process, after which SQLite's real durability can be read. */
async function begin(database: Database, now: Instant): Promise<string> {
  const { raw } = database;
  const name = await database.write('begin', () => {
    raw.prepare("update outbox set due_at = ? where state = 'sending'").run(now);
    raw.prepare('delete from job_runs where finished_at is null').run();
    raw
      .prepare("update action_runs set state = 'broken off', detail = ? where state = 'running'")
      .run('Tocsin ended while it ran: look there how far it came');
    return raw
      .prepare('update installation set opened_at = ? where id = 1 returning name')
      .pluck()
      .get(now) as string;
  });
  if (raw.pragma('synchronous', { simple: true }) !== SYNCHRONOUS.FULL) {
    throw new StoreError(
      `${raw.name} would lose acknowledged writes in a power cut; reinstall better-sqlite3`,
    );
  }
  return name;
}

function ports(context: Context): Store {
  return {
    targets: targetStore(context),
    checks: checkStore(context),
    rounds: roundStore(context),
    scores: scoreStore(context),
    alerts: alertStore(context),
    outbox: outboxStore(context),
    silences: silenceStore(context),
    adjustments: adjustmentStore(context),
    definitions: definitionStore(context),
    marks: markStore(context),
    causes: causeStore(context),
    actions: actionStore(context),
    inbox: inboxStore(context),
    people: peopleStore(context),
    oncall: oncallStore(context),
    forecasts: forecastStore(context),
    jobs: jobStore(context),
    settings: settingStore(context),
    prune: (before) => prune(context, before),
    size: context.size,
    [Symbol.asyncDispose]: context[Symbol.asyncDispose],
  };
}
