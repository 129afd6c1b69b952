import { chmodSync, closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { createServer as createSecure } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { makeBackup } from '../../src/store/backup.ts';
import { lockDataDir } from '../../src/store/lock.ts';
import { authority, HAS_OPENSSL } from '../check/authority.ts';
import { canMakeDisks, fillBut, smallDisk } from '../store/small-disk.ts';
import { PASSWORD, startSmtp, USER } from '../support/channels/smtp-service.ts';
import { bind, listen } from '../support/discord/http.ts';
import { HAS_SSHD, makeKey, startSshd } from '../support/sshd.ts';
import { freePort } from '../support/whole-app.ts';
import { installation } from './installation.ts';

const never = new AbortController().signal;
const ours = HAS_OPENSSL ? authority() : null;
afterAll(() => ours?.[Symbol.dispose]());

function one(state: Finding['state'], what: RegExp, repair: RegExp) {
  return [{ state, what: expect.stringMatching(what), repair: expect.stringMatching(repair) }];
}

test('a sound installation has no fault, and nothing is left in its folder', async () => {
  const { started, faults, examine } = installation();
  await started();
  expect(await faults()).toEqual([]);
  const found = (await examine()).flatMap(({ findings }) => findings);
  expect(found.filter(({ state }) => state === 'ok').length).toBeGreaterThan(4);
});

test('a configuration that is refused is a finding, and the rest is examined', async () => {
  const { examine, faults } = installation({ yaml: 'targets: [' });
  expect(await faults()).toEqual(one('bad', /tocsin\.yaml line 1/, /indentation|brackets/));
  const areas = (await examine()).map(({ area }) => area);
  expect(areas).toEqual(expect.arrayContaining(['disk', 'database', 'process']));
});

test('an .env that is refused too leaves what is stored to be examined', async () => {
  const { examine } = installation({ env: { ANALYTICS_PORT: 'x' } });
  const examined = await examine();
  expect(examined[0]?.findings).toEqual(one('bad', /ANALYTICS_PORT/, /port/));
  expect(examined.map(({ area }) => area)).toContain('database');
});

test('a token that other users can read is found', async () => {
  const { faults } = installation({ env: { ANALYTICS_API_KEY: '0123456789abcdef' }, mode: 0o644 });
  expect(await faults()).toEqual(one('warning', /\.env: other users/, /^chmod 600 \.env$/));
});

test.skipIf(!canMakeDisks())('a full disk is found', async () => {
  const disk = smallDisk(8);
  if (disk === null) return;
  onTestFinished(() => disk.release());
  fillBut(disk, 4_096);
  const { faults } = installation({ env: { TOCSIN_DATA_DIR: disk.path } });
  expect(await faults()).toEqual(
    one('bad', /is full: nothing can be written \(ENOSPC\)/, /du -xh --max-depth=1/),
  );
});

test.skipIf(!canMakeDisks())('a disk that is nearly full is found', async () => {
  const disk = smallDisk(8);
  if (disk === null) return;
  onTestFinished(() => disk.release());
  const { faults } = installation({ env: { TOCSIN_DATA_DIR: disk.path } });
  expect(await faults()).toEqual(one('bad', /is full: only 8\.\d MB are free/, /make room/));
});

test('a limit of the storage that the disk cannot hold is found', async () => {
  const { started, faults } = installation({ yaml: 'storage: {limit: 900TB}\n' });
  await started();
  expect(await faults()).toEqual(
    one('warning', /`storage\.limit` would allow 900 TB more/, /smaller `storage\.limit`/),
  );
});

test('a damaged database is found, with the backup that helps', async () => {
  const { started, faults } = installation();
  const { databaseFile, samplesFile, dataDir } = await started();
  const files = { 'tocsin.db': databaseFile, 'samples.db': samplesFile };
  const folder = join(dataDir, 'backups');
  const { backup } = await makeBackup({ files, folder, keep: 7, at: Date.now() }, never);
  overwrite(databaseFile, 4_096);
  expect(await faults()).toEqual(
    one('bad', /tocsin\.db is damaged/, new RegExp(`npx tocsin restore ${backup.name} --confirm`)),
  );
});

test('samples that are no database any more are found', async () => {
  const { started, faults } = installation();
  const { samplesFile } = await started();
  overwrite(samplesFile, 0);
  expect(await faults()).toEqual(
    one('bad', /samples\.db is damaged: SQLITE_NOTADB/, /restart Tocsin/),
  );
});

/** A piece of a file becomes noise. */
function overwrite(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(2_048, 0xa5), 0, 2_048, at);
  closeSync(handle);
}

