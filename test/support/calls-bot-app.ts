import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { SECOND } from '../../src/model/time.ts';
import { numberedWriter, type Rotation } from '../collect/logs/rotation.ts';
import { smallDisk } from '../store/small-disk.ts';
import type { Dockerd } from './dockerd.ts';
import { freePort } from './whole-app.ts';

const WORKER = 'callsbot-worker';
/** Bytes of the disk that the application has for itself. */
const DISK_MEGABYTES = 8;

/** So often that every round finds some. */
const ERRORS_EVERY = 200;

/** What the statistics page says; a test changes it. */
export interface Stats {
  alerts_total: number;
  tracking_count: number;
  signals_enabled: boolean;
  budget: { used_pct: number };
  feed: { ok: boolean; cycle_ms: number; cycles_total: number };
  errors: Record<string, number>;
  tracking: { name: string; since: string }[];
}

/** An application as the preset expects it: a worker in a container, a heartbeat, a database, a page and a log. */
export interface CallsBotApp extends AsyncDisposable {
  /** Its folder, on a disk of its own. */
  readonly path: string;
  readonly port: number;
  readonly stats: Stats;
  /** Folder of programs that show a host of which only this application's disk can be full. */
  readonly programs: string;
  /** Its log, and how many numbered lines were written to it. */
  readonly log: { readonly file: string; readonly written: number };
  /** Writes lines to the log before and after it is rotated. */
  rotate(how: Rotation): void;
  /** Writes errors to its log all the time, or ends that. */
  raiseErrors(): void;
  calmDown(): void;
  beat(secondsAgo?: number): void;
  loseHeartbeat(): void;
  stopWorker(): void;
  startWorker(): void;
  fillDisk(percent: number): void;
  emptyDisk(): void;
}

export async function startCallsBot(engine: Dockerd): Promise<CallsBotApp> {
  const disk = smallDisk(DISK_MEGABYTES);
  if (disk === null) throw new Error('no disk can be mounted here');
  const { path } = disk;
  const data = join(path, 'data');
  const heartbeat = join(data, 'heartbeat');
  const ballast = join(path, 'ballast');
  mkdirSync(data);
  const stats: Stats = {
    alerts_total: 40,
    tracking_count: 2,
    signals_enabled: true,
    budget: { used_pct: 12.5 },
    feed: { ok: true, cycle_ms: 900, cycles_total: 100 },
    errors: { timeout: 0 },
    tracking: [
      { name: 'alpha', since: '2026-03-01T10:00:00Z' },
      { name: 'beta', since: '2026-03-01T11:00:00Z' },
    ],
  };
  const port = await freePort();
  const web = createServer((_, response) => response.end(JSON.stringify(stats)));
  await once(web.listen(port, '127.0.0.1'), 'listening');
  execFileSync('/usr/bin/sqlite3', [
    join(data, 'calls.db'),
    "create table alerts(at); create table tracking(name); insert into alerts values(1),(2); insert into tracking values('alpha');",
  ]);
  engine.run(WORKER, [], 'sleep', '3600');
  const beat = (secondsAgo = 0) => {
    const at = new Date(Date.now() - secondsAgo * SECOND);
    writeFileSync(heartbeat, '');
    utimesSync(heartbeat, at, at);
  };
  beat();
  const folder = join(path, 'logs');
  mkdirSync(folder);
  const log = numberedWriter(folder, 5);
  let raising: NodeJS.Timeout | undefined;
  return {
    ...{ path, port, stats, programs: programsFor(path, engine.folder), beat, log },
    rotate(how) {
      log.write(10);
      log.rotate(how);
      log.write(10);
      log.end();
    },
    raiseErrors() {
      const line = '2026-11-26 12:00:00,000 - feed - ERROR - no answer within 30 s';
      raising = setInterval(() => appendFileSync(log.file, `${line}\n`), ERRORS_EVERY);
    },
    calmDown: () => clearInterval(raising),
    loseHeartbeat: () => rmSync(heartbeat),
    stopWorker: () => void engine.docker('kill', WORKER),
    startWorker: () => void engine.docker('start', WORKER),
    fillDisk(percent) {
      const bytes = Math.round((DISK_MEGABYTES * 1_048_576 * percent) / 100);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bytes - 65_536)));
    },
    emptyDisk: () => rmSync(ballast),
    async [Symbol.asyncDispose]() {
      clearInterval(raising);
      web.closeAllConnections();
      web.close();
      await once(web, 'close');
      disk.release();
    },
  };
}

/** The machine that runs the tests may be full or short of memory, which is none of this application's business. */
function programsFor(path: string, folder: string): string {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const write = (name: string, text: string) => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  write('df', `exec /bin/df "$@" '${path}'`);
  const changes = [
    's|^\\(/proc/meminfo:MemTotal:\\).*|\\1 8000000 kB|',
    's|^\\(/proc/meminfo:MemAvailable:\\).*|\\1 6000000 kB|',
    // A disk in memory is none that a host is asked about.
    `s|^/proc/mounts:tmpfs ${path} tmpfs |/proc/mounts:/dev/bot ${path} ext4 |`,
  ];
  write('grep', `/bin/grep "$@" | sed '${changes.join('; ')}'`);
  return programs;
}
