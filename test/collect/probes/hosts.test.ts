import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LocalHost, localHost } from '../../../src/collect/collectors/local-host.ts';
import { type SshHost, sshHost } from '../../../src/collect/collectors/ssh-host.ts';
import { partsRound } from '../../../src/collect/part.ts';
import { declaredPart } from '../../../src/collect/probes/part.ts';
import type { Host } from '../../../src/collect/remote.ts';
import type { DeclaredProbe } from '../../../src/model/declared-probe.ts';
import { SECOND, systemClock } from '../../../src/model/time.ts';
import { within } from '../../support/ssh-rounds.ts';
import { HAS_SSHD, type Sshd, sshTarget, startSshd } from '../../support/sshd.ts';
import { freePort } from '../../support/whole-app.ts';
import { aProbe } from './declaring.ts';

const HAS_SQLITE = existsSync('/usr/bin/sqlite3');

const pages: RequestListener = (request, response) => {
  if (request.url === '/hangs') return;
  if (request.url === '/moved') response.writeHead(302, { location: '/stats' });
  if (request.url === '/floods') response.write('x'.repeat(300_000));
  const key = request.headers['x-key'];
  response.end(JSON.stringify({ jobs: 4, key: key === 'a secret' }));
};

let folder: string;
let bare: string;
let web: Server;
let port: number;
let sshd: Sshd | null = null;
const hosts: Record<string, SshHost | LocalHost> = {};
/** The same with hardly a program, sqlite3 among those that are missing. */
const bareHosts: Record<string, SshHost | LocalHost> = {};
let bareSshd: Sshd | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-app it’s-'));
  port = await freePort();
  web = createServer(pages).listen(port, '127.0.0.1');
  await once(web, 'listening');
  bare = mkdtempSync(join(tmpdir(), 'tocsin-bare-'));
  for (const program of ['sh', 'stat', 'dd', 'date']) {
    const found = execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
    symlinkSync(found.trim(), join(bare, program));
  }
  hosts['this machine'] = localHost('here');
  bareHosts['this machine'] = localHost('here', ['/usr/bin/env', `PATH=${bare}`, '/bin/sh']);
  if (!HAS_SSHD) return;
  const over = (server: Sshd) => {
    const { ssh } = sshTarget(server);
    if (ssh === null) throw new Error('no address');
    return sshHost('web-1', ssh, { clock: systemClock, random: Math.random });
  };
  sshd = await startSshd();
  hosts['a host over SSH'] = over(sshd);
  bareSshd = await startSshd([`SetEnv SHLVL=5 PATH=${bare}`]);
  bareHosts['a host over SSH'] = over(bareSshd);
});