test('a database of a newer program is found', async () => {
  const { started, faults } = installation();
  const { databaseFile } = await started();
  const raw = new Sqlite(databaseFile);
  raw.pragma('user_version = 9999');
  raw.close();
  expect(await faults()).toEqual(one('bad', /newer Tocsin \(schema 9999/, /^git pull/));
});

test('backups that ended days ago are found', async () => {
  const { started, faults } = installation();
  const { databaseFile, samplesFile, dataDir } = await started();
  const files = { 'tocsin.db': databaseFile, 'samples.db': samplesFile };
  const folder = join(dataDir, 'backups');
  const { backup } = await makeBackup({ files, folder, keep: 7, at: Date.now() }, never);
  renameSync(join(folder, backup.name), join(folder, 'tocsin-20260101-000000'));
  expect(await faults()).toEqual(one('warning', /newest backup is \d+ d/, /^npx tocsin backup$/));
});

test('a port of HTTP that another program has is found', async () => {
  const port = await freePort();
  const other = createServer();
  await bind(other, port);
  onTestFinished(() => void other.close());
  const { faults } = installation({
    env: { ANALYTICS_ENABLED: 'true', ANALYTICS_PORT: String(port) },
  });
  expect(await faults()).toEqual(
    one('bad', /HTTP cannot listen on 127\.0\.0\.1:\d+: another program does/, /ANALYTICS_PORT=/),
  );
});

test('a process that holds the data and does not answer is found', async () => {
  const { started, faults } = installation();
  const { dataDir } = await started();
  const options = { wait: 0, stillRunning: async () => true, signal: never };
  await using lock = await lockDataDir(dataDir, options);
  expect(lock).not.toBeNull();
  expect(await faults()).toEqual(one('bad', /another process holds/, /fuser -v .*tocsin\.lock/));
});

const mail = (port: number, more: string) =>
  `channels: {mail: {kind: email, host: 127.0.0.1, port: ${port}, user: ${USER}, to: [ops@example.com], ${more}}}\n`;

test.skipIf(!HAS_OPENSSL).each([
  {
    fault: 'a certificate for another name',
    name: 'mail.example.com',
    what: /127\.0\.0\.1:\d+ has a certificate for another name/,
    repair: /write the name that the certificate is for/,
  },
  {
    fault: 'an expired certificate',
    days: -1,
    what: /has a certificate that has expired/,
    repair: /renew the certificate of 127\.0\.0\.1:\d+/,
  },
  {
    fault: 'a wrong password',
    password: 'wrong horse',
    what: /refuses the login: 535/,
    repair: /right `user` and `password` at `channels\.mail`/,
  },
  {
    fault: 'an authority that nobody here knows',
    isKnown: false,
    what: /authority that is not known here/,
    repair: /name it with `ca`/,
  },
  {
    fault: 'a server that does not encrypt',
    security: 'none' as const,
    what: /does not encrypt/,
    repair: /`security: tls`/,
  },
])('mail: $fault is found, and nothing is sent', async (planted) => {
  const { name = '127.0.0.1', days, password = PASSWORD, isKnown = true } = planted;
  const { security = 'starttls' } = planted;
  const service = await startSmtp({ security, ...(ours && { pair: ours.issue(name, days) }) });
  onTestFinished(() => service[Symbol.asyncDispose]());
  const more = `password: "\${MAIL_PASSWORD}"${isKnown ? `, ca: ${ours?.ca}` : ''}`;
  const env = { MAIL_PASSWORD: password };
  const { faults } = installation({ env, yaml: mail(service.port, more) });
  const found = await faults();
  expect(found).toEqual(one('bad', planted.what, planted.repair));
  expect(JSON.stringify(found)).not.toContain(password);
  expect(service.mails).toEqual([]);
});

test.skipIf(!HAS_OPENSSL)('mail: a server that takes us is no fault', async () => {
  const service = await startSmtp({ ...(ours && { pair: ours.issue('127.0.0.1') }) });
  onTestFinished(() => service[Symbol.asyncDispose]());
  const env = { MAIL_PASSWORD: PASSWORD };
  const more = `password: "\${MAIL_PASSWORD}", ca: ${ours?.ca}`;
  const { faults } = installation({ env, yaml: mail(service.port, more) });
  expect(await faults()).toEqual([]);
  expect(service.mails).toEqual([]);
});

test('mail: a closed port is found', async () => {
  const port = await freePort();
  const env = { MAIL_PASSWORD: PASSWORD };
  const { faults } = installation({ env, yaml: mail(port, `password: "\${MAIL_PASSWORD}"`) });
  expect(await faults()).toEqual(
    one(
      'bad',
      /127\.0\.0\.1:\d+ refuses connections/,
      /start what should listen on 127\.0\.0\.1:\d+/,
    ),
  );
});

test.each([
  'kind: webhook, urls: ["http://127.0.0.1:PORT/x"]',
  'kind: slack, url: "http://127.0.0.1:PORT/x"',
  'kind: discord-webhook, url: "http://127.0.0.1:PORT/api/webhooks/1/abc"',
  'kind: sms, url: "http://127.0.0.1:PORT/x", to: ["+491701234567"]',
])('{%s} that cannot be reached is found', async (words) => {
  const yaml = `channels: {hook: {${words.replace('PORT', String(await freePort()))}}}\n`;
  expect(await installation({ yaml }).faults()).toEqual(
    one('bad', /refuses connections/, /start what should listen/),
  );
});

test.skipIf(!HAS_OPENSSL)(
  'a webhook with a certificate of nobody is found, with nothing sent',
  async () => {
    const asked: unknown[] = [];
    const server = createSecure({ ...ours?.issue('127.0.0.1').files }, (request) => {
      asked.push(request.url);
    });
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const yaml = `channels: {hook: {kind: webhook, urls: ["https://127.0.0.1:${port}/x"]}}\n`;
    expect(await installation({ yaml }).faults()).toEqual(
      one('bad', /authority that is not known here/, /NODE_EXTRA_CA_CERTS/),
    );
    expect(asked).toEqual([]);
  },
);

test('a channel that no route leads to is found', async () => {
  const yaml = `channels: {hook: {kind: webhook, urls: ["http://192.0.2.1:9/x"]}}
routes: [{match: {severity: emergency}, to: [hook]}]\n`;
  const found = await installation({ yaml }).faults();
  expect(found).toContainEqual(
    one(
      'bad',
      /no route leads a critical alert/,
      /\{match: \{severity: ">=critical"\}, to: \[hook\]\}/,
    )[0],
  );
});

test.skipIf(!HAS_SSHD)('SSH: a host whose key changed, a key others can read', async () => {
  await using sshd = await startSshd();
  const { folder, faults } = installation();
  const known = join(folder, 'known_hosts');
  const stranger = makeKey(join(folder, 'other')).split(' ').slice(0, 2).join(' ');
  writeFileSync(known, `[127.0.0.1]:${sshd.port} ${stranger}\n`);
  chmodSync(sshd.userKey, 0o644);
  const target = `{name: web-1, kind: ssh, host: 127.0.0.1, port: ${sshd.port}, user: root, key: ${sshd.userKey}, known_hosts: ${known}}`;
  writeFileSync(join(folder, 'tocsin.yaml'), `targets: [${target}]\n`);
  expect(await faults()).toEqual([
    ...one('warning', /other users of this machine can read the key/, /^chmod 600 \/.*user_key$/),
    ...one('bad', /web-1: host key: .*changed/, /ssh-keygen -R '\[127\.0\.0\.1\]:\d+'/),
  ]);
});

test('SSH: a key that is not there, a port that is closed', async () => {
  const port = await freePort();
  const yaml = `targets: [{name: web-1, kind: ssh, host: 127.0.0.1, port: ${port}, user: root, key: ./nokey}]\n`;
  const { faults } = installation({ yaml });
  expect(await faults()).toEqual([
    ...one('warning', /there is no file .*nokey/, /make it, or write the path/),
    ...one('bad', /web-1: TCP: .*refused/, /look whether sshd runs .*\/targets test web-1/),
  ]);
});

test('a container engine that does not listen is found', async () => {
  const port = await freePort();
  const yaml = `targets: [{name: engine, kind: docker, engine: "tcp://127.0.0.1:${port}"}]\n`;
  expect(await installation({ yaml }).faults()).toEqual(
    one(
      'bad',
      /^engine: TCP: .*nothing listens on this port$/,
      /^look for .*\/targets test engine$/,
    ),
  );
});
