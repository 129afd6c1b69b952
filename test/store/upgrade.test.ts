import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { NEW_LIFE } from '../../src/model/alert.ts';
import { findMigrations, migrate, readMigrations } from '../../src/store/sqlite/migrate.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from './fresh-folder.ts';

const now = () => 5_000;

/** A database as the first schema made it, with an alert whose card stands and is queued again with a note. */
function oldDatabase(): string {
  const file = join(freshFolder(), 'tocsin.db');
  const raw = new Sqlite(file);
  migrate(raw, readMigrations(findMigrations()).slice(0, 1));
  raw.exec(`
    insert into installation (id, name, created_at, opened_at) values (1, 'here', 0, 0);
    insert into targets (id, name, kind, interval, labels, preset, watched, created_at)
      values (1, 'web-1', 'local', 30000, '{}', 'base', 1, 0);
    insert into alerts (id, fingerprint, rule, target, labels, severity, state, since, fired_at, version, message, evidence)
      values (1, 'f', 'disk_full', 1, '{}', 1, 'firing', 1000, 1000, 1, 'full', '{}');
    insert into outbox (id, key, channel, kind, alert, version, body, state, attempts, due_at, created_at)
      values (1, 'k1', 'ops', 'card', 1, 1, null, 'queued', 0, 2000, 2000),
             (2, 'k2', 'ops', 'note', 1, 1, '{"blocks":[]}', 'queued', 0, 2000, 2000);
    insert into posted_messages (alert, channel, remote_id) values (1, 'ops', '7');
  `);
  raw.close();
  return file;
}

test('what an older Tocsin left is taken over as it is', async () => {
  const file = oldDatabase();
  await using store = await openStore(file, { now });
  expect(store.notices).toEqual([]);
  expect(await store.alerts.open(null)).toMatchObject([
    { id: 1, type: 'custom', lead: null, life: NEW_LIFE, state: { kind: 'firing' } },
  ]);
  expect(await store.outbox.posted(1, 'ops')).toEqual({
    channel: 'ops',
    remoteId: '7',
    postedAt: null,
    covers: 0,
  });
  expect(await store.outbox.claim('ops', { now: 5_000, lease: 1, limit: 1 })).toMatchObject([
    { kind: 'card', silent: false, createdAt: 2_000, firstDueAt: 2_000 },
  ]);
  expect((await store.outbox.overdue(3_000, null)).entries).toHaveLength(2);
  expect(await store.targets.list()).toMatchObject([{ name: 'web-1', parent: null }]);
});