afterAll(async () => {
  for (const host of [...Object.values(hosts), ...Object.values(bareHosts)]) host.close();
  web.closeAllConnections();
  web.close();
  await sshd?.[Symbol.asyncDispose]();
  await bareSshd?.[Symbol.asyncDispose]();
  rmSync(bare, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

/** One round: what it measured, what is missing, and the troubles. */
function round(name: string, probes: readonly DeclaredProbe[], path: string | null = folder) {
  const host = hosts[name];
  if (host === undefined) throw new Error(`no ${name}`);
  return asker(host, probes, path)();
}

/** The same probes in one round after the other. */
function asker(host: Host, probes: readonly DeclaredProbe[], path: string | null = folder) {
  const declared = { path, probes };
  const part = declaredPart({
    declared: () => declared,
    clock: systemClock,
    random: () => 0,
    happened() {},
  });
  const run = partsRound(host, { clock: systemClock, random: () => 0 });
  return async () => {
    const readings = await run([part], { signal: within(), patience: 8 * SECOND });
    return {
      values: Object.fromEntries(
        readings
          .filter(({ metric }) => metric !== 'probe.ok')
          .map(({ metric, value }) => [metric, value]),
      ),
      missing: part.missing().map(({ metric }) => metric),
      troubles: Object.fromEntries(
        part
          .states()
          .flatMap(({ name: one, trouble }) => (trouble === null ? [] : [[one, trouble]])),
      ),
    };
  };
}

const run = (command: string, more: Partial<DeclaredProbe> = {}) =>
  aProbe({ kind: 'run', command }, more);
const page = (path: string, more: Partial<DeclaredProbe> = {}) =>
  aProbe(
    { kind: 'http', port, path, headers: { 'x-key': 'a secret' } },
    { format: 'json', ...more },
  );

describe.each(['this machine', 'a host over SSH'])('%s (SSH needs openssh-server)', (host) => {
  const needs = (it: boolean) => test.skipIf(!it || (host !== 'this machine' && !HAS_SSHD));

  needs(true)(
    'commands start in the path of the target, and a bad one harms no other',
    async () => {
      writeFileSync(join(folder, 'jobs'), '12\n');
      const { values, troubles } = await round(host, [
        run('cat jobs', { name: 'jobs' }),
        run('cat nothing', { name: 'gone' }),
        run('no-such-program', { name: 'unknown' }),
        run('if then (', { name: 'broken' }),
        run('grep -c nothing jobs', { name: 'zero' }),
        run('exit 3', { name: 'silent' }),
        run('echo 5; exit', { name: 'after' }),
      ]);
      expect(values).toEqual({ jobs: 12, zero: 0, after: 5 });
      expect(troubles).toEqual({
        gone: 'prints nothing; it ended with exit code 1',
        unknown: 'its program is not there',
        broken: 'prints nothing; it ended with exit code 2',
        silent: 'prints nothing; it ended with exit code 3',
      });
    },
  );

  needs(true)('one that hangs and one that floods are ended', async () => {
    const { values, troubles } = await round(host, [
      run('sleep 60', { name: 'hangs', timeout: 300 }),
      run('while :; do echo flood; done', { name: 'floods' }),
      run('echo 1', { name: 'well' }),
    ]);
    expect(values).toEqual({ well: 1 });
    expect(troubles).toEqual({
      hangs: 'gave no answer within 0.3 s',
      floods: 'printed more than 256 KiB',
    });
  });

  needs(true)('a path that is not there is said', async () => {
    const { troubles } = await round(host, [run('echo 1', { name: 'any' })], '/no/such/folder');
    expect(troubles).toEqual({ any: 'the path of the target is not there, or may not be entered' });
  });

  needs(true)('a page of its loopback is read, and what is wrong with one is said', async () => {
    const nobody = await freePort();
    const { values, troubles } = await round(host, [
      page('/stats', { name: 'stats' }),
      page('/hangs', { name: 'hangs', timeout: 300 }),
      page('/moved', { name: 'moved' }),
      page('/floods', { name: 'floods' }),
      aProbe({ kind: 'http', port: nobody, path: '/', headers: {} }, { name: 'nobody' }),
      page('/stats', { name: 'again', metrics: [{ metric: 'jobs', from: 'jobs', as: 'value' }] }),
    ]);
    expect(values).toEqual({ 'stats.jobs': 4, 'stats.key': 1, jobs: 4 });
    expect(troubles).toEqual({
      hangs: 'gave no answer within 0.3 s',
      moved: '/moved answered 302',
      floods: 'answered more than 256 KiB',
      nobody: expect.stringMatching(new RegExp(`${nobody}`)),
    });
    expect(JSON.stringify(troubles)).not.toContain('a secret');
  });

  needs(HAS_SQLITE)(
    'a database is asked, and nothing can be written to it (needs sqlite3)',
    async () => {
      const file = join(folder, 'app.db');
      rmSync(file, { force: true });
      execFileSync('/usr/bin/sqlite3', [
        file,
        "create table jobs(state); insert into jobs values('a'),('a'),('b');",
      ]);
      const ask = (name: string, query: string, more: Partial<DeclaredProbe> = {}) =>
        aProbe({ kind: 'sqlite', file: 'app.db', query }, { name, ...more });
      const { values, troubles } = await round(host, [
        ask('rows', 'select count(*) as jobs from jobs'),
        ask('wrong', 'select count(*) as jobs from nowhere'),
        ask('writes', "with x as (select 1) insert into jobs values('c')"),
        ask('empty', "select * from jobs where state = 'z'"),
        aProbe({ kind: 'sqlite', file: 'gone.db', query: 'select 1' }, { name: 'gone' }),
      ]);
      expect(values).toEqual({ 'rows.jobs': 3 });
      expect(troubles).toEqual({
        wrong: expect.stringContaining('no such table'),
        writes: expect.stringContaining('readonly'),
        empty: 'the query gives no row',
        gone: 'its file is not there',
      });
      expect(existsSync(join(folder, 'gone.db'))).toBe(false);
    },
  );

  needs(true)(
    'a database is asked through a small copy where sqlite3 is not installed',
    async () => {
      const without = bareHosts[host];
      if (without === undefined) throw new Error(`no ${host}`);
      const file = join(folder, 'shop.db');
      for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
      // Half of it is not yet written back.
      const database = new Sqlite(file);
      onTestFinished(() => void database.close());
      database.pragma('journal_mode = wal');
      database.exec("create table jobs(state, at); insert into jobs values('a', 1), ('a', 2);");
      const ask = (name: string, query: string, more: Partial<DeclaredProbe> = {}) =>
        aProbe({ kind: 'sqlite', file: 'shop.db', query }, { name, timeout: 8_000, ...more });
      const probes = [
        ask('rows', 'select count(*) as jobs, null as none, 1.5 as half from jobs'),
        ask('states', 'select state, count(*) as jobs from jobs group by state', {
          labels: ['state'],
        }),
        ask('wrong', 'select count(*) as jobs from nowhere'),
        ask('writes', "with x as (select 1) insert into jobs values('c', 1)"),
        ask('empty', "select * from jobs where state = 'z'"),
        aProbe({ kind: 'sqlite', file: 'gone.db', query: 'select 1' }, { name: 'gone' }),
      ];
      const asking = asker(without, probes);
      const first = await asking();
      expect(first.values).toEqual({ 'rows.jobs': 2, 'rows.half': 1.5, 'states.jobs': 2 });
      expect(first.troubles).toEqual({
        wrong: expect.stringContaining('no such table'),
        writes: expect.stringContaining('readonly'),
        empty: 'the query gives no row',
        gone: 'its file is not there',
      });
      database.exec("insert into jobs values('b', 3)");
      database.exec('create table room(text); insert into room values(zeroblob(3000000))');
      await expect
        .poll(async () => (await asking()).values['rows.jobs'], { timeout: 10_000 })
        .toBe(3);
      // Copying has to rest now, and what was copied holds.
      database.exec("insert into jobs values('b', 4)");
      expect((await asking()).values['rows.jobs']).toBe(3);
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith('tocsin-copy-'))).toEqual([]);
    },
  );

  needs(true)('a database that is too large to be copied says what to install', async () => {
    const without = bareHosts[host];
    if (without === undefined) throw new Error(`no ${host}`);
    writeFileSync(join(folder, 'large.db'), '');
    truncateSync(join(folder, 'large.db'), 30 * 1_024 * 1_024);
    const source = { kind: 'sqlite', file: 'large.db', query: 'select 1' } as const;
    const { troubles } = await asker(without, [aProbe(source)])();
    expect(troubles['app']).toMatch(/has 30 MiB, more than the 20 MiB .*apt install sqlite3/);
  });

  needs(true)(
    'a heartbeat is found in a file, a log line or a field, or known to be missing',
    async () => {
      const ago = (seconds: number) => new Date(Date.now() - seconds * SECOND);
      writeFileSync(join(folder, 'beat'), '');
      utimesSync(join(folder, 'beat'), ago(90), ago(90));
      writeFileSync(join(folder, 'app.log'), 'no time here beat\n');
      appendFileSync(join(folder, 'app.log'), `${ago(50).toISOString()} worker beat\n`);
      appendFileSync(join(folder, 'app.log'), `${ago(5).toISOString()} worker sleeps\n`);
      writeFileSync(
        join(folder, 'status'),
        JSON.stringify({ worker: { seen: ago(20).getTime() } }),
      );
      const { values, missing, troubles } = await round(host, [
        beatOf('file', { from: 'file', file: 'beat' }),
        beatOf('log', { from: 'log', file: 'app.log', pattern: 'worker beat' }),
        beatOf('any', { from: 'log', file: 'app.log', pattern: null }),
        beatOf('json', { from: 'json', file: 'status', field: 'worker.seen' }),
        beatOf('gone', { from: 'file', file: 'no beat' }),
        beatOf('quiet', { from: 'log', file: 'app.log', pattern: 'nobody' }),
      ]);
      const near = (seconds: number) => {
        const age = { asymmetricMatch: (found: number) => Math.abs(found - seconds) < 10 };
        return age;
      };
      expect(values).toEqual({ file: near(90), log: near(50), any: near(5), json: near(20) });
      expect(missing).toEqual(['gone', 'quiet']);
      expect(troubles).toEqual({});
    },
  );
});

function beatOf(
  name: string,
  heartbeat: Extract<DeclaredProbe['source'], { kind: 'heartbeat' }>['heartbeat'],
): DeclaredProbe {
  const metrics = [{ metric: name, from: '', as: 'age' as const }];
  return aProbe({ kind: 'heartbeat', heartbeat }, { name, metrics });
}
