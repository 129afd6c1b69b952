import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepAuditing } from '../../src/app/audit.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { openLog } from '../../src/log/log.ts';
import { trouble } from '../../src/log/trouble.ts';
import { MINUTE } from '../../src/model/time.ts';
import { folderWith } from '../config/folder.ts';
import { NOON } from '../support/desk.ts';
import { freePort } from '../support/whole-app.ts';
import { auditing } from './auditing.ts';

const PATH = '/ping/5f6c2a3e-0000-4d1b-9a55-111122223333';

/** Lets everything go on but the timers, which stand still, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo() && performance.now() < deadline) await turn();
}

/** The audit running beside a server that is told that all is well; minutes pass by hand. */
async function beating() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const pings: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    pings.push(request.url ?? '');
    response.writeHead(status).end('OK');
  });
  const port = await freePort();
  const listen = () => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  await listen();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`;
  const folder = folderWith({ env: `HEARTBEAT_URL=${url}\n` });
  const loaded = await loadSettings(folder);
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  const { heartbeatUrl, secrets } = loaded.config;
  const one = await auditing({ heartbeatUrl, secrets, targets: [] });
  const file = `${folder}/log`;
  const log = openLog({ level: 'trace', secrets, file, show: null });
  log.info('begins');
  const { failed, worked } = trouble(log, () => false);
  let looks = 0;
  let heard = 0;
  const deps = {
    ...one.deps,
    failed(what: 'audit' | 'heartbeat', error: unknown) {
      heard += 1;
      failed(what, error);
    },
    worked(what: 'audit' | 'heartbeat') {
      if (what === 'audit') looks += 1;
      else heard += 1;
      worked(what);
    },
  };
  const stop = new AbortController();
  const ended = keepAuditing(deps, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
    await close();
  });
  let minutes = 0;
  /** Lets a minute pass and gives how often the server was told since the start. */
  async function minute(): Promise<number> {
    const before = { looks, heard };
    minutes += 1;
    one.at(NOON + minutes * MINUTE);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await until(() => looks > before.looks);
    if (one.found.judged && one.open().length === 0) await until(() => heard > before.heard);
    // What must not be sent would be on its way by then.
    for (let turns = 0; turns < 100; turns++) await turn();
    return pings.length;
  }
  return {
    ...{ ...one, url, pings, minute, listen, close },
    log: () => readFileSync(file, 'utf8'),
    answers: (code: number) => {
      status = code;
    },
  };
}

test('the outside is told each minute, but not while the audit finds something', async () => {
  const { minute, found, pings, open } = await beating();
  expect(await minute()).toBe(1);
  expect(await minute()).toBe(2);
  found.offline = true;
  expect(await minute()).toBe(2);
  expect(open()).toEqual(['tocsin: monitor_offline critical']);
  expect(await minute()).toBe(2);
  found.offline = false;
  expect(await minute()).toBe(3);
  expect(new Set(pings)).toEqual(new Set([PATH]));
});

test('nor while what it finds cannot be judged', async () => {
  const { minute, found } = await beating();
  expect(await minute()).toBe(1);
  found.judged = false;
  expect(await minute()).toBe(1);
  found.judged = true;
  expect(await minute()).toBe(2);
});

test('nor while an alert of the audit is acknowledged and goes on', async () => {
  const { minute, found, ask } = await beating();
  found.ruleErrors = 1;
  expect(await minute()).toBe(0);
  await ask('ack 1');
  expect(await minute()).toBe(0);
});

test('its address never stands in the log, whatever happens to it', async () => {
  const { minute, url, log, answers, close, listen } = await beating();
  answers(500);
  await minute();
  await close();
  await minute();
  await minute();
  await listen();
  answers(200);
  await minute();
  expect(log()).toContain('HEARTBEAT_URL answered 500');
  expect(log()).toContain('fetch failed');
  expect(log()).toContain('heartbeat: works again');
  for (const part of [url, PATH, PATH.slice(1), '5f6c2a3e']) expect(log()).not.toContain(part);
});
